import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mnemonic } from '../../emulator/decode.ts';
import { Exit } from '../../emulator/index.ts';
import { FPSCR, summarize } from '../../emulator/float/fpscr.ts';
import { Kind, operationWord } from '../../emulator/float/operations.ts';
import { bits } from './doubles.ts';
import { Guest } from './guest.ts';
import { bitsOf } from './reference.ts';
import { Bench } from './unit.ts';

const guest = new Guest();
const bench = new Bench();

/** Every double, with NaNs of both kinds and infinities among them. */
const any = fc.oneof(
  { weight: 6, arbitrary: bits },
  { weight: 2, arbitrary: fc.integer({ min: -1000, max: 1000 }).map(bitsOf) },
  fc.constantFrom(
    0n,
    1n << 63n,
    0x7ff0000000000000n,
    0xfff0000000000000n,
    0x7ff8000000000001n,
    0xfff8123456789abcn,
    0x7ff0000000000002n,
    0xfff4000020000000n,
  ),
);

/** FPSCR at the start: as programs have it, fresh or after the first inexact result, and in every other state. */
const states = fc
  .oneof(
    fc.constantFrom(0, FPSCR.XX, FPSCR.XX | FPSCR.FX),
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer()).map(([mode, sticky]) => mode | (sticky & FPSCR.STICKY)),
    fc.integer({ min: 0, max: 255 }),
  )
  .map(summarize);

type Row = readonly [Mnemonic, kind: number, single: boolean, fields: readonly string[]];

const AB = ['FRA', 'FRB'];
const AC = ['FRA', 'FRC'];
const ABC = ['FRA', 'FRB', 'FRC'];
const B = ['FRB'];
const rows: readonly Row[] = [
  ['fadd', Kind.add, false, AB],
  ['fadds', Kind.add, true, AB],
  ['fsub', Kind.subtract, false, AB],
  ['fsubs', Kind.subtract, true, AB],
  ['fmul', Kind.multiply, false, AC],
  ['fmuls', Kind.multiply, true, AC],
  ['fdiv', Kind.divide, false, AB],
  ['fdivs', Kind.divide, true, AB],
  ['fsqrt', Kind.squareRoot, false, B],
  ['fsqrts', Kind.squareRoot, true, B],
  ['fre', Kind.reciprocal, false, B],
  ['frsqrtes', Kind.reciprocalRoot, true, B],
  ['fmadd', Kind.multiplyAdd, false, ABC],
  ['fmadds', Kind.multiplyAdd, true, ABC],
  ['fmsub', Kind.multiplySubtract, false, ABC],
  ['fmsubs', Kind.multiplySubtract, true, ABC],
  ['fnmadd', Kind.negativeMultiplyAdd, false, ABC],
  ['fnmadds', Kind.negativeMultiplyAdd, true, ABC],
  ['fnmsub', Kind.negativeMultiplySubtract, false, ABC],
  ['fnmsubs', Kind.negativeMultiplySubtract, true, ABC],
  ['frsp', Kind.convert, true, B],
  ['frin', Kind.integralAway, false, B],
  ['friz', Kind.integralZero, false, B],
  ['frip', Kind.integralUp, false, B],
  ['frim', Kind.integralDown, false, B],
  ['fcfid', Kind.fromSigned, false, B],
  ['fcfids', Kind.fromSigned, true, B],
  ['fcfidu', Kind.fromUnsigned, false, B],
  ['fcfidus', Kind.fromUnsigned, true, B],
  ['fctiw', Kind.toSigned32, false, B],
  ['fctiwu', Kind.toUnsigned32, false, B],
  ['fctid', Kind.toSigned64, false, B],
  ['fctidu', Kind.toUnsigned64, false, B],
  ['fctiwz', Kind.truncateToSigned32, false, B],
  ['fctiwuz', Kind.truncateToUnsigned32, false, B],
  ['fctidz', Kind.truncateToSigned64, false, B],
  ['fctiduz', Kind.truncateToUnsigned64, false, B],
];

const OLD = 0x4242424242424242n;

describe('generated code agrees with the exact unit in result and FPSCR, whatever path it takes', () => {
  it.each(rows)('%s', (mnemonic, kind, single, fields) => {
    const operation = operationWord(kind, { single });
    fc.assert(
      fc.property(any, any, any, states, (a, b, c, fpscr) => {
        const operands = [a, b, c];
        const wanted = bench.scalar(operation, fpscr, a, b, c);
        guest.fpscr = fpscr;
        guest.setFpr(1, OLD);
        const places: Record<string, number> = { FRT: 1, Rc: 1 };
        fields.forEach((field, index) => {
          places[field] = 2 + index;
          guest.setFpr(2 + index, operands[index] as bigint);
        });
        expect(guest.run([mnemonic, places])).toBe(Exit.syscall);
        expect(guest.fpr(1)).toBe((wanted.outcome & 2) !== 0 ? OLD : wanted.bits);
        expect(guest.fpscr.toString(16)).toBe(wanted.fpscr.toString(16));
        expect(guest.machine.cpu.crField(1)).toBe(wanted.fpscr >>> 28);
      }),
      { numRuns: 600 },
    );
  });
});

