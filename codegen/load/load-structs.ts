/** Checks structures: names, conversions, and that sizes and offsets are what the fields give under every ABI. */
import type { SignalsFile } from '../schema/signals.ts';
import type { StructsFile } from '../schema/structs.ts';
import { didYouMean } from './did-you-mean.ts';
import { LAYOUT_SCALARS, parseLayoutType, scalarSize } from './layout-type.ts';
import type { LayoutType } from './layout-type.ts';
import type { NeutralField, NeutralModel, NeutralStruct } from './neutral.ts';
import type { Abi, Conversion, EnumSet, FlagSet, Layout, Struct, StructField } from './personality.ts';
import { lookUp } from './reporter.ts';
import type { Path, Source } from './source.ts';

export interface StructContext {
  readonly neutral: NeutralModel;
  /** The structures are read as ABIs of this width have them, and laid out under these. */
  readonly bits: 32 | 64;
  readonly abis: readonly Abi[];
  readonly conversions: ReadonlyMap<string, Conversion>;
  readonly flags: ReadonlyMap<string, FlagSet>;
  readonly enums: ReadonlyMap<string, EnumSet>;
  /** How a signal set lies in memory. */
  readonly set: SignalsFile['set'];
}

type Row = StructsFile['structs'][string];

/** Reads the rows; layouts come after all rows are known. */
export function readStruct(source: Source, name: string, always: Row, context: StructContext): Struct {
  const path = ['structs', name];
  const special = always.under?.[context.bits];
  const row = { ...always, ...special } as Row;
  /** Where a key stands that may differ under a width. */
  const at = (key: string): Path =>
    special !== undefined && key in special ? [...path, 'under', context.bits, key] : [...path, key];
  const model =
    row.model === undefined
      ? undefined
      : lookUp(source, at('model'), 'neutral structure', row.model, context.neutral.structs);
  const read =
    (group: 'fields' | 'tail') =>
    ([field, fieldRow]: [string, Row['fields'][string] | NonNullable<Row['tail']>[string]]) =>
      readField(source, [...at(group), field], field, fieldRow, model, context);
  const exists = ([, field]: readonly [string, { readonly only?: 32 | 64 | undefined }]): boolean =>
    field.only === undefined || field.only === context.bits;
  return {
    name,
    row,
    layouts: new Map(),
    place: { source, path },
    fields: Object.entries(row.fields).filter(exists).map(read('fields')),
    tail: Object.entries(row.tail ?? {})
      .filter(exists)
      .map(read('tail')),
  };
}

function readField(
  source: Source,
  path: Path,
  name: string,
  row: StructField['row'],
  model: NeutralStruct | undefined,
  context: StructContext,
): StructField {
  const type = parseLayoutType(row.type);
  if (type === undefined) {
    const words = [...LAYOUT_SCALARS, 'struct NAME', 'signalset', 'union'];
    source.report(
      'type',
      [...path, 'type'],
      `"${row.type}" is no field type${didYouMean(row.type, words) ?? `; types are ${words.join(', ')}, each with [n]`}`,
    );
  }
  const parts =
    typeof row.from === 'object' && !Array.isArray(row.from) ? new Map(Object.entries(row.from)) : undefined;
  const from = row.from === undefined || parts !== undefined ? [] : ([row.from].flat() as string[]);
  for (const member of [...from, ...(parts?.values() ?? [])])
    checkMember(source, [...path, 'from'], member, model, context.neutral);
  if (row.as !== undefined) {
    const conversion = lookUp(source, [...path, 'as'], 'conversion', row.as, context.conversions);
    // In a layout without a model the conversion is for who names the member in an expression.
    const expected = row.from === undefined ? 0 : from.length;
    if (conversion !== undefined && expected !== 0 && conversion.row.neutral.length !== expected) {
      source.report(
        'value',
        [...path, 'as'],
        `${row.as} takes ${conversion.row.neutral.length} members (${conversion.row.neutral.join(', ')}) and from names ${from.length}`,
      );
    }
  }
  if (row.flags !== undefined) {
    const set = lookUp(source, [...path, 'flags'], 'flag set', row.flags, context.flags);
    if (set !== undefined) {
      const known = ['bits', ...Object.keys(set.row.fields), ...Object.keys(set.row.bits)];
      for (const part of parts?.keys() ?? []) {
        if (!known.includes(part))
          source.report(
            'reference',
            [...path, 'from', part],
            `${row.flags} has no field or bit "${part}"${didYouMean(part, known) ?? ''}`,
            'key',
          );
      }
    }
  }
  if (row.enum !== undefined) lookUp(source, [...path, 'enum'], 'enumeration', row.enum, context.enums);
  const union =
    row.union === undefined
      ? undefined
      : new Map(
          Object.entries(row.union).map(([one, text]) => {
            const inner = parseLayoutType(text);
            if (inner === undefined) source.report('type', [...path, 'union', one], `"${text}" is no field type`);
            return [one, inner ?? { kind: 'union' as const }];
          }),
        );
  return { name, type: type ?? { kind: 'unknown' }, row, from, parts, union, path };
}

