import { describe, expect, test } from 'vitest';
import { Advice, Resource } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { MapFlags, MsyncFlags, Protection, RemapFlags } from '../../runtime/generated/flags.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { FIXED, LAYOUT, peek, poke, PRIVATE, RW, SHARED, TestMachine } from './make-space.ts';

const KIB = 1024;
const MIB = KIB * KIB;

describe.each([
  ['little', 65536],
  ['big', 4096],
  ['little', 4096],
] as const)('an address space (%s-endian, pages of %i)', (order, page) => {
  const make = (options = {}) => {
    const machine = new TestMachine(options);
    return { machine, space: machine.space(order, page) };
  };

  test('gives anonymous memory that reads as zero and keeps what is stored', () => {
    const { space } = make();
    const at = space.map(0, 3 * page, RW, PRIVATE, undefined, 0);
    expect(at).toBe(LAYOUT.mappings - 3 * page);
    expect(peek(space, at)).toBe(0);
    expect(poke(space, at + page - 2, 1, 2, 3, 4)).toBe(true);
    expect([0, 1, 2, 3].map((i) => peek(space, at + page - 2 + i))).toEqual([1, 2, 3, 4]);
  });

  test('places mappings from the top down, next to each other', () => {
    const { space } = make();
    const first = space.map(0, page, RW, PRIVATE, undefined, 0);
    const second = space.map(0, page, Protection.read, PRIVATE, undefined, 0);
    expect(second).toBe(first - page);
    expect(space.unmap(first, page)).toBe(0);
    expect(space.map(0, page, RW, PRIVATE, undefined, 0)).toBe(first);
  });

  test('takes a wish when the range is free, and goes elsewhere when it is not', () => {
    const { space } = make();
    const wish = 0x2000_0000;
    expect(space.map(wish, page, RW, PRIVATE, undefined, 0)).toBe(wish);
    expect(space.map(wish, page, RW, PRIVATE, undefined, 0)).toBe(LAYOUT.mappings - page);
    expect(space.map(wish + 16 * page + 1, page, RW, PRIVATE, undefined, 0)).toBe(wish + 17 * page);
  });

  test('replaces what stands in a fixed range, unless that is forbidden', () => {
    const { space } = make();
    const at = 0x2000_0000;
    space.map(at, 3 * page, RW, PRIVATE | FIXED, undefined, 0);
    poke(space, at, 1);
    poke(space, at + page, 2);
    poke(space, at + 2 * page, 3);
    expect(space.map(at + page, page, RW, PRIVATE | MapFlags.fixedNoReplace, undefined, 0)).toBe(Errno.EEXIST);
    expect(space.map(at + page, page, RW, PRIVATE | FIXED, undefined, 0)).toBe(at + page);
    expect([peek(space, at), peek(space, at + page), peek(space, at + 2 * page)]).toEqual([1, 0, 3]);
  });

  test('refuses bad requests with the error that Linux gives', () => {
    const { space } = make();
    expect(space.map(0, 0, RW, PRIVATE, undefined, 0)).toBe(Errno.EINVAL);
    expect(space.map(0, page, RW, MapFlags.anonymous, undefined, 0)).toBe(Errno.EINVAL);
    expect(space.map(1, page, RW, PRIVATE | FIXED, undefined, 0)).toBe(Errno.EINVAL);
    expect(space.map(0, page, RW, PRIVATE | FIXED, undefined, 0)).toBe(Errno.EPERM);
    expect(space.map(0, 2 ** 50, RW, PRIVATE, undefined, 0)).toBe(Errno.ENOMEM);
    expect(space.map(LAYOUT.end - page, 2 * page, RW, PRIVATE | FIXED, undefined, 0)).toBe(Errno.ENOMEM);
    expect(space.unmap(1, page)).toBe(Errno.EINVAL);
    expect(space.unmap(page, 0)).toBe(Errno.EINVAL);
    expect(space.unmap(0x4000_0000, page)).toBe(0);
  });

  test('splits a region by unmapping its middle', () => {
    const { space } = make();
    const at = space.map(0, 3 * page, RW, PRIVATE, undefined, 0);
    poke(space, at, 1);
    poke(space, at + 2 * page, 3);
    expect(space.unmap(at + page, page)).toBe(0);
    expect([peek(space, at), peek(space, at + page), peek(space, at + 2 * page)]).toEqual([1, undefined, 3]);
    expect(space.fault.cause).toBe('mapError');
    expect(space.regions.size).toBe(2);
  });

  test('joins neighbours that are alike', () => {
    const { space } = make();
    const at = 0x2000_0000;
    space.map(at, page, RW, PRIVATE | FIXED, undefined, 0);
    space.map(at + 2 * page, page, RW, PRIVATE | FIXED, undefined, 0);
    space.map(at + page, page, RW, PRIVATE | FIXED, undefined, 0);
    expect(space.regions.size).toBe(1);
    space.protect(at + page, page, Protection.read);
    expect(space.regions.size).toBe(3);
    space.protect(at + page, page, RW);
    expect(space.regions.size).toBe(1);
  });

  test('reports what was wrong with an access, exactly', () => {
    const { space } = make();
    const at = space.map(0, 2 * page, RW, PRIVATE, undefined, 0);
    space.protect(at + page, page, Protection.read);
    const hi = Math.floor((at + page + 5) / 2 ** 32);
    const lo = (at + page + 5) | 0;
    expect(space.translate(hi, lo, 0)).not.toBe(0);
    expect(space.translate(hi, lo, 1)).toBe(0);
    expect(space.fault).toMatchObject({ cause: 'accessError', address: at + page + 5, access: 1, hi, lo });
    expect(space.translate(hi, lo, 2)).toBe(0);
    expect(space.fault).toMatchObject({ cause: 'accessError', access: 2 });
    expect(space.translate(0x0010_0000, 0x1234, 0)).toBe(0);
    expect(space.fault).toMatchObject({ cause: 'mapError', hi: 0x0010_0000, lo: 0x1234 });
  });

  test('guards with PROT_NONE: contents survive, accesses fail', () => {
    const { space } = make();
    const at = space.map(0, page, RW, PRIVATE, undefined, 0);
    poke(space, at, 7);
    expect(space.protect(at, page, 0)).toBe(0);
    expect(peek(space, at)).toBeUndefined();
    expect(space.fault.cause).toBe('accessError');
    expect(space.protect(at, page, Protection.read)).toBe(0);
    expect(peek(space, at)).toBe(7);
    expect(poke(space, at, 8)).toBe(false);
  });

  test('protects up to a hole and then says ENOMEM', () => {
    const { space } = make();
    const at = 0x2000_0000;
    space.map(at, page, RW, PRIVATE | FIXED, undefined, 0);
    expect(space.protect(at, 2 * page, Protection.read)).toBe(Errno.ENOMEM);
    expect(poke(space, at, 1)).toBe(false);
    expect(space.protect(at + 1, page, RW)).toBe(Errno.EINVAL);
  });

  test('costs nothing for a large reservation until it is touched, and gives frames back', () => {
    const { machine, space } = make();
    const before = machine.allocator.used;
    const at = space.map(0, 2 ** 40, 0, PRIVATE | MapFlags.noreserve, undefined, 0);
    expect(at).toBeGreaterThan(0);
    expect(machine.allocator.used).toBe(before);
    expect(space.protect(at + 2 ** 39, page, RW)).toBe(0);
    poke(space, at + 2 ** 39, 1);
    expect(machine.allocator.used - before).toBeLessThanOrEqual(16);
    expect(space.unmap(at, 2 ** 40)).toBe(0);
    expect(machine.allocator.used).toBe(before);
  });

  test('lets one large writable mapping fail with ENOMEM when it could never be had', () => {
    const { space } = make({ limit: 16 * MIB });
    expect(space.map(0, 17 * MIB, RW, PRIVATE, undefined, 0)).toBe(Errno.ENOMEM);
    expect(space.map(0, 17 * MIB, RW, PRIVATE | MapFlags.noreserve, undefined, 0)).toBeGreaterThan(0);
    const at = space.map(0, 17 * MIB, 0, PRIVATE, undefined, 0);
    expect(space.protect(at, 17 * MIB, RW)).toBe(Errno.ENOMEM);
  });

  test('says memory when the last frame is used up', () => {
    const { machine, space } = make({ limit: MIB });
    const at = space.map(0, 2 * MIB, RW, PRIVATE | MapFlags.noreserve, undefined, 0);
    let touched = 0;
    while (touched < 2 * MIB && poke(space, at + touched, 1)) touched += 4096;
    expect(touched).toBe(MIB);
    expect(space.fault.cause).toBe('memory');
    space.release();
    expect(machine.allocator.used).toBe(0);
  });

  test('respects the limits of address space and data', () => {
    const { machine, space } = make();
    machine.limits.set(Resource.addressSpace, 4 * page);
    const at = space.map(0, 3 * page, RW, PRIVATE, undefined, 0);
    expect(space.map(0, 2 * page, RW, PRIVATE, undefined, 0)).toBe(Errno.ENOMEM);
    expect(space.map(at, 3 * page, RW, PRIVATE | FIXED, undefined, 0)).toBe(at);
    machine.limits.set(Resource.addressSpace, 2 ** 53);
    machine.limits.set(Resource.data, 4 * page);
    expect(space.map(0, 2 * page, RW, PRIVATE, undefined, 0)).toBe(Errno.ENOMEM);
    expect(space.map(0, 2 * page, Protection.read, PRIVATE, undefined, 0)).toBeGreaterThan(0);
  });

  test('moves the break up and down, and says where it stands when it cannot', () => {
    const { space } = make();
    const start = 0x1000_0000 + 123;
    space.breakStart = start;
    space.breakEnd = start;
    expect(space.setBreak(0)).toBe(start);
    expect(space.setBreak(start + 100_000)).toBe(start + 100_000);
    expect(poke(space, start + 99_999, 5)).toBe(true);
    expect(space.setBreak(start + 10)).toBe(start + 10);
    expect(space.setBreak(start + 100_000)).toBe(start + 100_000);
    expect(peek(space, start + 99_999)).toBe(0);
    space.map(0x1010_0000, page, RW, PRIVATE | FIXED, undefined, 0);
    expect(space.setBreak(0x1020_0000)).toBe(start + 100_000);
  });

  test('grows a stack down to its limit and keeps its guard', () => {
    const { machine, space } = make();
    machine.limits.set(Resource.stack, 8 * MIB);
    const top = LAYOUT.stackTop;
    space.map(top - 4 * page, 4 * page, RW, PRIVATE | FIXED | MapFlags.growsDown, undefined, 0);
    expect(poke(space, top - 6 * page + 8, 1)).toBe(true);
    expect(space.regions.find(top - 1)?.start).toBe(top - 6 * page);
    expect(poke(space, top - 7 * MIB, 1)).toBe(true);
    expect(poke(space, top - 8 * MIB - 1, 1)).toBe(false);
    expect(space.fault.cause).toBe('mapError');
    const near = machine.space(order, page);
    near.map(top - 4 * page, 4 * page, RW, PRIVATE | FIXED | MapFlags.growsDown, undefined, 0);
    near.map(top - 100 * page, page, RW, PRIVATE | FIXED, undefined, 0);
    expect(poke(near, top - 5 * page, 1)).toBe(false);
  });

  test('copies private pages for a child only when one side stores', () => {
    const { machine, space } = make();
    const at = space.map(0, 4 * page, RW, PRIVATE, undefined, 0);
    poke(space, at, 1, 2, 3);
    const used = machine.allocator.used;
    const child = space.fork(space.limits);
    if (typeof child === 'number') throw new Error('no child');
    expect(machine.allocator.used).toBe(used);
    poke(child, at, 9);
    expect(machine.allocator.used).toBe(used + page / 4096);
    expect([peek(space, at), peek(space, at + 1), peek(child, at), peek(child, at + 1)]).toEqual([1, 2, 9, 2]);
    poke(space, at + 1, 8);
    expect(machine.allocator.used).toBe(used + page / 4096);
    expect([peek(space, at + 1), peek(child, at + 1)]).toEqual([8, 2]);
    child.release();
    space.release();
    expect(machine.allocator.used).toBe(0);
  });

  test('shares shared anonymous memory with a child', () => {
    const { machine, space } = make();
    const at = space.map(0, page, RW, SHARED, undefined, 0);
    poke(space, at, 1);
    const child = space.fork(space.limits);
    if (typeof child === 'number') throw new Error('no child');
    poke(child, at, 2);
    poke(space, at + 1, 3);
    expect([peek(space, at), peek(child, at + 1)]).toEqual([2, 3]);
    child.release();
    expect(peek(space, at)).toBe(2);
    space.release();
    expect(machine.allocator.used).toBe(0);
  });

  test('a child has no page of what was advised not to be inherited', () => {
    const { space } = make();
    const at = 0x2000_0000;
    space.map(at, 3 * page, RW, PRIVATE | FIXED, undefined, 0);
    poke(space, at, 1);
    poke(space, at + page, 2);
    poke(space, at + 2 * page, 3);
    expect(space.advise(at, page, Advice.dontFork)).toBe(0);
    expect(space.advise(at + page, page, Advice.wipeOnFork)).toBe(0);
    const child = space.fork(space.limits);
    if (typeof child === 'number') throw new Error('no child');
    expect([0, 1, 2].map((i) => peek(child, at + i * page))).toEqual([undefined, 0, 3]);
    expect([0, 1, 2].map((i) => peek(space, at + i * page))).toEqual([1, 2, 3]);
  });

  test('drops contents on advice', () => {
    const { machine, space } = make();
    const at = space.map(0, 2 * page, RW, PRIVATE, undefined, 0);
    poke(space, at, 1);
    expect(space.advise(at, 2 * page, Advice.dontNeed)).toBe(0);
    expect(machine.allocator.used).toBe(0);
    expect(peek(space, at)).toBe(0);
    expect(space.advise(at + 1, page, Advice.dontNeed)).toBe(Errno.EINVAL);
    expect(space.advise(at, 4 * page, Advice.dontNeed)).toBe(Errno.ENOMEM);
    expect(space.advise(at, page, 999)).toBe(Errno.EINVAL);
    expect(space.advise(at, page, Advice.remove)).toBe(Errno.EINVAL);
  });

  test('remaps: shrinks, grows in place, moves with its contents', () => {
    const { space } = make();
    const at = 0x2000_0000;
    space.map(at, 4 * page, RW, PRIVATE | FIXED, undefined, 0);
    poke(space, at, 1);
    expect(space.remap(at, 4 * page, 2 * page, 0, 0)).toBe(at);
    expect(peek(space, at + 2 * page)).toBeUndefined();
    expect(space.remap(at, 2 * page, 3 * page, 0, 0)).toBe(at);
    expect(peek(space, at + 2 * page)).toBe(0);
    space.map(at + 3 * page, page, Protection.read, PRIVATE | FIXED, undefined, 0);
    expect(space.remap(at, 3 * page, 8 * page, 0, 0)).toBe(Errno.ENOMEM);
    const moved = space.remap(at, 3 * page, 8 * page, RemapFlags.mayMove, 0);
    expect(moved).toBe(LAYOUT.mappings - 8 * page);
    expect([peek(space, moved), peek(space, at), peek(space, moved + 7 * page)]).toEqual([1, undefined, 0]);
    const fixed = 0x3000_0000;
    expect(space.remap(moved, 8 * page, 8 * page, RemapFlags.mayMove | RemapFlags.fixed, fixed)).toBe(fixed);
    expect(peek(space, fixed)).toBe(1);
    expect(space.remap(fixed, page, page, RemapFlags.fixed, at)).toBe(Errno.EINVAL);
    expect(space.remap(fixed, 4 * page, 4 * page, RemapFlags.mayMove | RemapFlags.fixed, fixed + page)).toBe(
      Errno.EINVAL,
    );
    expect(space.remap(at, page, page, 0, 0)).toBe(Errno.EFAULT);
  });

  test('remapping with length 0 gives shared memory a second place', () => {
    const { space } = make();
    const at = space.map(0, page, RW, SHARED, undefined, 0);
    const second = space.remap(at, 0, page, RemapFlags.mayMove, 0);
    expect(second).toBeGreaterThan(0);
    poke(space, at, 5);
    expect(peek(space, second)).toBe(5);
    const longer = space.remap(second, page, 2 * page, RemapFlags.mayMove, 0);
    expect([peek(space, longer), peek(space, longer + page)]).toEqual([5, undefined]);
    expect(space.fault.cause).toBe('busAddress');
    const own = space.map(0, page, RW, PRIVATE, undefined, 0);
    expect(space.remap(own, 0, page, RemapFlags.mayMove, 0)).toBe(Errno.EINVAL);
  });

  test('locks within the limit', () => {
    const { machine, space } = make();
    machine.limits.set(Resource.lockedMemory, 2 * page);
    const at = space.map(0, 4 * page, RW, PRIVATE, undefined, 0);
    expect(space.lock(at, 2 * page, true)).toBe(0);
    expect(space.lock(at + 2 * page, page, true)).toBe(Errno.ENOMEM);
    expect(space.advise(at, page, Advice.dontNeed)).toBe(Errno.EINVAL);
    expect(space.sync(at, page, MsyncFlags.invalidate)).toBe(Errno.EBUSY);
    expect(space.lock(at, 2 * page, false)).toBe(0);
    expect(space.lockedBytes).toBe(0);
    expect(space.lock(0x5000_0000, page, true)).toBe(Errno.ENOMEM);
  });

  test('tells which pages are resident', () => {
    const { space } = make();
    const at = 0x2000_0000;
    space.map(at, 64 * 65536, RW, PRIVATE | FIXED, undefined, 0);
    poke(space, at + 65536, 1);
    const count = (64 * 65536) / page;
    const bytes = new Uint8Array(count);
    expect(space.resident(at, 64 * 65536, Lease.over(bytes))).toBe(0);
    const perChunk = 65536 / page;
    expect(Array.from(bytes.subarray(0, perChunk * 3))).toEqual([
      ...Array.from({ length: perChunk }, () => 0),
      ...Array.from({ length: perChunk }, () => 1),
      ...Array.from({ length: perChunk }, () => 0),
    ]);
    expect(space.resident(at + 64 * 65536, page, Lease.over(bytes))).toBe(Errno.ENOMEM);
  });

  test('keeps account of what is mapped', () => {
    const { space } = make();
    const at = space.map(0, 8 * page, RW, PRIVATE, undefined, 0);
    space.protect(at + page, page, Protection.read);
    expect(space.mappedBytes).toBe(8 * page);
    expect(space.dataBytes).toBe(7 * page);
    space.unmap(at, 3 * page);
    expect(space.mappedBytes).toBe(5 * page);
    expect(space.dataBytes).toBe(5 * page);
    space.release();
    expect(space.mappedBytes).toBe(0);
    expect(space.dataBytes).toBe(0);
  });
});
