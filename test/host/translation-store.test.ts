/** Translations in files: what was written is read again, and what is not as it was written is not used. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FreshModule, Keepable } from '../../emulator/jit/kept.ts';
import { NodeTranslationStore } from '../../runtime/host/node/translation-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'k42-translations-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One function, `0`, that adds a number. */
function bytesOf(addend: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array([
    ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 5, 1, 1, 48, 0, 0],
    ...[10, 9, 1, 7, 0, 0x20, 0, 0x41, addend, 0x6a, 0x0b],
  ]);
}

/** Optimized at once. */
function fresh(addend: number): FreshModule {
  const bytes = bytesOf(addend);
  for (const flag of ['--no-liftoff', '--no-wasm-lazy-compilation']) setFlagsFromString(flag);
  const module = new WebAssembly.Module(bytes);
  for (const flag of ['--liftoff', '--wasm-lazy-compilation']) setFlagsFromString(flag);
  return { order: 'little', bits: 64, imports: ['locate'], first: addend, count: 1, bytes, module };
}

function keepable(module: FreshModule, words: readonly number[]): Keepable {
  const functions = [new WebAssembly.Instance(module.module, {}).exports['0']];
  return { module, regions: Int32Array.from(words), instructions: 10, functions };
}

function file(): string {
  const [version = ''] = readdirSync(folder);
  const [name = ''] = readdirSync(join(folder, version));
  return join(folder, version, name);
}

/** What the functions of the stored modules make of 40. */
function sums(store: NodeTranslationStore): (number | undefined)[] {
  return store.load('p').map((stored) => {
    const module = stored.make();
    if (module === undefined) return undefined;
    return (new WebAssembly.Instance(module, {}).exports['0'] as (value: number) => number)(40);
  });
}

test('modules come back with their regions', () => {
  const store = new NodeTranslationStore(folder, 'v');
  store.save('p', [keepable(fresh(2), [1, 2, -3]), keepable(fresh(3), [])]);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const again = new NodeTranslationStore(folder, 'v');
  const facts = again.load('p').map(({ order, bits, imports, first, count, regions }) => ({
    order,
    bits,
    imports,
    first,
    count,
    regions: [...regions],
  }));
  expect(facts).toEqual([
    { order: 'little', bits: 64, imports: ['locate'], first: 2, count: 1, regions: [1, 2, -3] },
    { order: 'little', bits: 64, imports: ['locate'], first: 3, count: 1, regions: [] },
  ]);
  expect(sums(again)).toEqual([42, 43]);
  expect(again.load('q')).toEqual([]);
  expect(new NodeTranslationStore(folder, 'w').load('p')).toEqual([]);
});

test('what was stored before stays, in front of it what is new', () => {
  const store = new NodeTranslationStore(folder, 'v');
  store.save('p', [keepable(fresh(2), [7])]);
  const [old] = new NodeTranslationStore(folder, 'v').load('p');
  if (old === undefined) throw new Error('nothing was stored');
  store.save('p', [
    { module: old, regions: Int32Array.from([8]), instructions: 10, functions: [] },
    keepable(fresh(3), []),
  ]);
  const both = new NodeTranslationStore(folder, 'v').load('p');
  expect(both.map(({ regions }) => [...regions])).toEqual([[], [8]]);
  expect(sums(store)).toEqual([43, 42]);
  // Of which little is of use goes.
  store.save('p', [
    { module: both[1] ?? old, regions: Int32Array.from([8]), instructions: 1, functions: [] },
    keepable(fresh(4), []),
  ]);
  expect(sums(store)).toEqual([44]);
});

test('what V8 has not optimized is compiled anew', () => {
  const store = new NodeTranslationStore(folder, 'v');
  // V8 knows modules by their bytes: these are no other test's.
  const bytes = bytesOf(50);
  const slow = { ...fresh(2), bytes, module: new WebAssembly.Module(bytes) };
  store.save('p', [keepable(slow, []), keepable(fresh(2), [])]);
  expect(sums(store)).toEqual([90, 42]);
  // Not where the host multiplies and adds in another way: nothing tells what it was made for.
  const text = readFileSync(file()).toString('latin1');
  const other = text.includes('"fused":true') ? ['"fused":true', '"fused":null'] : ['"fused":false', '"fused":1    '];
  writeFileSync(file(), Buffer.from(text.replaceAll(other[0] ?? '', other[1] ?? ''), 'latin1'));
  expect(sums(store)).toEqual([undefined, 42]);
});

test('a run that compiled nothing writes nothing', () => {
  const store = new NodeTranslationStore(folder, 'v');
  store.save('p', [keepable(fresh(2), [7])]);
  const [old] = store.load('p');
  if (old === undefined) throw new Error('nothing was stored');
  utimesSync(file(), 1, 1);
  store.save('p', [{ module: old, regions: old.regions, instructions: 10, functions: [] }]);
  expect(statSync(file()).mtimeMs).toBe(1000);
  // Who uses it shows that it is of use.
  store.load('p');
  expect(statSync(file()).mtimeMs).toBeGreaterThan(1000);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, -3), []],
  ['empty', () => Buffer.alloc(0), []],
  ['text', () => Buffer.from('          12hello, world'), []],
  [
    'changed at its end',
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -2), Buffer.from([0x6b, 0x0b])]),
    [undefined],
  ],
])('a file that is %s is not used', (_, damage, expected) => {
  const store = new NodeTranslationStore(folder, 'v');
  store.save('p', [keepable(fresh(2), [7])]);
  writeFileSync(file(), damage(readFileSync(file())));
  expect(sums(store)).toEqual(expected);
});

test('a file that others may write to is not used', () => {
  const store = new NodeTranslationStore(folder, 'v');
  store.save('p', [keepable(fresh(2), [7])]);
  chmodSync(file(), 0o620);
  expect(store.load('p')).toEqual([]);
});

test('a folder that cannot be made is no misfortune', () => {
  const store = new NodeTranslationStore('/proc/none', 'v');
  store.save('p', [keepable(fresh(2), [7])]);
  expect(store.load('p')).toEqual([]);
});

test('few versions stay', () => {
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine/letter'), 'dear');
  for (const version of ['a', 'b', 'c', 'd', 'e']) {
    new NodeTranslationStore(folder, version).save('p', [keepable(fresh(2), [7])]);
    for (const [index, name] of readdirSync(folder).entries())
      if (!name.endsWith(version)) utimesSync(join(folder, name), index, index);
  }
  expect(readdirSync(folder).filter((name) => name.startsWith('v'))).toHaveLength(3);
  expect(readdirSync(folder).some((name) => name.endsWith('-e'))).toBe(true);
  // Other things in the folder are nothing of ours.
  expect(readFileSync(join(folder, 'mine/letter'), 'utf8')).toBe('dear');
});
