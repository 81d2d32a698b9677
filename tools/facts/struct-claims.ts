/** Claims about structures: size, and the offset and size of each field. */
import type { Path } from '../../codegen/load/source.ts';
import type { Collector } from './collector.ts';
import { record, strings, text } from './plain.ts';
import type { Plain } from './plain.ts';

const POSITIONS = 'the positions are checked as constants';

const SCALAR_BYTES: Readonly<Record<string, number>> = {
  u8: 1,
  s8: 1,
  char: 1,
  u16: 2,
  s16: 2,
  short: 2,
  ushort: 2,
  u32: 4,
  s32: 4,
  int: 4,
  uint: 4,
  u64: 8,
  s64: 8,
};
/** As wide as a register. */
const WORDS: readonly string[] = ['long', 'ulong', 'ptr'];

const SIGNED: Readonly<Record<string, boolean>> = {
  u8: false,
  u16: false,
  u32: false,
  u64: false,
  ushort: false,
  uint: false,
  ulong: false,
  s8: true,
  s16: true,
  s32: true,
  s64: true,
  short: true,
  int: true,
  long: true,
};

/** `into` takes claims for the ABIs of one width. */
export function structClaims(into: Collector, structs: Plain, fileHeaders: readonly string[], bits: number): void {
  for (const name of Object.keys(structs)) {
    const struct = structUnder(structs, name, bits);
    if (struct === undefined) continue;
    const path: Path = ['structs', name];
    const own = strings(struct['header']);
    const headers = own.length > 0 ? own : fileHeaders;
    const why = text(struct['probe']);
    if (why === POSITIONS) positions(into, path, record(struct['fields']), headers);
    else if (why !== undefined) into.skip(path, name, why);
    else layout(into, path, text(struct['c']) ?? `struct ${name}`, struct, structs, headers, bits);
  }
}

/** A structure as ABIs of a width have it; undefined when they have none. */
function structUnder(structs: Plain, name: string, bits: number): Plain | undefined {
  const struct = record(structs[name]);
  if ((struct['only'] ?? bits) !== bits) return undefined;
  return { ...struct, ...record(record(struct['under'])[bits]) };
}

/** A structure that stands for an array of characters: its fields are the constants that index it. */
function positions(into: Collector, path: Path, fields: Plain, headers: readonly string[]): void {
  for (const [name, field] of Object.entries(fields)) {
    if (/^_?V[A-Z]/.test(name)) into.add([...path, 'fields', name], name, name, record(field)['at'], headers);
  }
}

function layout(
  into: Collector,
  path: Path,
  type: string,
  struct: Plain,
  structs: Plain,
  headers: readonly string[],
  bits: number,
): void {
  perAbi(into, [...path, 'size'], `sizeof(${type})`, struct['size'], headers, bits);
  const own = record(record(struct['under'])[bits])['fields'] === undefined ? [] : ['under', bits];
  for (const [name, row] of Object.entries(record(struct['fields']))) {
    const field = record(row);
    if ((field['only'] ?? bits) !== bits) continue;
    const at: Path = [...path, ...own, 'fields', name];
    const why = text(field['probe']);
    if (why !== undefined && text(field['c']) === undefined) {
      into.skip(at, `${type}.${name}`, why);
      continue;
    }
    const member = text(field['c']) ?? name;
    perAbi(into, at, `offsetof(${type}, ${member})`, field['at'], headers, bits);
    const bytes = fieldBytes(field, structs, bits);
    if (bytes !== undefined)
      into.add(at, `sizeof ${type}.${name}`, `sizeof(((${type} *)0)->${member})`, bytes, headers);
    const signed = SIGNED[String(field['type'])];
    if (signed !== undefined)
      into.addOptional(
        at,
        `sign of ${type}.${name}`,
        `(__typeof__(((${type} *)0)->${member}))-1 < 1`,
        signed ? 1n : 0n,
        headers,
      );
  }
}

/** A value may be given by width or by ABI. */
function perAbi(
  into: Collector,
  path: Path,
  expression: string,
  value: unknown,
  headers: readonly string[],
  bits: number,
): void {
  for (const abi of into.abisOf(bits)) into.add(path, expression, expression, under(value, abi, bits), headers, [abi]);
}

function under(value: unknown, abi: string, bits: number): unknown {
  return typeof value === 'number' ? value : (record(value)[abi] ?? record(value)[bits]);
}

function fieldBytes(field: Plain, structs: Plain, bits: number): number | undefined {
  const [, type = '', count] = /^(.*?)(?:\[(\d*)\])?$/.exec(String(field['type'])) ?? [];
  if (count === '') return undefined;
  const one = type.startsWith('struct ')
    ? under(structUnder(structs, type.slice(7), bits)?.['size'], '', bits)
    : WORDS.includes(type)
      ? bits / 8
      : (SCALAR_BYTES[type] ?? under(field['size'], '', bits));
  return typeof one === 'number' ? one * Number(count ?? 1) : undefined;
}
