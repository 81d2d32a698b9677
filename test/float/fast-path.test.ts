import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mnemonic } from '../../emulator/decode.ts';
import { Exit } from '../../emulator/index.ts';
import { FPSCR, summarize } from '../../emulator/float/fpscr.ts';
import { Kind, operationWord } from '../../emulator/float/operations.ts';
import { Guest } from './guest.ts';
import { bitsOf, numberOf } from './reference.ts';
import { Bench } from './unit.ts';

const guest = new Guest();
const bench = new Bench();

/** Numbers of few significant bits, close in exponent: sums and products that are exact, or half way between two singles. */
const short = fc
  .tuple(fc.integer({ min: -0xffffff, max: 0xffffff }), fc.integer({ min: -30, max: 30 }))
  .map(([significand, exponent]) => significand * 2 ** exponent);
/** Singles from all of their range, denormal ones among them. */
const wide = fc
  .tuple(fc.integer({ min: -0xffffff, max: 0xffffff }), fc.integer({ min: -160, max: 108 }))
  .map(([significand, exponent]) => Math.fround(significand * 2 ** exponent));
const singles = fc.oneof({ weight: 3, arbitrary: short }, wide, fc.constantFrom(0, -0, 1, -1, 2 ** -126, 2 ** -149));
/** Any fraction, exponents within ±`range`. */
const within = (range: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.bigInt(0n, 0xfffffffffffffn), fc.integer({ min: 1023 - range, max: 1023 + range }), fc.boolean())
    .map(([fraction, exponent, negative]) => numberOf((BigInt(exponent) << 52n) | fraction) * (negative ? -1 : 1));
const doubles = fc.oneof(short, within(450));

/** As programs have FPSCR: fresh, after the first inexact result, and with exceptions enabled. */
const states = fc
  .tuple(fc.constantFrom(0, FPSCR.XX, FPSCR.XX, FPSCR.XX | FPSCR.FX), fc.constantFrom(0, 0, 0xd0, 0xf8))
  .map(([sticky, enables]) => summarize(sticky | enables));

/** Factors, and an addend that cancels their product but for a little, or lies far above or below it. */
function triples(factor: fc.Arbitrary<number>, addend: fc.Arbitrary<number>, rounded: (x: number) => number) {
  return fc
    .tuple(factor, factor, addend, fc.integer({ min: -130, max: 130 }), fc.integer({ min: 0, max: 4 }))
    .map(([a, c, b, distance, how]): readonly [number, number, number] => {
      const product = rounded(a * c);
      if (!Number.isFinite(product) || product === 0 || how === 0) return [a, c, b];
      if (how === 1) return [a, c, -product];
      if (how === 2) return [a, c, rounded(-product * (1 + 2 ** -23))];
      const far = rounded(product * 2 ** distance);
      return [a, c, Number.isFinite(far) ? (how === 3 ? far : -far) : b];
    });
}

/** FPSCR without FPRF, FR and FI. */
const EXCEPTIONS = FPSCR.STICKY | FPSCR.FX;
const OLD = 0x4242424242424242n;

function agrees(
  mnemonic: Mnemonic,
  operation: number,
  fpscr: number,
  fields: readonly string[],
  values: readonly number[],
) {
  const [a = 0, b = 0, c = 0] = values;
  const wanted = bench.scalar(operation, fpscr, bitsOf(a), bitsOf(b), bitsOf(c));
  guest.fpscr = fpscr;
  guest.setFpr(1, OLD);
  const places: Record<string, number> = { FRT: 1 };
  fields.forEach((field, index) => {
    places[field] = 2 + index;
    guest.setFpr(2 + index, bitsOf(values[index] as number));
  });
  expect(guest.run([mnemonic, places])).toBe(Exit.syscall);
  expect(guest.fpr(1)).toBe((wanted.outcome & 2) !== 0 ? OLD : wanted.bits);
  expect(guest.fpscr.toString(16)).toBe(wanted.fpscr.toString(16));
  // What an operation raised is kept when it is no longer the last one.
  guest.fpscr = fpscr;
  guest.setFpr(10, bitsOf(1));
  guest.run([mnemonic, places], ['fadd', { FRT: 9, FRA: 10, FRB: 10 }]);
  expect((guest.fpscr & EXCEPTIONS).toString(16)).toBe((wanted.fpscr & EXCEPTIONS).toString(16));
}

