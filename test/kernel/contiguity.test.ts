import { describe, expect, test } from 'vitest';
import { MapFlags, Protection } from '../../runtime/generated/flags.ts';
import type { AddressSpace } from '../../runtime/kernel/address-space.ts';
import { highWord, lowWord } from '../../runtime/kernel/address.ts';
import { FIXED, LAYOUT, peek, poke, PRIVATE, RW, SHARED, TestFile, TestMachine } from './make-space.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Linear extents that pages from one address to another lie in. */
function extents(space: AddressSpace, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; count++) {
    let after = -1;
    // An answer may stop short where much must be looked at; the next one goes on.
    for (let next = 0; next !== after; next = space.neighbours(highWord(at), lowWord(at)) % 2 ** 15) after = next;
    at += (after + 1) * 4096;
  }
  return count;
}

function touch(space: AddressSpace, address: number): void {
  expect(space.translate(highWord(address), lowWord(address), 1)).not.toBe(0);
}

function touchAll(space: AddressSpace, from: number, to: number, step = 4096): void {
  for (let at = from; at < to; at += step) touch(space, at);
}

describe.each(['little', 'big'] as const)('contiguity (%s-endian)', (order) => {
  test('an array is one extent, in whatever order it is touched', () => {
    const machine = new TestMachine({ memory: GIB });
    const space = machine.space(order);
    const before = machine.physical.availableBytes;
    const walked = space.map(0, 64 * MIB + 4096, RW, PRIVATE, undefined, 0);
    touchAll(space, walked, walked + 64 * MIB);
    expect(extents(space, walked, walked + 64 * MIB)).toBe(1);
    const jumped = space.map(0x2000_0000, 64 * MIB, RW, PRIVATE, undefined, 0);
    for (let i = 0; i < 16_384; i++) touch(space, jumped + ((i * 5003) % 16_384) * 4096);
    expect(extents(space, jumped, jumped + 64 * MIB)).toBe(1);
    space.unmap(walked, 64 * MIB + 4096);
    space.unmap(jumped, 64 * MIB);
    expect([machine.allocator.used, machine.allocator.reservations.size]).toEqual([0, 0]);
    expect(machine.physical.availableBytes).toBe(before);
  });

  test('memory does not grow for what many small processes might want', () => {
    const machine = new TestMachine({ memory: GIB });
    const alive: AddressSpace[] = [];
    for (let n = 0; n < 200; n++) {
      const space = machine.space(order);
      const stack = LAYOUT.stackTop - MIB;
      space.map(stack, MIB, RW, PRIVATE | FIXED | MapFlags.growsDown, undefined, 0);
      const data = space.map(0, 4096 * (1 + ((n * 37) % 400)), RW, PRIVATE, undefined, 0);
      for (const at of [stack + MIB - 4096, data]) touch(space, at);
      alive.push(space);
      if (alive.length > 50) for (const gone of alive.splice((n * 7) % 50, 1)) gone.release();
    }
    expect(machine.physical.u8.length).toBe(256 * MIB);
  });

  test('a heap that grows in small steps is few extents', () => {
    const space = new TestMachine({ memory: GIB }).space(order);
    const start = 0x1003_0000;
    space.breakStart = start;
    space.breakEnd = start;
    for (let end = start; end < start + 32 * MIB; ) {
      touchAll(space, end - (end % 4096), space.setBreak(end + 132 * 1024));
      end = space.breakEnd;
    }
    expect(extents(space, start, space.breakEnd)).toBeLessThanOrEqual(4);
  });

  test('so are an arena that is opened bit by bit, and a stack', () => {
    const space = new TestMachine({ memory: GIB }).space(order);
    const arena = 0x7ffe_0000_0000;
    space.map(arena, 64 * MIB, 0, PRIVATE | MapFlags.noreserve | FIXED, undefined, 0);
    for (let open = 0; open < 64 * MIB; open += MIB / 4) {
      space.protect(arena + open, MIB / 4, RW);
      touchAll(space, arena + open, arena + open + MIB / 4);
    }
    expect(extents(space, arena, arena + 64 * MIB)).toBeLessThanOrEqual(5);
    const top = LAYOUT.stackTop;
    space.map(top - 4096, 4096, RW, PRIVATE | FIXED | MapFlags.growsDown, undefined, 0);
    for (let at = top - 8; at > top - 2 * MIB; at -= 1000) touch(space, at);
    expect(extents(space, top - 2 * MIB, top)).toBe(1);
  });

  test('a file that is mapped is one extent, and so is shared memory', () => {
    const machine = new TestMachine();
    const space = machine.space(order);
    const file = new TestFile(new Uint8Array(3 * MIB).fill(1));
    machine.sources.push(file.source());
    const at = space.map(0, 3 * MIB, Protection.read, MapFlags.private, { index: 0 } as never, 0);
    for (let i = 0; i < 768; i++) expect(peek(space, at + ((i * 331) % 768) * 4096)).toBe(1);
    expect(extents(space, at, at + 3 * MIB)).toBe(1);
    const shared = space.map(0, MIB, RW, SHARED, undefined, 0);
    touchAll(space, shared, shared + MIB);
    expect(extents(space, shared, shared + MIB)).toBe(1);
    file.resize(5 * MIB);
    const more = space.map(0, 5 * MIB, Protection.read, MapFlags.private, { index: 0 } as never, 0);
    for (let i = 0; i < 1280; i++) expect(peek(space, more + i * 4096)).toBe(i < 768 ? 1 : 0);
    expect(extents(space, more, more + 5 * MIB)).toBeLessThanOrEqual(4);
  });

  test('a walk faults seldom, touches here and there take no more than 64 KiB each', () => {
    const machine = new TestMachine();
    const space = machine.space(order);
    const at = space.map(0, 32 * MIB, RW, PRIVATE, undefined, 0);
    for (let i = 0; i < 8; i++) touch(space, at + i * 4 * MIB + 12_345);
    expect(machine.allocator.used).toBe(8 * 16);
    const faults = space.minorFaults;
    touchAll(space, at, at + 32 * MIB);
    expect(space.minorFaults - faults).toBeLessThan(80);
  });

  test('pages that are given up and touched again come back to their places', () => {
    const space = new TestMachine().space(order);
    const at = space.map(0, 4 * MIB, RW, PRIVATE, undefined, 0);
    touchAll(space, at, at + 4 * MIB);
    space.unmap(at + MIB, MIB);
    space.map(at + MIB, MIB, RW, PRIVATE | FIXED, undefined, 0);
    touchAll(space, at + MIB, at + 2 * MIB, 5 * 4096);
    touchAll(space, at, at + 4 * MIB);
    expect(extents(space, at, at + 4 * MIB)).toBe(1);
  });

  test('what a child copies stays linear, 64 KiB at a time', () => {
    const machine = new TestMachine();
    const space = machine.space(order);
    const at = space.map(0, MIB, RW, PRIVATE, undefined, 0);
    for (let i = 0; i < MIB; i += 4096) poke(space, at + i, i >>> 12);
    const child = space.fork(space.limits);
    if (typeof child === 'number') throw new Error('no child');
    const used = machine.allocator.used;
    const faults = child.minorFaults;
    for (let i = 0; i < MIB / 2; i += 4096) poke(child, at + i, 99);
    expect(child.minorFaults - faults).toBe(8);
    expect(machine.allocator.used).toBe(used + 128);
    expect(extents(child, at, at + MIB / 2)).toBeLessThanOrEqual(8);
    for (let i = 0; i < MIB; i += 4096) {
      expect(peek(space, at + i)).toBe(i >>> 12);
      expect(peek(child, at + i)).toBe(i < MIB / 2 ? 99 : i >>> 12);
    }
    child.release();
    space.release();
    expect(machine.allocator.used).toBe(0);
  });

  test('nothing is forgotten for pages that the program did not touch', () => {
    const space = new TestMachine().space(order);
    const { mmu } = space;
    const fill = (address: number): number => mmu.fill(highWord(address), lowWord(address), 0);
    const mine = space.map(0, MIB, RW, PRIVATE, undefined, 0);
    expect(fill(mine)).not.toBe(0);
    const kernels = space.map(0, MIB, RW, PRIVATE, undefined, 0);
    poke(space, kernels, 1);
    const { epoch } = mmu;
    space.unmap(kernels, MIB);
    expect(mmu.epoch).toBe(epoch);
    // Within the extent of the page that it touched.
    space.unmap(mine + 4096, 4096);
    expect(mmu.epoch).not.toBe(epoch);
  });

  test('reservations never stand in the way: every frame can be had by another process', () => {
    const machine = new TestMachine({ memory: 64 * MIB });
    const idle = Array.from({ length: 8 }, () => {
      const space = machine.space(order);
      const at = space.map(0, 8 * MIB, RW, PRIVATE, undefined, 0);
      poke(space, at, 1);
      return space;
    });
    const space = machine.space(order);
    const most = machine.allocator.limit - machine.allocator.used;
    const at = space.map(0, most * 4096, RW, PRIVATE, undefined, 0);
    touchAll(space, at, at + most * 4096);
    expect(machine.allocator.used).toBe(machine.allocator.limit);
    space.release();
    for (const other of idle) other.release();
    expect([machine.allocator.used, machine.allocator.reservations.size]).toEqual([0, 0]);
  });

  test('after a child has gone, what it shared can be stored to a run at a time', () => {
    const space = new TestMachine().space(order);
    const at = space.map(0, 4 * MIB, RW, PRIVATE, undefined, 0);
    touchAll(space, at, at + 4 * MIB);
    const child = space.fork(space.limits);
    if (typeof child === 'number') throw new Error('no child');
    child.release();
    const faults = space.minorFaults;
    touchAll(space, at, at + 4 * MIB);
    expect(space.minorFaults - faults).toBe(64);
    expect(extents(space, at, at + 4 * MIB)).toBe(1);
  });
});
