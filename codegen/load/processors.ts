/** Reads spec/isa/processors.yaml and looks up every instruction and capability that it names. */
import { processorFileSchema } from '../schema/processors.ts';
import type { ProcessorFile, ProcessorRow } from '../schema/processors.ts';
import { parseTable } from './parse.ts';
import { lookUp } from './reporter.ts';
import type { Path, Source } from './source.ts';

type Capabilities = ProcessorFile['hwcap'];

/** A model with what programs are told of it: capabilities that are withheld are left out of the bits. */
export interface ProcessorModel extends Omit<ProcessorRow, 'hwcap' | 'hwcap2'> {
  readonly hwcap: CapabilityWord;
  readonly hwcap2: CapabilityWord;
}

export interface CapabilityWord {
  readonly bits: number;
  readonly names: readonly string[];
  readonly withheld: readonly string[];
}

/** What the file says; undefined when it is wrong. */
export interface ProcessorTable {
  readonly everywhere: readonly string[];
  readonly processors: readonly ProcessorModel[];
}

export function loadProcessors(source: Source, mnemonics: ReadonlySet<string>): ProcessorTable | undefined {
  const file = parseTable(source, processorFileSchema);
  if (file === undefined) return undefined;
  const known = new Map([...mnemonics].map((name) => [name, name]));
  const look = (path: Path, names: readonly string[]): void =>
    names.forEach((name, index) => lookUp(source, [...path, index], 'instruction', name, known));
  look(['everywhere'], file.everywhere);
  look(['doubleword'], file.doubleword);
  const taken = new Map<string, string>();
  const processors = file.processors.map((row, index): ProcessorModel => {
    const path = ['processors', index];
    look([...path, 'lacks'], row.lacks);
    [row.name, ...row.aliases].forEach((name, at) => {
      const before = taken.get(name);
      const place = at === 0 ? [...path, 'name'] : [...path, 'aliases', at - 1];
      if (before !== undefined) source.report('duplicate', place, `"${name}" is a name of ${before} already`);
      taken.set(name, row.name);
    });
    return {
      ...row,
      lacks: row.bits === 32 ? [...file.doubleword, ...row.lacks] : row.lacks,
      hwcap: word(source, [...path, 'hwcap'], row.hwcap, file.hwcap),
      hwcap2: word(source, [...path, 'hwcap2'], row.hwcap2, file.hwcap2),
    };
  });
  return { everywhere: file.everywhere, processors };
}

function word(source: Source, path: Path, names: readonly string[], known: Capabilities): CapabilityWord {
  const rows = new Map(Object.entries(known));
  let bits = 0;
  const told: string[] = [];
  const withheld: string[] = [];
  names.forEach((name, index) => {
    const row = lookUp(source, [...path, index], 'capability', name, rows);
    if (row === undefined) return;
    if (row.withheld !== undefined) return void withheld.push(name);
    told.push(name);
    bits += row.bit;
  });
  return { bits, names: told, withheld };
}
