import { describe, expect, test } from 'vitest';
import { Lease } from '../../runtime/kernel/lease.ts';
import { peek, PRIVATE, RW, TestMachine } from './make-space.ts';

describe('a lease', () => {
  test('goes on where the last copy stopped, over all its segments', () => {
    const space = new TestMachine().space('big');
    const at = space.map(0, 65536, RW, PRIVATE, undefined, 0);
    const lease = new Lease()
      .reset(space)
      .add(at + 10, 3)
      .add(at, 0)
      .add(at + 4094, 4);
    expect(lease.length).toBe(7);
    expect(lease.put(Uint8Array.of(1, 2))).toBe(2);
    expect(lease.put(Uint8Array.of(0, 3, 4, 5, 6, 7, 8), 1, 7)).toBe(5);
    expect(lease.remaining).toBe(0);
    expect([10, 11, 12, 13].map((i) => peek(space, at + i))).toEqual([1, 2, 3, 0]);
    expect([4094, 4095, 4096, 4097].map((i) => peek(space, at + i))).toEqual([4, 5, 6, 7]);
    const back = new Uint8Array(9);
    expect(lease.rewind().take(back)).toBe(7);
    expect([...back]).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 0]);
  });

  test('stops at a fault and stays stopped', () => {
    const space = new TestMachine().space();
    const at = space.map(0x2000_0000, 4096, RW, PRIVATE, undefined, 0);
    const lease = Lease.of(space, at + 4090, 20);
    expect(lease.put(new Uint8Array(20))).toBe(6);
    expect(lease.faulted).toBe(true);
    expect(lease.put(new Uint8Array(1))).toBe(0);
    expect(lease.moved).toBe(6);
    expect(lease.rewind().faulted).toBe(false);
  });

  test('passes over what an earlier try of the call did', () => {
    const bytes = new Uint8Array(6);
    const lease = Lease.over(bytes).skip(4);
    expect(lease.put(Uint8Array.of(1, 2, 3))).toBe(2);
    expect([...bytes]).toEqual([0, 0, 0, 0, 1, 2]);
  });
});
