import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FPSCR } from '../../emulator/float/fpscr.ts';
import { Kind, operationWord } from '../../emulator/float/operations.ts';
import { finite, mode, nonZero } from './doubles.ts';
import {
  add,
  bitsOf,
  divide,
  double,
  type Exact,
  exactOf,
  multiply,
  type Precision,
  round,
  single,
  squareRoot,
} from './reference.ts';
import { Bench } from './unit.ts';

const bench = new Bench();
const runs = { numRuns: 1500 };
const controls = fc
  .tuple(mode, fc.boolean(), fc.boolean(), fc.boolean())
  .map(([rn, oe, ue, xe]) => rn | (oe ? FPSCR.OE : 0) | (ue ? FPSCR.UE : 0) | (xe ? FPSCR.XE : 0));

/** What the unit must give for an exact result that is not zero. */
function expected(exact: Exact, precision: Precision, fpscr: number) {
  const traps = { overflow: (fpscr & FPSCR.OE) !== 0, underflow: (fpscr & FPSCR.UE) !== 0 };
  const rounded = round(exact, precision, fpscr & 3, traps);
  return {
    bits: bitsOf(rounded.value),
    OX: rounded.overflow,
    UX: rounded.underflow,
    XX: rounded.inexact,
    FI: rounded.inexact,
    FR: rounded.away,
    FX: rounded.overflow || rounded.underflow || rounded.inexact,
  };
}

function actual(operation: number, fpscr: number, a: number, b = 0, c = 0) {
  const { bits, fpscr: after } = bench.scalar(operation, fpscr, bitsOf(a), bitsOf(b), bitsOf(c));
  const bit = (mask: number) => (after & mask) !== 0;
  return {
    bits,
    OX: bit(FPSCR.OX),
    UX: bit(FPSCR.UX),
    XX: bit(FPSCR.XX),
    FI: bit(FPSCR.FI),
    FR: bit(FPSCR.FR),
    FX: bit(FPSCR.FX),
  };
}

describe.each([
  ['double', double, false],
  ['single', single, true],
] as const)('%s precision arithmetic is correctly rounded, with its exceptions', (_, precision, isSingle) => {
  const word = (kind: number) => operationWord(kind, { single: isSingle });

  it('adds', () => {
    fc.assert(
      fc.property(nonZero, finite, controls, (a, b, control) => {
        const sum = add(exactOf(a), exactOf(b));
        fc.pre(sum.magnitude !== 0n);
        expect(actual(word(Kind.add), control, a, b)).toEqual(expected(sum, precision, control));
      }),
      runs,
    );
  });

  it('subtracts', () => {
    fc.assert(
      fc.property(nonZero, finite, controls, (a, b, control) => {
        const difference = add(exactOf(a), exactOf(-b));
        fc.pre(difference.magnitude !== 0n);
        expect(actual(word(Kind.subtract), control, a, b)).toEqual(expected(difference, precision, control));
      }),
      runs,
    );
  });

  it('multiplies', () => {
    fc.assert(
      fc.property(nonZero, nonZero, controls, (a, b, control) => {
        const product = multiply(exactOf(a), exactOf(b));
        expect(actual(word(Kind.multiply), control, a, b)).toEqual(expected(product, precision, control));
      }),
      runs,
    );
  });

  it('divides', () => {
    fc.assert(
      fc.property(nonZero, nonZero, controls, (a, b, control) => {
        const quotient = divide(exactOf(a), exactOf(b));
        expect(actual(word(Kind.divide), control, a, b)).toEqual(expected(quotient, precision, control));
      }),
      runs,
    );
  });

  it('takes square roots', () => {
    fc.assert(
      fc.property(nonZero, controls, (a, control) => {
        const root = squareRoot(exactOf(Math.abs(a)));
        expect(actual(word(Kind.squareRoot), control, Math.abs(a))).toEqual(expected(root, precision, control));
      }),
      runs,
    );
  });

  it('multiplies and adds with one rounding, also where the product and the addend nearly cancel', () => {
    const near = fc.tuple(nonZero, nonZero, fc.integer({ min: -60, max: 60 }), nonZero).map(([a, c, shift, b]) => {
      const product = a * c;
      const close = Number.isFinite(product) && product !== 0 ? -product * 2 ** (shift % 4 === 0 ? shift : 0) : b;
      return [a, c, Number.isFinite(close) ? close : b] as const;
    });
    const any = fc.tuple(nonZero, nonZero, finite);
    fc.assert(
      fc.property(fc.oneof(near, any), controls, ([a, c, b], control) => {
        const product = multiply(exactOf(a), exactOf(c));
        for (const [kind, addend, negates] of [
          [Kind.multiplyAdd, b, false],
          [Kind.multiplySubtract, -b, false],
          [Kind.negativeMultiplyAdd, b, true],
          [Kind.negativeMultiplySubtract, -b, true],
        ] as const) {
          const sum = add(product, exactOf(addend));
          if (sum.magnitude === 0n) continue;
          const wanted = expected(sum, precision, control);
          const found = actual(word(kind), control, a, b, c);
          expect(found).toEqual({ ...wanted, bits: negates ? wanted.bits ^ (1n << 63n) : wanted.bits });
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('converts', () => {
    fc.assert(
      fc.property(nonZero, controls, (a, control) => {
        expect(actual(word(Kind.convert), control, a)).toEqual(expected(exactOf(a), precision, control));
      }),
      runs,
    );
  });

  it('converts from 64-bit integers', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), mode, (n, control) => {
        fc.pre(n !== 0n);
        const magnitude = n < 0n ? -n : n;
        const exact = { negative: n < 0n, magnitude, exponent: 0, sticky: false };
        const after = bench.scalar(word(Kind.fromSigned), control, n);
        expect(after.bits).toBe(expected(exact, precision, control).bits);
        const unsigned = { negative: false, magnitude: BigInt.asUintN(64, n), exponent: 0, sticky: false };
        const afterUnsigned = bench.scalar(word(Kind.fromUnsigned), control, n);
        expect(afterUnsigned.bits).toBe(expected(unsigned, precision, control).bits);
      }),
      runs,
    );
  });
});
