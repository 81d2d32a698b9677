/** The names of Linux calls by number, as the tables have them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Source } from '../../codegen/load/source.ts';
import { record } from './plain.ts';

export function callNames(root: string): Map<number, string> {
  const folder = join(root, 'spec/personalities/linux/syscalls');
  const names = new Map<number, string>();
  for (const file of readdirSync(folder)) {
    const data = record(new Source(relative(root, join(folder, file)), readFileSync(join(folder, file), 'utf8')).data);
    const calls = Array.isArray(data['calls']) ? data['calls'].map(record) : [];
    for (const call of calls) {
      const number = call['number'] ?? record(call['numbers'])['ppc64le'];
      if (typeof number === 'number') names.set(number, String(call['name']));
    }
  }
  return names;
}
