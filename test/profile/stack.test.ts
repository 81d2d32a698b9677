/** Walking the stack of a thread: the back chain of the PowerPC ABIs, whatever stands in registers and memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../emulator/index.ts';
import { STATE } from '../../emulator/state.ts';
import type { AddressSpace } from '../../runtime/kernel/address-space.ts';
import { highWord, lowWord } from '../../runtime/kernel/address.ts';
import { type Stack, walk } from '../../runtime/profile/stack.ts';
import { FIXED, PRIVATE, RW, TestMachine } from '../kernel/make-space.ts';

const STACK = 0x20_0000;
const BYTES = 0x4_0000;

type Registers = Readonly<Record<number, number>>;

/** A walk with these registers, by their offset in the state block. */
function walked(space: AddressSpace, bits: 32 | 64, registers: Registers): Stack {
  const hi = (offset: number): number => highWord(registers[offset] ?? 0) >>> 0;
  const lo = (offset: number): number => lowWord(registers[offset] ?? 0) >>> 0;
  const at = (n: number): number => STATE.gpr + 8 * n;
  const cpu = { hi, lo, gprHi: (n: number) => hi(at(n)), gprLo: (n: number) => lo(at(n)) };
  const stack: Stack = { pc: 0, lr: 0, returns: [] };
  walk({ cpu, process: { space, abi: { bits } } }, stack);
  return stack;
}

const R1 = STATE.gpr + 8;

/** A space whose stack has been touched, except for its second page. */
function spaceWithStack(order: Order): AddressSpace {
  const space = new TestMachine({ memory: 8 << 20 }).space(order);
  space.map(STACK, BYTES, RW, PRIVATE | FIXED, undefined, 0);
  return space;
}

describe.each([
  ['little', 64],
  ['big', 64],
  ['big', 32],
] as const)('a stack of a %s-endian %i-bit program', (order, bits) => {
  const link = bits === 64 ? 16 : 4;
  const put = (space: AddressSpace, address: number, value: number): void =>
    void (bits === 64 ? space.writeU64(address, value) : space.writeU32(address, value));

  it('is followed from frame to frame, return addresses in the frames of the callers', () => {
    const space = spaceWithStack(order);
    const frames = [STACK + 0x100, STACK + 0x180, STACK + 0x400, STACK + 0x1000];
    frames.forEach((frame, index) => put(space, frame, frames[index + 1] ?? 0));
    frames.slice(1).forEach((frame, index) => put(space, frame + link, 0x1000_0000 + 0x100 * index));
    const registers = { [R1]: STACK + 0x100, [STATE.pc]: 0x1234_5678, [STATE.lr]: 0x1000_0040 };
    expect(walked(space, bits, registers)).toEqual({
      pc: 0x1234_5678,
      lr: 0x1000_0040,
      returns: [0x1000_0000, 0x1000_0100, 0x1000_0200],
    });
  });

  it('ends where a chain goes down, round in circles, or off', () => {
    const space = spaceWithStack(order);
    for (const next of [STACK, STACK + 0x100, STACK + 0x101, 0x7000_0000]) {
      put(space, STACK + 0x100, next);
      expect(walked(space, bits, { [R1]: STACK + 0x100 }).returns).toEqual([]);
    }
  });

  it('asks for no page that was not there', () => {
    const space = spaceWithStack(order);
    expect(walked(space, bits, { [R1]: STACK + 0x100 }).returns).toEqual([]);
    expect(space.residentBytes).toBe(0);
  });

  it('ends whatever the registers and the memory are', () => {
    const space = spaceWithStack(order);
    const near = fc.integer({ min: 0, max: BYTES / 8 }).map((n) => STACK + 8 * n);
    const address = fc.oneof(near, fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(fc.tuple(near, address), { maxLength: 50 }), address, (words, pointer) => {
        for (const [at, value] of words) put(space, at, value);
        expect(walked(space, bits, { [R1]: pointer }).returns.length).toBeLessThanOrEqual(128);
      }),
    );
  });
});
