/** Atomic memory operations: what a comparison with qemu cannot say. */
import { describe, expect, test } from 'vitest';
import type { Mnemonic } from '../../emulator/decode.ts';
import { Exit } from '../../emulator/index.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE, DATA } from './support/orders.ts';

function run(mnemonic: Mnemonic, code: number, words: readonly number[], place = 4): { m: TestMachine; exit: Exit } {
  const m = new TestMachine('big');
  m.map(CODE, 1, 'rx');
  m.map(DATA, 1, 'rw');
  m.code(DATA, words);
  m.code(CODE, [assemble(mnemonic, { RT: 5, RS: 5, RA: 4, FC: code }), assemble('sc')]);
  m.setGpr(4, BigInt(DATA + place));
  m.setGpr(5, 9n);
  m.setGpr(6, 5n);
  return { m, exit: m.run(CODE) };
}

const word = (m: TestMachine, at: number): number => m.read(DATA + at, 4).reduce((x, byte) => x * 256 + byte, 0);

describe('atomic memory operations', () => {
  test('counting down stops at the word before', () => {
    const { m } = run('lwat', 28, [2, 7]);
    expect([m.gpr(5), word(m, 4)]).toEqual([7n, 6]);
    const { m: reached } = run('lwat', 28, [7, 7]);
    expect([reached.gpr(5), word(reached, 4)]).toEqual([0x80000000n, 7]);
  });

  test('words are compared with their signs', () => {
    const { m } = run('lwat', 5, [0, 0x80000000]);
    expect([m.gpr(5), word(m, 4)]).toEqual([0x80000000n, 5]);
  });

  test('store twin stores two equal neighbours, or none', () => {
    const { m } = run('stwat', 24, [3, 3], 0);
    expect([word(m, 0), word(m, 4)]).toEqual([9, 9]);
    const { m: differing } = run('stwat', 24, [3, 4], 0);
    expect([word(differing, 0), word(differing, 4)]).toEqual([3, 4]);
  });

  test('a neighbour in another block of 32 bytes, and a code that is none, are errors and change nothing', () => {
    expect(run('lwat', 24, [1], 28).exit).toBe(Exit.alignment);
    expect(run('lwat', 28, [1], 32).exit).toBe(Exit.alignment);
    expect(run('lwat', 9, [1], 0).exit).toBe(Exit.alignment);
    expect(run('stwat', 8, [1], 0).exit).toBe(Exit.alignment);
  });
});
