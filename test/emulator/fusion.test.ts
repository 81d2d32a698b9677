import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Mnemonic } from '../../emulator/decode.ts';
import { Exit, FRAME_SIZE } from '../../emulator/index.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE } from './support/orders.ts';

const SC = assemble('sc');
const NOP = assemble('ori');
const mark = assemble('addi', { RT: 9, RA: 0, SI: 1 });

const machine = new TestMachine('big');
machine.map(CODE, 3);

/** The machine's state after these words, from given registers. */
function outcome(words: number[], a: bigint, b: bigint, at = CODE) {
  machine.code(at, words);
  for (const page of [0, 1, 2])
    machine.interpreter.forgetCode(machine.pages.get(CODE / FRAME_SIZE + page)?.frame as number);
  machine.cpu.reset();
  machine.setGpr(4, a);
  machine.setGpr(5, b);
  expect(machine.run(at)).toBe(Exit.syscall);
  return [machine.gpr(3), machine.gpr(9), machine.cpu.cr, machine.cpu.xer, 1_000_000 - machine.cpu.fuel];
}

const compares: [Mnemonic, Record<string, number>][] = [
  ...[0, 1].flatMap((L): [Mnemonic, Record<string, number>][] => [
    ['cmpi', { BF: 5, L, RA: 4, SI: -3 }],
    ['cmp', { BF: 5, L, RA: 4, RB: 5 }],
    ['cmpli', { BF: 5, L, RA: 4, UI: 7 }],
    ['cmpl', { BF: 5, L, RA: 4, RB: 5 }],
  ]),
  ['andi.', { RS: 4, RA: 3, UI: 0xf0 }],
  ['addic.', { RT: 3, RA: 4, SI: -1 }],
  ['or', { RS: 4, RA: 3, RB: 4, Rc: 1 }],
  ['and', { RS: 4, RA: 3, RB: 5, Rc: 1 }],
  ['add', { RT: 3, RA: 4, RB: 5, Rc: 1 }],
  ['subf', { RT: 3, RA: 4, RB: 5, Rc: 1 }],
  ['rlwinm', { RS: 4, RA: 3, SH: 3, MB: 5, ME: 29, Rc: 1 }],
  ['extsw', { RS: 4, RA: 3, Rc: 1 }],
];
const value = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  fc.constantFrom(0n, 1n, 7n, (1n << 64n) - 3n, 1n << 63n),
);

describe('a compare and the conditional branch behind it', () => {
  test.prop([
    fc.constantFrom(...compares),
    value,
    value,
    fc.constantFrom(4, 12, 5, 15),
    fc.integer({ min: 0, max: 3 }),
  ])('do the same fused as with an instruction between them', ([mnemonic, fields], a, b, BO, place) => {
    const compare = assemble(mnemonic, fields);
    const branch = assemble('bc', { BO, BI: 4 * (fields['BF'] ?? 0) + place, BD: 8 });
    const together = outcome([compare, branch, mark, SC], a, b);
    expect(outcome([compare, NOP, branch, mark, SC], a, b)).toEqual(together);
  });

  test('the branch can be branched to on its own', () => {
    const words = [
      assemble('b', { LI: 8 }),
      assemble('cmpi', { BF: 0, L: 1, RA: 4, SI: 0 }),
      assemble('bc', { BO: 12, BI: 2, BD: -4 }),
      mark,
      SC,
    ];
    // CR0 is clear at first: not taken. Then the pair runs once, as a pair, from before it.
    expect(outcome(words, 0n, 0n)[1]).toBe(1n);
    expect(outcome([NOP, ...words.slice(1, 2), assemble('bc', { BO: 12, BI: 2, BD: 8 }), mark, SC], 0n, 0n)[1]).toBe(
      0n,
    );
  });

  test('a pair across a page boundary works as two instructions', () => {
    const at = CODE + FRAME_SIZE - 4;
    const words = [assemble('cmpi', { BF: 0, L: 1, RA: 4, SI: 5 }), assemble('bc', { BO: 12, BI: 2, BD: 8 }), mark, SC];
    expect(outcome(words, 5n, 0n, at)[1]).toBe(0n);
    expect(outcome(words, 6n, 0n, at)[1]).toBe(1n);
  });

  test('a changed branch is seen after icbi of its own block only', () => {
    // The compare is the last instruction of a 128-byte block, the branch the first of the next.
    const at = CODE + 124;
    const taken = assemble('bc', { BO: 12, BI: 2, BD: 8 });
    const words = [assemble('cmpi', { BF: 0, L: 1, RA: 4, SI: 0 }), taken, mark, SC];
    expect(outcome(words, 0n, 0n, at)[1]).toBe(0n);
    machine.code(at + 4, [NOP]);
    machine.code(CODE + FRAME_SIZE, [assemble('icbi', { RA: 0, RB: 6 }), SC]);
    machine.setGpr(6, BigInt(at + 4));
    expect(machine.run(CODE + FRAME_SIZE)).toBe(Exit.syscall);
    expect(machine.run(at)).toBe(Exit.syscall);
    expect(machine.gpr(9)).toBe(1n);
  });
});
