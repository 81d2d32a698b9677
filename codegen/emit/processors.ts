/** Writes emulator/generated/processors.ts: the models, as emulator/processor.ts describes them. */
import type { CapabilityWord, ProcessorModel, ProcessorTable } from '../load/processors.ts';
import { ISA_LEVELS } from '../schema/isa.ts';
import { TypeScriptFile, key, quote } from './typescript-file.ts';

export function emitProcessors({ everywhere, processors }: ProcessorTable, source: string): TypeScriptFile {
  const file = new TypeScriptFile('emulator/generated/processors.ts', {
    purpose: 'The processors that a machine can be, and the levels of the architecture in order.',
    sources: [source],
  });
  file.line(`import type { Processor } from '../processor.ts';`);
  file.line();
  file.line(`export const LEVELS: readonly string[] = ${list(ISA_LEVELS)};`);
  file.line();
  file.doc('Instructions that act on every processor, whatever their level.');
  file.line(`export const EVERYWHERE: readonly string[] = ${list(everywhere)};`);
  file.line();
  file.line('export const PROCESSORS: readonly Processor[] = [');
  for (const one of processors) file.raw(processor(one));
  file.line('];');
  return file;
}

function processor(row: ProcessorModel): string {
  const { caches } = row;
  const sizes = [caches.l1i, caches.l1d, caches.l2, caches.l3].flatMap((one) => (one === undefined ? [] : [one]));
  const classes = Object.entries(row.classes).map(([name, level]) => `${key(name)}: ${quote(level)}`);
  const lines = [
    `name: ${quote(row.name)}, aliases: ${list(row.aliases)}, title: ${quote(row.title)},`,
    `pvr: ${hex(row.pvr)}, bits: ${row.bits}, level: ${quote(row.level)}, platform: ${quote(row.platform)},`,
    `classes: {${classes.length === 0 ? '' : ` ${classes.join(', ')} `}},`,
    `lacks: ${list(row.lacks)},`,
    ...[capabilities('hwcap', row.hwcap), capabilities('hwcap2', row.hwcap2)],
    `caches: [${sizes.map(([size, ways]) => `[${size}, ${ways}]`).join(', ')}],`,
  ];
  return `  {\n${lines.map((line) => `    ${line}\n`).join('')}  },`;
}

function capabilities(name: string, { bits, names, withheld }: CapabilityWord): string {
  return `${name}: { bits: ${hex(bits)}, names: ${list(names)}, withheld: ${list(withheld)} },`;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

function list(names: readonly string[]): string {
  return `[${names.map(quote).join(', ')}]`;
}
