/**
 * Compares the numbers of calls, and how many arguments they take, with a second source: a file in one of the forms in
 * which such lists are published. The file is read where it lies; it does not come into the repository.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Source } from '../../codegen/load/source.ts';
import { record, text } from './plain.ts';
import type { Plain } from './plain.ts';

/** A call in the second source. */
interface Listed {
  readonly name: string;
  readonly number: number;
  readonly args: number | undefined;
}

export interface CrossCheck {
  readonly agreed: number;
  readonly differences: readonly string[];
}

/** `abi` picks the numbers, where they differ. */
export function crossCheck(root: string, personality: string, abi: string, list: string): CrossCheck {
  const byNumber = new Map(parse(list).map((listed) => [listed.number, listed]));
  const differences: string[] = [];
  let agreed = 0;
  for (const { where, name, number, args } of rows(root, personality, abi)) {
    const listed = byNumber.get(number);
    if (listed === undefined) differences.push(`${where}: ${name} ${number} is not listed`);
    else if (listed.name !== name)
      differences.push(`${where}: ${number} is ${name} in the table and ${listed.name} in the list`);
    else if (listed.args !== undefined && args !== undefined && listed.args !== args)
      differences.push(`${where}: ${name} takes ${args} arguments in the table and ${listed.args} in the list`);
    else agreed++;
  }
  return { agreed, differences };
}

/** The lists are told apart by their form. */
function parse(list: string): Listed[] {
  // strace: [  3] = { 3, TD, SEN(read), "read" },
  const strace = [...list.matchAll(/\[\s*(\d+)\s*\]\s*=\s*\{\s*(\d+),[^"]*"(\w+)"/g)];
  if (strace.length > 0)
    return strace.map(([, number, args, name]) => ({ name: name ?? '', number: Number(number), args: Number(args) }));
  // Go: SYS_READ = 3 // { ssize_t read(int fd, void *buf, size_t nbyte); }
  const go = [...list.matchAll(/SYS_\w+\s*=\s*(\d+)\s*\/\/ \{ [\w *]*?\b(\w+)\((.*?)\);/g)];
  if (go.length > 0)
    return go.map(([, number, name, args]) => ({
      name: bare(name ?? ''),
      number: Number(number),
      args: countArguments(args ?? ''),
    }));
  // syscalls.master: 3 AUE_READ STD { ssize_t read( int fd, … ); }
  const master = [
    ...list.matchAll(/^(\d+)\s+AUE_\w+\s+(?!COMPAT|OBSOL|RESERVED|UNIMPL)\S+\s*\{\s*[\w *]*?\b(\w+)\(([^;]*)\);/gm),
  ];
  if (master.length > 0)
    return master.map(([, number, name, args]) => ({
      name: bare(name ?? ''),
      number: Number(number),
      args: countArguments(args ?? ''),
    }));
  // name<tab>number, or a kernel .tbl: number abi name entry
  return [...list.matchAll(/^(?:(\w+)\s+(\d+)|(\d+)\s+(?:common|32|64|nospu|spu)\s+(\w+).*)$/gm)].map(
    ([, name, number, tblNumber, tblName]) => ({
      name: name ?? tblName ?? '',
      number: Number(number ?? tblNumber),
      args: undefined,
    }),
  );
}

function bare(name: string): string {
  return name.replace(/^sys_/, '');
}

function countArguments(list: string): number {
  const inside = list.replace(/_\w+_?\([^)]*\)/g, '').trim();
  return inside === '' || inside === 'void' ? 0 : inside.split(',').length;
}

/** Rows as an ABI has them: `like` names a row of any file, `under` what is otherwise in its width. */
function* rows(
  root: string,
  personality: string,
  abi: string,
): Generator<{ where: string; name: string; number: number; args: number | undefined }> {
  const folder = join(root, 'spec/personalities', personality);
  const main = record(read(root, join(folder, 'personality.yaml')).data);
  const bits = String(record(record(main['abis'])[abi])['bits']);
  const listed = readdirSync(join(folder, 'syscalls'))
    .sort()
    .flatMap((file) => {
      const source = read(root, join(folder, 'syscalls', file));
      const calls = record(source.data)['calls'];
      return Array.isArray(calls)
        ? calls.map((call, index) => ({ call: record(call), where: source.where(['calls', index, 'name']) }))
        : [];
    });
  const under = (call: Plain): Plain => ({ ...call, ...record(record(call['under'])[bits]) });
  for (const { call, where } of listed) {
    const like = listed.find((one) => one.call['name'] === call['like'])?.call;
    const number = call['number'] ?? record(call['numbers'])[abi];
    if (typeof number !== 'number') continue;
    const row = { ...under(like ?? {}), ...under(call) };
    // A call that no kernel has any more is not described.
    const described = registers(Object.values(record(row['args'])).map(String), bits);
    const args = described === 0 && record(row['support'])['absent'] !== undefined ? undefined : described;
    yield { where, name: text(call['name']) ?? '', number, args };
  }
}

/** How many registers arguments take: a 64-bit one of a 32-bit program an aligned pair. */
function registers(types: readonly string[], bits: string): number {
  if (bits !== '32') return types.length;
  return types.reduce((count, type) => (/^(off|u64|s64)$/.test(type) ? count + (count % 2) + 2 : count + 1), 0);
}

function read(root: string, path: string): Source {
  return new Source(relative(root, path), readFileSync(path, 'utf8'));
}
