import { describe, expect, test } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { MapFlags, MsyncFlags, Protection } from '../../runtime/generated/flags.ts';
import type { AddressSpace } from '../../runtime/kernel/address-space.ts';
import { peek, poke, RW, TestFile, TestMachine } from './make-space.ts';

const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

describe.each([
  ['little', 65536],
  ['big', 4096],
] as const)('a mapped file (%s-endian, pages of %i)', (order, page) => {
  const make = (length: number) => {
    const machine = new TestMachine();
    return { machine, space: machine.space(order, page), file: new TestFile(pattern(length)) };
  };
  const mapFile = (
    space: AddressSpace,
    file: TestFile,
    flags: number,
    protection = RW,
    writable = true,
    length = 4 * page,
  ) => space.mapRegion({ address: 0, length, protection, flags, source: file.source(writable), offset: 0 });

  test('shows the contents, and zeroes from the end of the file to the end of its page', () => {
    const { space, file } = make(page + 100);
    const at = mapFile(space, file, MapFlags.private);
    const bytes = new Uint8Array(page + 200);
    expect(space.copyIn(at, bytes)).toBe(bytes.length);
    expect([...bytes.subarray(0, page + 100)]).toEqual([...file.bytes]);
    expect([...bytes.subarray(page + 100)]).toEqual(Array.from({ length: 100 }, () => 0));
    expect(peek(space, at + 2 * page - 1)).toBe(0);
  });

  test('gives a bus error past the last page', () => {
    const { space, file } = make(page + 100);
    const at = mapFile(space, file, MapFlags.private);
    expect(peek(space, at + 2 * page)).toBeUndefined();
    expect(space.fault.cause).toBe('busAddress');
    file.failing = true;
    const other = space.mapRegion({
      address: 0,
      length: page,
      protection: RW,
      flags: MapFlags.private,
      source: new TestFile(pattern(9)).source(),
    });
    expect(peek(space, other)).toBe(0);
  });

  test('a private mapping keeps its stores to itself', () => {
    const { space, file } = make(2 * page);
    const at = mapFile(space, file, MapFlags.private);
    poke(space, at + 3, 99);
    expect(peek(space, at + 3)).toBe(99);
    expect(file.read(3, 1)).toEqual([21]);
    expect(file.bytes[3]).toBe(21);
  });

  test('a shared mapping and read(2), write(2) see each other', () => {
    const { machine, space, file } = make(2 * page);
    const at = mapFile(space, file, MapFlags.shared);
    const other = machine.space(order, page);
    const there = mapFile(other, file, MapFlags.shared);
    poke(space, at + 5, 200);
    expect(peek(other, there + 5)).toBe(200);
    expect(file.read(5, 1)).toEqual([200]);
    file.write(6, [201, 202]);
    expect([peek(space, at + 6), peek(other, there + 7)]).toEqual([201, 202]);
    poke(other, there + 8, 203);
    file.write(9, [204]);
    expect(file.read(8, 2)).toEqual([203, 204]);
  });

  test('stores reach the file at msync and at the last unmap', () => {
    const { space, file } = make(2 * page);
    const at = mapFile(space, file, MapFlags.shared);
    poke(space, at, 111);
    expect(file.bytes[0]).toBe(0);
    expect(space.sync(at, page, MsyncFlags.sync)).toBe(0);
    expect(file.bytes[0]).toBe(111);
    poke(space, at + 1, 112);
    expect(space.unmap(at, 4 * page)).toBe(0);
    expect(file.bytes[1]).toBe(112);
    expect(space.sync(at, page, MsyncFlags.sync)).toBe(Errno.ENOMEM);
  });

  test('a file that was not opened for writing cannot be stored to through a shared mapping', () => {
    const { space, file } = make(page);
    expect(mapFile(space, file, MapFlags.shared, RW, false)).toBe(Errno.EACCES);
    const at = mapFile(space, file, MapFlags.shared, Protection.read, false);
    expect(space.protect(at, page, RW)).toBe(Errno.EACCES);
    const own = mapFile(space, file, MapFlags.private, RW, false);
    expect(poke(space, own, 1)).toBe(true);
  });

  test('a file cut short gives bus errors where it was', () => {
    const { space, file } = make(4 * page);
    const at = mapFile(space, file, MapFlags.shared);
    const own = mapFile(space, file, MapFlags.private);
    poke(space, at + 3 * page, 1);
    poke(space, own + 3 * page, 2);
    file.resize(page + 10);
    expect(peek(space, at + 3 * page)).toBeUndefined();
    expect(space.fault.cause).toBe('busAddress');
    expect(peek(space, own + 3 * page)).toBeUndefined();
    expect(peek(space, at + page + 9)).toBe(file.bytes[page + 9]);
    expect(peek(space, at + page + 10)).toBe(0);
    file.resize(4 * page);
    expect(peek(space, at + 3 * page)).toBe(0);
  });

  test('is read in pieces of 64 KiB and stays in memory for the next process', () => {
    const { machine, space, file } = make(256 * 1024);
    const at = mapFile(space, file, MapFlags.private, Protection.read, true, 256 * 1024);
    for (let i = 0; i < 256 * 1024; i += 4096) peek(space, at + i);
    expect(file.reads).toBe(4);
    space.release();
    expect(file.held).toBe(1);
    const next = machine.space(order, page);
    const there = mapFile(next, file, MapFlags.private, Protection.read, true, 256 * 1024);
    expect(peek(next, there + 100_000)).toBe(file.bytes[100_000]);
    expect(file.reads).toBe(4);
  });

  test('survives fork: shared stays shared, private is copied on write', () => {
    const { space, file } = make(2 * page);
    const shared = mapFile(space, file, MapFlags.shared);
    const own = mapFile(space, file, MapFlags.private);
    peek(space, own);
    poke(space, own + 1, 50);
    const child = space.fork(space.limits);
    if (typeof child === 'number') throw new Error('no child');
    poke(child, shared, 10);
    poke(child, own + 1, 60);
    expect([peek(space, shared), peek(space, own + 1), peek(child, own + 1)]).toEqual([10, 50, 60]);
  });
});