describe('single-precision instructions on singles agree with the exact unit', () => {
  it.each([
    ['fadds', Kind.add, ['FRA', 'FRB']],
    ['fsubs', Kind.subtract, ['FRA', 'FRB']],
    ['fmuls', Kind.multiply, ['FRA', 'FRC']],
    ['fdivs', Kind.divide, ['FRA', 'FRB']],
    ['fsqrts', Kind.squareRoot, ['FRB']],
    ['frsp', Kind.convert, ['FRB']],
  ] as const)('%s', (mnemonic, kind, fields) => {
    const check = (a: number, b: number, fpscr: number): void =>
      agrees(mnemonic, operationWord(kind, { single: true }), fpscr, fields, [a, b]);
    fc.assert(fc.property(singles, singles, states, check), { numRuns: 1500 });
  });
});

describe('at the edges of a format the exact unit is asked', () => {
  const LARGEST = numberOf(0x47efffffe0000000n);
  const BELOW = 1 - 2 ** -30;
  const ABOVE = 1 + 2 ** -30;
  it.each([
    ['a sum that rounds up to infinity', 'fadds', Kind.add, LARGEST, 2 ** 103],
    ['a sum that just does not', 'fadds', Kind.add, LARGEST, 2 ** 102],
    ['a product that rounds up to infinity', 'fmuls', Kind.multiply, LARGEST, 1 + 2 ** -25],
    ['a product that rounds up to the smallest normal number', 'fmul', Kind.multiply, 1 - 2 ** -53, 2 ** -1022],
    ['a product that is rounded to it before it is looked at', 'fmul', Kind.multiply, BELOW, ABOVE * 2 ** -1022],
    ['one that is the smallest normal number', 'fmul', Kind.multiply, 0.5, 2 ** -1021],
    ['a product that rounds up to the smallest normal single', 'fmuls', Kind.multiply, 1 - 2 ** -24, 2 ** -126],
    ['a product that is rounded to it as a double', 'fmuls', Kind.multiply, BELOW, ABOVE * 2 ** -126],
    ['a quotient that is tiny', 'fdiv', Kind.divide, 2 ** -1022, 1 + 2 ** -52],
  ] as const)('%s', (_, mnemonic, kind, a, b) => {
    const second = kind === Kind.multiply ? 'FRC' : 'FRB';
    for (const fpscr of [0, FPSCR.XX, summarize(FPSCR.XX | 0xd0)])
      agrees(mnemonic, operationWord(kind, { single: mnemonic.endsWith('s') }), fpscr, ['FRA', second], [a, b]);
  });

  it('products and quotients of doubles that are close to half way between two singles', () => {
    const halfway = fc
      .tuple(fc.integer({ min: 0x800000, max: 0xffffff }), fc.integer({ min: -20, max: 20 }))
      .map(([significand, exponent]) => (significand + 0.5) * 2 ** exponent);
    fc.assert(
      fc.property(halfway, doubles, states, (value, factor, fpscr) => {
        fc.pre(factor !== 0);
        agrees(
          'fmuls',
          operationWord(Kind.multiply, { single: true }),
          fpscr,
          ['FRA', 'FRC'],
          [value / factor, factor],
        );
        agrees('fdivs', operationWord(Kind.divide, { single: true }), fpscr, ['FRA', 'FRB'], [value * factor, factor]);
      }),
      { numRuns: 500 },
    );
  });
});

const FUSED = [
  ['fmadd', Kind.multiplyAdd],
  ['fmsub', Kind.multiplySubtract],
  ['fnmadd', Kind.negativeMultiplyAdd],
  ['fnmsub', Kind.negativeMultiplySubtract],
] as const;

