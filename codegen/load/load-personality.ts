/** Builds a personality from its folder: personality.yaml, errno.yaml, signals.yaml, flags/, structs/, syscalls/. */
import { basename, join } from 'node:path';
import { z } from 'zod';
import { errnoSchema } from '../schema/errno.ts';
import type { ErrnoFile } from '../schema/errno.ts';
import { flagsSchema } from '../schema/flags.ts';
import { personalitySchema } from '../schema/personality.ts';
import type { PersonalityFile } from '../schema/personality.ts';
import { signalsSchema } from '../schema/signals.ts';
import type { SignalsFile } from '../schema/signals.ts';
import { structsSchema } from '../schema/structs.ts';
import type { StructsFile } from '../schema/structs.ts';
import { syscallsSchema } from '../schema/syscalls.ts';
import { didYouMean } from './did-you-mean.ts';
import { loadCalls } from './load-calls.ts';
import type { CallFile } from './load-calls.ts';
import { checkErrno, loadEnum, loadFlagSet } from './load-flags.ts';
import { layOut, readStruct } from './load-structs.ts';
import type { StructContext } from './load-structs.ts';
import { parseNeutralType } from './neutral-type.ts';
import type { NeutralModel } from './neutral.ts';
import { parseTable } from './parse.ts';
import type { Abi, Conversion, EnumSet, FlagSet, Personality, Struct, SystemCall } from './personality.ts';
import { readFolder } from './read.ts';
import { define, lookUp, UsedNumbers } from './reporter.ts';
import type { Source } from './source.ts';

const NO_SIGNALS: SignalsFile = { kind: 'signals', personality: '', numbers: {}, set: { bytes: 8, order: 'long' } };

export interface LoadedPersonality {
  /** Undefined when there is no sound personality.yaml. */
  readonly personality: Personality | undefined;
  readonly sources: readonly Source[];
}

/** Reads the tables of a personality's folder. */
export function readPersonality(folder: string, root: string): Source[] {
  return [
    ...readFolder(folder, root),
    ...['flags', 'structs', 'syscalls'].flatMap((name) => readFolder(join(folder, name), root)),
  ];
}

/** Builds a personality of its tables; `known` are those it may extend. */
export function loadPersonality(
  sources: readonly Source[],
  neutral: NeutralModel,
  known: ReadonlyMap<string, Personality>,
): LoadedPersonality {
  const main = sources.find(({ file }) => basename(file) === 'personality.yaml');
  const row = main === undefined ? undefined : parseTable(main, personalitySchema);
  if (main === undefined || row === undefined) return { personality: undefined, sources };
  const base = row.extends === undefined ? undefined : lookUp(main, ['extends'], 'personality', row.extends, known);
  return { personality: new PersonalityLoader(main, row, base, neutral).load(sources), sources };
}

class PersonalityLoader {
  readonly #main: Source;
  readonly #row: PersonalityFile;
  readonly #base: Personality | undefined;
  readonly #neutral: NeutralModel;
  readonly #flags: Map<string, FlagSet>;
  readonly #enums: Map<string, EnumSet>;
  readonly #structs: { readonly source: Source; readonly rows: StructsFile['structs'] }[] = [];
  readonly #errnos: Map<string, number>;
  readonly #fallbacks = new Map<string, string>();
  readonly #errnoAliases = new Map<string, string>();
  readonly #calls: CallFile[] = [];
  #signals: SignalsFile;

  constructor(main: Source, row: PersonalityFile, base: Personality | undefined, neutral: NeutralModel) {
    this.#main = main;
    this.#row = row;
    this.#base = base;
    this.#neutral = neutral;
    this.#flags = new Map(base?.flags);
    this.#enums = new Map(base?.enums);
    this.#errnos = new Map(base?.errnos);
    this.#signals = base?.signals ?? NO_SIGNALS;
  }

