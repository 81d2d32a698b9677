/** Reads the table files of a folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Source } from './source.ts';

/** Every .yaml file of a folder, in the order of names; none when there is no such folder. */
export function readFolder(folder: string, root: string): Source[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readSource(join(folder, name), root));
}

/** One file; `root` is what the names in problems are relative to. */
export function readSource(path: string, root: string): Source {
  return new Source(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
}