describe('fused instructions agree with the exact unit where product and addend nearly cancel, or are far apart', () => {
  const fields = ['FRA', 'FRB', 'FRC'];

  it.each(FUSED)('%s', (mnemonic, kind) => {
    const operands = triples(doubles, doubles, (x) => x);
    const check = ([a, c, b]: readonly [number, number, number], fpscr: number): void =>
      agrees(mnemonic, operationWord(kind), fpscr, fields, [a, b, c]);
    fc.assert(fc.property(operands, states, check), { numRuns: 1500 });
  });

  it.each(FUSED)('%ss', (mnemonic, kind) => {
    // Where the operands are no singles the architecture does not say what comes out: it is rounded once, too.
    const operands = fc.oneof(
      triples(singles, singles, Math.fround),
      triples(within(20), within(40), (x) => x),
    );
    const check = ([a, c, b]: readonly [number, number, number], fpscr: number): void =>
      agrees(`${mnemonic}s`, operationWord(kind, { single: true }), fpscr, fields, [a, b, c]);
    fc.assert(fc.property(operands, states, check), { numRuns: 1500 });
  });
});

const word = (value: number): bigint => {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return BigInt(view.getUint32(0));
};
const join = (lanes: readonly bigint[], size: number): bigint =>
  lanes.reduce((whole, lane) => (whole << BigInt(size)) | lane, 0n);

describe('every lane of a vector agrees with the exact unit', () => {
  const rows = [
    ['xvadd', Kind.add, 'AB'],
    ['xvsub', Kind.subtract, 'AB'],
    ['xvmul', Kind.multiply, 'AB'],
    ['xvdiv', Kind.divide, 'AB'],
    ['xvmadda', Kind.multiplyAdd, 'ATB'],
    ['xvmsubm', Kind.multiplySubtract, 'ABT'],
    ['xvnmadda', Kind.negativeMultiplyAdd, 'ATB'],
    ['xvnmsubm', Kind.negativeMultiplySubtract, 'ABT'],
  ] as const;
  const modes = fc.constantFrom(0, FPSCR.XX, FPSCR.XX | FPSCR.FX);
  const formats = [
    ['sp', 32, triples(singles, singles, Math.fround), word],
    ['dp', 64, triples(doubles, doubles, (x) => x), bitsOf],
  ] as const;

  it.each(rows.flatMap((row) => formats.map((format) => [`${row[0]}${format[0]}`, row, format] as const)))(
    '%s',
    (mnemonic, [, kind, slots], [, size, operands, bits]) => {
      const count = 128 / size;
      const lanes = fc.array(operands, { minLength: count, maxLength: count });
      const check = (triple: readonly (readonly [number, number, number])[], fpscr: number): void => {
        const inputs = triple.map(([a, c, b]) => ({ A: a, B: slots === 'ATB' ? c : b, T: slots === 'ATB' ? b : c }));
        const wanted = inputs.map((lane) => {
          const [x, y, z] = [...slots].map((slot) => bitsOf(lane[slot as 'A' | 'B' | 'T']));
          return bench.scalar(operationWord(kind, { single: size === 32 }), fpscr, x as bigint, y, z);
        });
        const registers = { A: 1, B: 2, T: 3 } as const;
        for (const [slot, n] of Object.entries(registers))
          guest.setVsr(
            n,
            join(
              inputs.map((lane) => bits(lane[slot as 'A' | 'B' | 'T'])),
              size,
            ),
          );
        guest.fpscr = fpscr;
        guest.run([mnemonic as Mnemonic, { XT: 3, XA: 1, XB: 2 }]);
        expect(guest.vsr(3).toString(16)).toBe(
          join(
            wanted.map((lane) => bits(numberOf(lane.bits))),
            size,
          ).toString(16),
        );
        const raised = wanted.reduce((all, lane) => all | lane.fpscr, fpscr) & EXCEPTIONS;
        expect((guest.fpscr & EXCEPTIONS) >>> 0).toBe(raised >>> 0);
      };
      fc.assert(fc.property(lanes, modes, check), { numRuns: 500 });
    },
  );
});