function checkMember(
  source: Source,
  path: Path,
  member: string,
  model: NeutralStruct | undefined,
  neutral: NeutralModel,
): void {
  if (model === undefined) return;
  let at: NeutralStruct = model;
  const parts = member.split('.');
  for (const [index, part] of parts.entries()) {
    const field: NeutralField | undefined = at.fields.find(({ name }) => name === part);
    if (field === undefined) {
      const names = at.fields.map(({ name }) => name);
      return source.report(
        'reference',
        path,
        `${at.name} has no member "${part}"${didYouMean(part, names) ?? `; it has ${names.join(', ')}`}`,
      );
    }
    if (index === parts.length - 1) return;
    const inner: NeutralStruct | undefined =
      field.type.kind === 'struct' ? neutral.structs.get(field.type.name) : undefined;
    if (inner === undefined)
      return source.report('reference', path, `${part} is no structure, so it has no member "${parts[index + 1]}"`);
    at = inner;
  }
}

/** Lays all structures out under every ABI and compares with what the rows say. */
export function layOut(structs: ReadonlyMap<string, Struct>, context: StructContext): ReadonlyMap<string, Struct> {
  const done = new Map<string, Struct>();
  for (const [name, struct] of structs) {
    const layouts = new Map<string, Layout>();
    const { only } = struct.row;
    for (const abi of only === undefined || only === context.bits ? context.abis : [])
      layouts.set(abi.name, new LayoutChecker(structs, abi, context.set).check(struct));
    done.set(name, { ...struct, layouts });
  }
  return done;
}

class LayoutChecker {
  readonly #structs: ReadonlyMap<string, Struct>;
  readonly #abi: Abi;
  readonly #set: SignalsFile['set'];
  readonly #known = new Map<string, Layout>();

  constructor(structs: ReadonlyMap<string, Struct>, abi: Abi, set: SignalsFile['set']) {
    this.#structs = structs;
    this.#abi = abi;
    this.#set = set;
  }

  check(struct: Struct): Layout {
    return this.#layOut(struct, true);
  }