test('idle files give their frames up when a process needs them', () => {
  const machine = new TestMachine({ limit: 1 << 20 });
  const file = new TestFile(pattern(512 * 1024));
  const space = machine.space();
  const at = space.mapRegion({
    address: 0,
    length: 512 * 1024,
    protection: Protection.read,
    flags: MapFlags.private,
    source: file.source(),
  });
  for (let i = 0; i < 512 * 1024; i += 4096) peek(space, at + i);
  space.release();
  expect(machine.allocator.used).toBe(128);
  const next = machine.space();
  const anonymous = next.map(0, 1 << 20, RW, MapFlags.private | MapFlags.anonymous, undefined, 0);
  for (let i = 0; i < 1 << 20; i += 4096) expect(poke(next, anonymous + i, 1)).toBe(true);
  expect(file.held).toBe(0);
  expect(file.cache).toBeUndefined();
});

function map(space: AddressSpace, file: TestFile, flags: number, protection: number): number {
  return space.mapRegion({ address: 0, length: file.bytes.length, protection, flags, source: file.source() });
}

test.each(['before', 'after'])('of a file that was gone %s its last mapping no frame is kept', (when) => {
  const machine = new TestMachine();
  const file = new TestFile(pattern(8192));
  const space = machine.space();
  const at = map(space, file, MapFlags.shared, RW);
  poke(space, at, 1);
  const lose = (): void => {
    file.gone = true;
    file.cache?.orphaned();
  };
  if (when === 'before') lose();
  expect(peek(space, at)).toBe(1);
  space.release();
  expect(machine.allocator.used).toBe(when === 'before' ? 0 : 2);
  if (when === 'after') lose();
  expect([machine.allocator.used, file.held, file.cache]).toEqual([0, 0, undefined]);
});

test('idle files are bounded in number', () => {
  const machine = new TestMachine();
  const files = Array.from({ length: 1100 }, () => new TestFile(pattern(1)));
  for (const file of files) {
    const space = machine.space();
    peek(space, map(space, file, MapFlags.private, Protection.read));
    space.release();
  }
  expect(files.filter(({ held }) => held > 0).length).toBe(1024);
});

test('a page shared across byte orders is the same bytes', () => {
  const machine = new TestMachine();
  const file = new TestFile(pattern(8192));
  const little = machine.space('little');
  const big = machine.space('big');
  const at = little.mapRegion({
    address: 0,
    length: 8192,
    protection: RW,
    flags: MapFlags.shared,
    source: file.source(),
  });
  const there = big.mapRegion({
    address: 0,
    length: 8192,
    protection: RW,
    flags: MapFlags.shared,
    source: file.source(),
  });
  poke(little, at + 100, 77);
  expect(peek(big, there + 100)).toBe(77);
  file.write(200, [78]);
  expect([peek(little, at + 200), peek(big, there + 200)]).toEqual([78, 78]);
});

test('decoded code of a frame is forgotten when the frame is freed or rewritten', () => {
  const forgotten: number[] = [];
  const machine = new TestMachine({ forgetCode: (frame) => forgotten.push(frame) });
  const space = machine.space();
  const all = RW | Protection.execute;
  const at = space.map(0, 65536, all, MapFlags.private | MapFlags.anonymous, undefined, 0);
  poke(space, at, 1);
  const frame = (space.translate(Math.floor(at / 2 ** 32), at | 0, 2) & ~4095) >>> 0;
  poke(space, at, 2);
  expect(forgotten).toEqual([frame]);
  space.translate(Math.floor(at / 2 ** 32), at | 0, 2);
  space.release();
  expect(forgotten).toEqual([frame, frame]);
});
