/**
 * Turns the tables of one personality into claims.
 * Reads the YAML itself and not the generator's model: facts are checked even when the generator is being worked on.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Source } from '../../codegen/load/source.ts';
import type { Path } from '../../codegen/load/source.ts';
import type { Claims } from './claim.ts';
import { Collector } from './collector.ts';
import { record, strings, text } from './plain.ts';
import type { Plain } from './plain.ts';
import { structClaims } from './struct-claims.ts';

export function readClaims(root: string, personality: string): Claims {
  const folder = join(root, 'spec/personalities', personality);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const sources = files.map(
    (name) => new Source(relative(root, join(folder, name)), readFileSync(join(folder, name), 'utf8')),
  );
  const main = record(sources.find(({ data }) => record(data)['kind'] === 'personality')?.data);
  const abis = new Map(Object.entries(record(main['abis'])).map(([name, abi]) => [name, Number(record(abi)['bits'])]));
  const collectors = sources.flatMap((source) => collect(source, abis, personality));
  return {
    claims: collectors.flatMap(({ claims }) => claims),
    unprobed: collectors.flatMap(({ unprobed }) => unprobed),
  };
}

/** `abis` are the widths by name. */
function collect(source: Source, abis: ReadonlyMap<string, number>, personality: string): Collector[] {
  const data = record(source.data);
  const constants = new Collector(source, abis);
  const headers = strings(data['header']);
  if (data['kind'] === 'errno' || data['kind'] === 'signals') numbers(constants, data, headers);
  if (data['kind'] === 'personality') {
    for (const [name, value] of Object.entries(record(data['auxiliary'])))
      constants.add(['auxiliary', name], name, name, value, headers);
  }
  if (data['kind'] === 'flags') flagClaims(constants, data, headers);
  if (data['kind'] === 'syscalls') callClaims(constants, data, personality);
  if (data['kind'] !== 'structs') return [constants];
  return [...new Set(abis.values())].map((bits) => {
    const layouts = new Collector(source, new Map([...abis].filter(([, width]) => width === bits)));
    structClaims(layouts, record(data['structs']), headers, bits);
    return layouts;
  });
}

function numbers(into: Collector, data: Plain, headers: readonly string[]): void {
  for (const [name, value] of Object.entries(record(data['numbers'])))
    into.add(['numbers', name], name, name, value, headers);
  for (const [name, same] of Object.entries(record(data['aliases'])))
    into.add(['aliases', name], name, name, record(data['numbers'])[String(same)], headers);
}

function flagClaims(into: Collector, data: Plain, headers: readonly string[]): void {
  for (const [set, row] of Object.entries(record(data['flags']))) {
    const own = ownHeaders(row, headers);
    const path: Path = ['flags', set];
    for (const [name, bit] of Object.entries(record(record(row)['bits'])))
      value(into, [...path, 'bits', name], name, bit, own);
    for (const [name, field] of Object.entries(record(record(row)['fields']))) {
      // A field in capitals is C's own mask; others are our words.
      if (/^_*[A-Z]/.test(name) && name !== 'PERMISSIONS')
        value(into, [...path, 'fields', name], name, { ...record(field), value: record(field)['mask'] }, own);
      for (const [inner, one] of Object.entries(record(record(field)['values'])))
        value(into, [...path, 'fields', name, 'values', inner], inner, one, own);
    }
  }
  for (const [set, row] of Object.entries(record(data['enums']))) {
    for (const [name, one] of Object.entries(record(record(row)['values'])))
      value(into, ['enums', set, 'values', name], name, one, ownHeaders(row, headers));
  }
}

function value(into: Collector, path: Path, name: string, row: unknown, headers: readonly string[]): void {
  const why = text(record(row)['probe']);
  if (why !== undefined) return into.skip(path, name, why);
  const plain = typeof row === 'number' ? row : record(row)['value'];
  into.add(
    path,
    name,
    text(record(row)['c']) ?? name,
    plain,
    ownHeaders(row, headers),
    into.abisOf(record(row)['only']),
  );
}

function callClaims(into: Collector, data: Plain, personality: string): void {
  const [prefix, header] = personality === 'linux' ? ['__NR_', 'asm/unistd.h'] : ['SYS_', 'sys/syscall.h'];
  const calls = Array.isArray(data['calls']) ? data['calls'].map(record) : [];
  for (const [index, call] of calls.entries()) {
    const name = String(call['name']);
    const path: Path = ['calls', index, 'name'];
    const why = text(call['probe']);
    if (why !== undefined) into.skip(path, name, why);
    else if (call['number'] !== undefined)
      into.add(path, name, text(call['c']) ?? `${prefix}${name}`, call['number'], [header]);
    for (const [abi, number] of Object.entries(record(call['numbers'])))
      into.add(path, name, `${prefix}${name}`, number, [header], [abi]);
  }
}

function ownHeaders(row: unknown, headers: readonly string[]): readonly string[] {
  const own = strings(record(row)['header']);
  return own.length > 0 ? own : headers;
}