  #layOut(struct: Struct, report: boolean): Layout {
    const known = this.#known.get(struct.name);
    if (known !== undefined) return known;
    this.#known.set(struct.name, { size: 0, align: 1, offsets: new Map() });
    const { source, path } = struct.place;
    const say = (at: Path, message: string, place: 'key' | 'value' = 'value'): void => {
      if (report) source.report('layout', at, this.#onlyAbi(message), place);
    };
    const offsets = new Map<string, number>();
    let end = 0;
    let align = 1;
    // After one wrong offset, or a type that is not known, the rest would only be told again.
    let sound = true;
    for (const field of struct.fields) {
      const measure = this.#measure(field, report ? source : undefined);
      if (measure === undefined) sound = false;
      const { size, align: natural } = measure ?? { size: 0, align: 1 };
      const wanted = struct.row.packed === true ? 1 : (('align' in field.row ? field.row.align : undefined) ?? natural);
      const expected = roundUp(end, wanted);
      const at: number = this.#perAbi('at' in field.row ? field.row.at : undefined) ?? expected;
      if (at !== expected && sound) {
        sound = false;
        const gap =
          at > expected ? `${at - expected} bytes before it are not described` : 'it would overlap what comes before';
        say(
          [...field.path, 'at'],
          `${struct.name}.${field.name} cannot stand at ${at}: ${gap}; the fields before it give ${expected}`,
        );
      }
      offsets.set(field.name, at);
      end = at + size;
      align = Math.max(align, wanted);
    }
    const size = struct.row.record === undefined ? roundUp(end, align) : end;
    const declared = this.#perAbi(struct.row.size);
    if (!sound) return this.#keep(struct, { size: declared ?? size, align, offsets });
    if (declared !== undefined && declared !== size)
      say(this.#sizePath(struct), `${struct.name} cannot have ${declared} bytes: its fields give ${size}`);
    if (declared === undefined && struct.row.record === undefined)
      say(path, `${struct.name} says no size; its fields give size: ${size}`, 'key');
    return this.#keep(struct, { size, align, offsets });
  }

  #sizePath({ place, row }: Struct): Path {
    const { bits } = this.#abi;
    return [...place.path, ...(row.under?.[bits]?.size === undefined ? [] : ['under', bits]), 'size'];
  }

  #keep(struct: Struct, layout: Layout): Layout {
    this.#known.set(struct.name, layout);
    return layout;
  }

  /** Undefined when a type is not known. */
  #measure(field: StructField, source: Source | undefined): { size: number; align: number } | undefined {
    if (field.type.kind !== 'union') return this.#measureType(field.type, field, source);
    const sizes = [...(field.union?.values() ?? [])].flatMap((type) => this.#measureType(type, field, source) ?? []);
    const size = Math.max(0, ...sizes.map((one) => one.size));
    const align = Math.max(1, ...sizes.map((one) => one.align));
    const declared = this.#perAbi(field.row.size);
    if (declared !== undefined && declared < size)
      source?.report(
        'layout',
        [...field.path, 'size'],
        `${field.name} cannot have ${declared} bytes: its largest member has ${size}`,
      );
    return {
      size: declared ?? roundUp(size, align),
      align: Math.max(align, sizes.length === 0 ? this.#abi.bits / 8 : 1),
    };
  }

  #measureType(
    type: LayoutType,
    field: StructField,
    source: Source | undefined,
  ): { size: number; align: number } | undefined {
    switch (type.kind) {
      case 'scalar': {
        const size = scalarSize(type.name, this.#abi.bits);
        return { size, align: size };
      }
      case 'array': {
        const one = this.#measureType(type.of, field, source);
        return one === undefined ? undefined : { size: one.size * type.length, align: one.align };
      }
      case 'signalset':
        return { size: this.#set.bytes, align: this.#set.order === 'u32' ? 4 : this.#abi.bits / 8 };
      case 'struct': {
        const inner =
          source === undefined
            ? this.#structs.get(type.name)
            : lookUp(source, [...field.path, 'type'], 'structure', type.name, this.#structs);
        return inner === undefined ? undefined : this.#layOut(inner, false);
      }
      case 'unknown':
        return undefined;
      default:
        return { size: 0, align: 1 };
    }
  }

  #perAbi(value: PerAbi | undefined): number | undefined {
    return underAbi(value, this.#abi);
  }

  /** ABIs of one width report the same problem, which is kept once. */
  #onlyAbi(message: string): string {
    return `${message} (${this.#abi.bits}-bit)`;
  }
}

type PerAbi = number | Readonly<Record<string, number>>;

/** A number that may be another under each ABI, by its name or its width. */
export function underAbi(value: PerAbi | undefined, abi: Abi): number | undefined {
  return typeof value === 'object' ? (value[abi.name] ?? value[abi.bits]) : value;
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
