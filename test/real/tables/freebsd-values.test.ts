/**
 * A program compiled with FreeBSD's own headers finds in k42 what the headers promise: structures, constants, numbers.
 * There is no FreeBSD here to compare with, so what it must print stands in freebsd-values.expected.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { fetchFreebsdHeaders } from '../../../tools/facts/freebsd-headers.ts';
import { toolchain } from '../../../tools/facts/toolchains.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'k42-freebsd-'));
afterAll(() => rmSync(work, { recursive: true }));

const FREESTANDING = [
  '-mcpu=pwr8',
  '-std=c17',
  '-O1',
  '-w',
  '-ffreestanding',
  '-fno-builtin',
  '-fno-stack-protector',
  '-fno-pic',
];

test('a FreeBSD program sees FreeBSD', { timeout: 400_000 }, () => {
  fetchFreebsdHeaders(root);
  const tools = toolchain(root, 'freebsd', 'powerpc64');
  if (typeof tools === 'string') throw new Error(tools);
  run(tools.compiler, [...tools.flags, ...FREESTANDING, '-c', here('freebsd-values.c'), '-o', join(work, 'values.o')]);
  run('/usr/bin/ld.lld-19', ['-m', 'elf64ppc_fbsd', '-static', '-o', join(work, 'values'), join(work, 'values.o')]);
  const printed = run(process.execPath, ['--import', 'tsx', 'tools/k42.ts', 'run', '--quiet', join(work, 'values')]);
  expect(printed.split('\n')).toEqual(readFileSync(here('freebsd-values.expected'), 'utf8').split('\n'));
});

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 100_000 });
  if (error || status !== 0) throw new Error(`${command}: ${error ?? stderr}`);
  return stdout;
}
