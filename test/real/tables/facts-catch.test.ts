/** A wrong fact in a table is found, with its place. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verify } from '../../../tools/facts/verify.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'k42-tables-'));
const linux = join(copy, 'spec/personalities/linux');

const MISTAKES: readonly (readonly [what: string, file: string, right: string, wrong: string, told: RegExp])[] = [
  [
    'a signal number',
    'signals.yaml',
    'SIGUSR1: 10',
    'SIGUSR1: 11',
    /signals\.yaml:\d+: SIGUSR1 is 11 .* and 10 .* in the headers/,
  ],
  [
    'a call number',
    'syscalls/memory.yaml',
    'number: 205',
    'number: 206',
    /memory\.yaml:\d+: madvise is 206 .* and 205/,
  ],
  [
    'an offset',
    'structs/file.yaml',
    'st_size: { type: long, at: 48',
    'st_size: { type: long, at: 56',
    /file\.yaml:\d+: offsetof\(struct stat, st_size\) is 56/,
  ],
  [
    'a field of the wrong width',
    'structs/file.yaml',
    'st_mode: { type: u32',
    'st_mode: { type: u16',
    /file\.yaml:\d+: sizeof struct stat\.st_mode is 2/,
  ],
  [
    'a field of the wrong sign',
    'structs/terminal.yaml',
    'revents: { type: short',
    'revents: { type: ushort',
    /terminal\.yaml:\d+: sign of struct pollfd\.revents is 0/,
  ],
  [
    'a flag',
    'flags/file.yaml',
    'AT_REMOVEDIR: { value: 0x200,',
    'AT_REMOVEDIR: { value: 0x400,',
    /file\.yaml:\d+: AT_REMOVEDIR is 1024 .* and 512/,
  ],
  [
    'a name that C does not have',
    'errno.yaml',
    'ENOSPC: 28',
    'ENOSPACE: 28',
    /errno\.yaml:\d+: no header in <errno\.h> knows ENOSPACE/,
  ],
];

let differences: readonly string[] = [];

beforeAll(() => {
  cpSync(join(root, 'spec'), join(copy, 'spec'), { recursive: true });
  for (const [, file, right, wrong] of MISTAKES) {
    const text = readFileSync(join(linux, file), 'utf8');
    if (!text.includes(right)) throw new Error(`${file} no longer says ${right}`);
    writeFileSync(join(linux, file), text.replace(right, wrong));
  }
  differences = verify(copy, 'linux', ['ppc64']).verdicts.flatMap((verdict) => verdict.differences);
}, 60_000);

afterAll(() => rmSync(copy, { recursive: true }));

test.each(MISTAKES)('%s', (_what, _file, _right, _wrong, told) => {
  expect(differences.filter((difference) => told.test(difference))).toHaveLength(1);
});

test('and nothing else', () => {
  expect(differences).toHaveLength(MISTAKES.length);
});