describe('what the record leaves out', () => {
  it('is computed when mffs reads FPSCR, also after a compare', () => {
    guest.fpscr = FPSCR.XX;
    guest.setFpr(2, bitsOf(1));
    guest.setFpr(3, bitsOf(3));
    guest.run(['fdiv', { FRT: 1, FRA: 2, FRB: 3 }], ['fcmpu', { BF: 0, FRA: 2, FRB: 3 }], ['mffs', { FRT: 4 }]);
    // 1 ÷ 3 is rounded down: inexact, not away. C of the quotient stays 0, FPCC is "less".
    expect(guest.fpr(4)).toBe(BigInt(FPSCR.XX | FPSCR.FI | 0x8000));
  });

  it('is computed by the rounding mode that the operation had', () => {
    guest.fpscr = FPSCR.XX;
    guest.setFpr(2, bitsOf(1));
    guest.setFpr(3, bitsOf(5));
    guest.run(['fdiv', { FRT: 1, FRA: 2, FRB: 3 }], ['mtfsfi', { BFF: 7, U: 1 }], ['mffs', { FRT: 4 }]);
    // 1 ÷ 5 rounds up to nearest; toward zero it would not.
    expect(guest.fpr(4)).toBe(BigInt(FPSCR.XX | FPSCR.FI | FPSCR.FR | 0x4000 | 1));
  });
});

describe('enabled exceptions', () => {
  it('leave with Exit.floatingPoint when the program asked to be interrupted, and only then', () => {
    guest.fpscr = FPSCR.ZE;
    guest.setFpr(1, OLD);
    guest.setFpr(2, bitsOf(1));
    guest.setFpr(3, 0n);
    guest.traps = true;
    expect(guest.run(['fdiv', { FRT: 1, FRA: 2, FRB: 3 }])).toBe(Exit.floatingPoint);
    guest.traps = false;
    expect(guest.fpr(1)).toBe(OLD);
    expect(guest.fpscr >>> 0).toBe((FPSCR.FX | FPSCR.FEX | FPSCR.ZX | FPSCR.ZE) >>> 0);
    guest.fpscr = FPSCR.ZE;
    expect(guest.run(['fdiv', { FRT: 1, FRA: 2, FRB: 3 }])).toBe(Exit.syscall);
  });

  it('are due at once when mtfsb1 enables what already happened', () => {
    guest.fpscr = FPSCR.OX;
    guest.traps = true;
    expect(guest.run(['mtfsb1', { BTF: 25 }])).toBe(Exit.floatingPoint);
    guest.traps = false;
    expect(guest.fpscr & FPSCR.FEX).not.toBe(0);
  });
});

describe('NaNs', () => {
  const operate = (mnemonic: Mnemonic, a: bigint, b: bigint, c = 0n): bigint => {
    guest.fpscr = 0;
    [a, b, c].forEach((value, n) => guest.setFpr(2 + n, value));
    guest.run([mnemonic, { FRT: 1, FRA: 2, FRB: 3, FRC: 4 }]);
    return guest.fpr(1);
  };
  const quiet = (n: bigint) => 0x7ff8000000000000n | n;

  it('come from the first operand that is one, in the order A, B, C, with its sign and payload', () => {
    const one = bitsOf(1);
    expect(operate('fmadd', quiet(1n), quiet(2n), quiet(3n))).toBe(quiet(1n));
    expect(operate('fmadd', one, quiet(2n), quiet(3n))).toBe(quiet(2n));
    expect(operate('fmadd', one, one, quiet(3n))).toBe(quiet(3n));
    expect(operate('fadd', one, (1n << 63n) | quiet(5n))).toBe((1n << 63n) | quiet(5n));
  });

  it('become quiet, and a signalling one is invalid', () => {
    expect(operate('fsub', 0x7ff0000000000123n, 0n)).toBe(0x7ff8000000000123n);
    expect(guest.fpscr & FPSCR.VXSNAN).not.toBe(0);
  });

  it('made by an invalid operation are positive with no payload', () => {
    const infinity = bitsOf(Infinity);
    expect(operate('fsub', infinity, infinity)).toBe(0x7ff8000000000000n);
    expect(guest.fpscr & FPSCR.VXISI).not.toBe(0);
    expect(operate('fdiv', 0n, 1n << 63n)).toBe(0x7ff8000000000000n);
    expect(guest.fpscr & FPSCR.VXZDZ).not.toBe(0);
  });

  it('pass through moves and sign changes as they are', () => {
    const signalling = 0x7ff0000000000001n;
    expect(operate('fneg', 0n, signalling)).toBe((1n << 63n) | signalling);
    expect(operate('fsel', bitsOf(-1), signalling, bitsOf(2))).toBe(signalling);
  });
});
