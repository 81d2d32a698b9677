/** Puts packages up below a root and enters them in dpkg's database, as `dpkg --unpack` would; no script of theirs runs. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wanted } from './apt.ts';
import { Database, inState, packageOf } from './database.ts';
import { control, parseFields, unpack } from './deb.ts';

/** Unpacking is half waiting for the decompressor. */
const AT_ONCE = 2;

export async function install(
  root: string,
  wanted: readonly Wanted[],
  database: Database,
  progress: (text: string) => void,
): Promise<void> {
  const waiting = [...wanted];
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      progress(`unpacking ${++done} of ${wanted.length}: ${next.name}`);
      await installOne(root, next, database);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  database.save();
}

async function installOne(root: string, { file }: Wanted, database: Database): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'k42-deb-'));
  try {
    const scripts = join(folder, 'control');
    const names = await control(file, scripts);
    const fields = parseFields(readFileSync(join(scripts, 'control'), 'utf8'));
    const fresh = packageOf(fields);
    const before = database.get(fresh.name);
    const old = before === undefined ? [] : database.files(before);
    const list = await unpack(file, root);
    if (before !== undefined)
      forget(
        root,
        old.filter((path) => !list.includes(path)),
        before,
        database,
      );
    for (const name of names) if (name !== 'control') copyFileSync(join(scripts, name), database.info(fresh, name));
    writeFileSync(database.info(fresh, 'list'), list.map((path) => `${path}\n`).join(''));
    if (names.includes('conffiles')) fields.set('Conffiles', conffiles(root, join(scripts, 'conffiles')));
    // What has nothing to do is ready; the others are for dpkg in the guest.
    const state = names.includes('postinst') ? 'unpacked' : 'installed';
    database.put(inState(packageOf(fields), state));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes files away that a newer version of their package no longer has. */
function forget(root: string, paths: readonly string[], before: { readonly name: string }, database: Database): void {
  const others = database.all().filter(({ name }) => name !== before.name);
  for (const path of paths) {
    const status = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (status === undefined || status.isDirectory()) continue;
    if (!others.some((one) => database.files(one).includes(path))) unlinkSync(join(root, path));
  }
}

/** The configuration files with their sums, as the status file has them. */
function conffiles(root: string, path: string): string {
  const names = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('/') && existsSync(join(root, line)));
  const sum = (name: string): string =>
    createHash('md5')
      .update(readFileSync(join(root, name)))
      .digest('hex');
  return names.map((name) => `\n ${name} ${sum(name)}`).join('');
}