  load(sources: readonly Source[]): Personality {
    const row = this.#row;
    const abis = new Map<string, Abi>(Object.entries(row.abis).map(([name, abi]) => [name, { name, ...abi }]));
    const conversions = new Map([...(this.#base?.conversions ?? []), ...this.#conversions()]);
    checkErrno(this.#main, ['unsupportedCall'], row.unsupportedCall, this.#neutral);
    for (const source of sources) this.#readFile(source);
    this.#checkFieldEnums();
    const common = {
      name: row.name,
      row,
      abis,
      conversions,
      errnos: this.#errnos,
      fallbacks: this.#fallbacks,
      errnoAliases: this.#errnoAliases,
      signals: this.#signals,
      flags: this.#flags,
      enums: this.#enums,
      place: { source: this.#main, path: [] },
      sources,
    };
    const widths = [...new Set([...abis.values()].map(({ bits }) => bits))].sort((a, b) => b - a);
    const views = new Map<number, Personality>();
    for (const bits of widths.length === 0 ? [64 as const] : widths) {
      const structs = this.#layOut(bits, abis, conversions);
      const calls = this.#readCalls(bits, abis, structs);
      views.set(bits, { ...common, structs, calls, under: (width) => views.get(width.bits) ?? widest() });
    }
    const widest = (): Personality => [...views.values()][0] as Personality;
    return widest();
  }

  /** The structures under the ABIs of one width. */
  #layOut(
    bits: 32 | 64,
    abis: ReadonlyMap<string, Abi>,
    conversions: ReadonlyMap<string, Conversion>,
  ): ReadonlyMap<string, Struct> {
    const structs = new Map(this.#base?.under({ bits }).structs);
    const inherited = new Set(structs.keys());
    const context: StructContext = {
      neutral: this.#neutral,
      bits,
      abis: [...abis.values()].filter((abi) => abi.bits === bits),
      conversions,
      flags: this.#flags,
      enums: this.#enums,
      set: this.#signals.set,
    };
    for (const { source, rows } of this.#structs) {
      for (const [name, row] of Object.entries(rows))
        define(structs, name, readStruct(source, name, row, context), inherited);
    }
    return layOut(structs, context);
  }

  /** The calls under the ABIs of one width; those that only others have are there too. */
  #readCalls(
    bits: 32 | 64,
    abis: ReadonlyMap<string, Abi>,
    structs: ReadonlyMap<string, Struct>,
  ): ReadonlyMap<string, SystemCall> {
    const calls = loadCalls([...(this.#base === undefined ? [] : callFiles(this.#base)), ...this.#calls], {
      neutral: this.#neutral,
      abis,
      bits,
      registers: this.#row.convention.args.length,
      pairsAligned: this.#row.convention.pairs === 'aligned',
      flags: this.#flags,
      enums: this.#enums,
      structs,
    });
    for (const abi of abis.keys()) {
      const numbers = new UsedNumbers();
      for (const call of calls) {
        const number = call.numbers.get(abi);
        const { source, path } = call.place;
        const key = source.line([...path, 'number']) === source.line(path) ? 'numbers' : 'number';
        if (number !== undefined) numbers.add(source, [...path, key], number, call.name, `number`);
      }
    }
    return new Map(calls.map((call) => [call.name, call]));
  }

  #readFile(source: Source): void {
    if (source === this.#main) return;
    const kind = z.looseObject({ kind: z.string() }).safeParse(source.data).data?.kind;
    switch (kind) {
      case 'errno':
        return this.#readErrno(source);
      case 'signals':
        return this.#readSignals(source);
      case 'flags': {
        const file = parseTable(source, flagsSchema);
        const inheritedFlags = new Set(this.#base?.flags.keys());
        const inheritedEnums = new Set(this.#base?.enums.keys());
        for (const [name, row] of Object.entries(file?.flags ?? {}))
          define(this.#flags, name, loadFlagSet(source, name, row, this.#neutral), inheritedFlags);
        for (const [name, row] of Object.entries(file?.enums ?? {}))
          define(this.#enums, name, loadEnum(source, name, row, this.#neutral), inheritedEnums);
        return;
      }
      case 'structs': {
        const file = parseTable(source, structsSchema);
        if (file !== undefined) this.#structs.push({ source, rows: file.structs });
        return;
      }
      case 'syscalls': {
        const file = parseTable(source, syscallsSchema);
        if (file !== undefined) this.#calls.push({ source, file, inherited: false });
        return;
      }
      default: {
        const kinds = ['errno', 'signals', 'flags', 'structs', 'syscalls'];
        if (source.data !== undefined)
          source.report(
            'value',
            ['kind'],
            `"${String(kind)}" is no kind of table here${didYouMean(String(kind), kinds) ?? `; kinds are ${kinds.join(', ')}`}`,
          );
      }
    }
  }

  #readErrno(source: Source): void {
    const file: ErrnoFile | undefined = parseTable(source, errnoSchema);
    if (file === undefined) return;
    const numbers = new UsedNumbers();
    for (const [name, value] of Object.entries(file.numbers)) {
      if (typeof value === 'number') {
        numbers.add(source, ['numbers', name], value, name);
        this.#errnos.set(name, value);
        this.#fallbacks.delete(name);
      } else this.#fallbacks.set(name, value.fallback);
    }
    for (const [name, fallback] of this.#fallbacks) {
      if (!this.#errnos.has(fallback))
        source.report('reference', ['numbers', name, 'fallback'], `${fallback} has no number itself`);
    }
    for (const [alias, name] of Object.entries(file.aliases ?? {})) {
      if (lookUp(source, ['aliases', alias], 'error', name, this.#errnos) !== undefined)
        this.#errnoAliases.set(alias, name);
    }
    const missing = [...this.#neutral.errors.keys()].filter(
      (name) => !this.#errnos.has(name) && !this.#fallbacks.has(name),
    );
    const few =
      missing.length > 5 ? `${missing.slice(0, 5).join(', ')} and ${missing.length - 5} more` : missing.join(', ');
    if (missing.length > 0)
      source.report(
        'missing',
        ['numbers'],
        `neutral errors without a number: ${few}; give each one, or { fallback: EIO }`,
        'key',
      );
  }

  #readSignals(source: Source): void {
    const file = parseTable(source, signalsSchema);
    if (file === undefined) return;
    this.#signals = file;
    const numbers = new UsedNumbers();
    const known = new Map(this.#neutral.signals.map((signal) => [signal.name, signal]));
    for (const [name, number] of Object.entries(file.numbers)) {
      numbers.add(source, ['numbers', name], number, name);
      lookUp(source, ['numbers', name], 'neutral signal', name, known, 'key');
    }
  }

  #conversions(): [string, Conversion][] {
    return Object.entries(this.#row.conversions).map(([name, row]) => {
      const path = ['conversions', name];
      if (row.refuses !== undefined) checkErrno(this.#main, [...path, 'refuses'], row.refuses, this.#neutral);
      for (const member of Object.keys(row.types ?? {})) {
        if (!row.neutral.includes(member))
          this.#main.report(
            'reference',
            [...path, 'types', member],
            `${name} has no member "${member}"${didYouMean(member, row.neutral) ?? ''}`,
            'key',
          );
      }
      const types = row.neutral.map((member) => {
        const text = row.types?.[member] ?? 'i64';
        const type = parseNeutralType(text);
        if (type === undefined)
          this.#main.report('type', [...path, 'types', member], `"${text}" is no type of the neutral model`);
        return type ?? { kind: 'number' as const, name: 'i64' as const };
      });
      return [name, { name, row, types }];
    });
  }

  #checkFieldEnums(): void {
    for (const { row, place } of this.#flags.values()) {
      for (const [field, value] of Object.entries(row.fields)) {
        if (value.enum !== undefined)
          lookUp(place.source, [...place.path, 'fields', field, 'enum'], 'enumeration', value.enum, this.#enums);
      }
    }
  }
}

/** The rows of a personality that is extended are read again, under the ABIs of the one that extends it. */
function callFiles(base: Personality): CallFile[] {
  return base.sources.flatMap((source) => {
    const parsed = syscallsSchema.safeParse(source.data);
    return parsed.success ? [{ source, file: parsed.data, inherited: true }] : [];
  });
}
