/** Quad-precision floating point (Power ISA 3.0, book I, 7.6.1). The unit does it; only what is no arithmetic is here. */
import { QuadKind, quadWord } from '../float/quad-operations.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Fields, Semantics, SemanticsTable } from './builder.ts';
import { leaveIfDue, unitResult } from './float-unit.ts';
import { binary, select, unary, words } from './vector-common.ts';
import { fieldResult, unlessSuppressed, wide } from './wide-unit.ts';

type Slot = 'VRT' | 'VRA' | 'VRB';

function compute(b: Builder, f: Fields, operation: number, operands: readonly V128[]): void {
  const outcome = wide(b, operation, ...operands);
  unlessSuppressed(b, outcome, () => b.setVr(f.VRT, unitResult.vector(b)));
  leaveIfDue(b, outcome);
}

/** An operation on whole registers. */
function operation(kind: number, ...slots: readonly Slot[]): Semantics {
  return (b, f) =>
    compute(
      b,
      f,
      quadWord(kind),
      slots.map((slot) => b.let(b.vr(f[slot]))),
    );
}

/** The same with a bit that asks for rounding to odd. */
function rounding(kind: number, ...slots: readonly Slot[]): Semantics {
  return (b, f) => {
    const odd = f.RO.value;
    if (odd === undefined) throw new Error('quad arithmetic is built for a known RO');
    const operands = slots.map((slot) => b.let(b.vr(f[slot])));
    compute(b, f, quadWord(kind, odd === 1), operands);
  };
}

/** R and RMC choose the mode: in the second slot. */
function rounded(kind: (b: Builder, f: Fields, build: (kind: number) => void) => void): Semantics {
  return (b, f) => {
    const x = b.let(b.vr(f.VRB));
    const selector = i32.or(i32.shl(b.field(f.R), i32.const(2)), b.field(f.RMC));
    const mode = b.let(i64x2.pair(i64.zero, i64.extendU(selector)));
    kind(b, f, (chosen) => compute(b, f, quadWord(chosen), [x, mode]));
  };
}

function compare(kind: number): Semantics {
  return (b, f) => {
    const outcome = wide(b, quadWord(kind), b.let(b.vr(f.VRA)), b.let(b.vr(f.VRB)));
    b.setCrField(f.BF, fieldResult(b));
    leaveIfDue(b, outcome);
  };
}

// Signs, exponents, classes -----------------------------------------------------------------------------

const SIGN = words(0, 0, 0, -0x80000000);
const EXPONENT = words(0, 0, 0, 0x7fff0000);

const high = (x: V128): I64 => i64x2.extract(x, 1);
const low = (x: V128): I64 => i64x2.extract(x, 0);
const exponentOf = (x: V128): I64 => i64.and(i64.shrU(high(x), i64.const(48)), i64.const(0x7fff));
const FRACTION = i64.const(2n ** 48n - 1n);
const hasFraction = (x: V128): I32 => i64.ne(i64.or(i64.and(high(x), FRACTION), low(x)), i64.zero);

/** Exponents compared; a NaN makes them unordered. */
const compareExponents: Semantics = (b, f) => {
  const [x, y] = [b.let(b.vr(f.VRA)), b.let(b.vr(f.VRB))];
  const [first, second] = [b.let(exponentOf(x)), b.let(exponentOf(y))];
  const nan = (exponent: I64, value: V128): I32 => i32.and(i64.eq(exponent, i64.const(0x7fff)), hasFraction(value));
  const equalOrMore = i32.select(i64.eq(first, second), i32.const(2), i32.const(4));
  const ordered = i32.select(i64.ltU(first, second), i32.const(8), equalOrMore);
  const field = b.let(i32.select(i32.or(nan(first, x), nan(second, y)), i32.one, ordered));
  b.noteFloatCompare(field);
  b.setCrField(f.BF, field);
};

/** DCMX from its high bit: NaN, +∞, −∞, +0, −0, + and − denormal. The field: sign, 0, match, 0; also in FPCC. */
const testClass: Semantics = (b, f) => {
  const x = b.let(b.vr(f.VRB));
  const negative = b.let(i32.wrap(i64.shrU(high(x), i64.const(63))));
  const exponent = b.let(exponentOf(x));
  const fraction = b.let(hasFraction(x));
  const highest = i64.eq(exponent, i64.const(0x7fff));
  const lowest = i64.eqz(exponent);
  // The place of the class in DCMX; 7 for a normal number, whose bit is none.
  const special = i32.select(fraction, i32.const(6), i32.sub(i32.const(5), negative));
  const small = i32.sub(i32.select(fraction, i32.one, i32.const(3)), negative);
  const place = i32.select(highest, special, i32.select(lowest, small, i32.const(7)));
  const match = i32.and(i32.shrU(b.field(f.DCMX), place), i32.one);
  const field = b.let(i32.or(i32.shl(negative, i32.const(3)), i32.shl(match, i32.one)));
  b.noteFloatCompare(field);
  b.setCrField(f.BF, field);
};

/** With the implied bit of normal numbers. */
function significand(x: V128, b: Builder): V128 {
  const exponent = b.let(exponentOf(x));
  const normal = i32.and(i64.ne(exponent, i64.zero), i64.ne(exponent, i64.const(0x7fff)));
  const implied = i64.shl(i64.extendU(normal), i64.const(48));
  return i64x2.pair(i64.or(i64.and(high(x), FRACTION), implied), low(x));
}

function insertExponent(x: V128, y: V128): V128 {
  const exponent = i64.shl(i64.and(high(y), i64.const(0x7fff)), i64.const(48));
  return select(EXPONENT, i64x2.pair(exponent, i64.zero), x);
}

export const quadFloat: SemanticsTable = {
  xsaddqp: rounding(QuadKind.add, 'VRA', 'VRB'),
  xssubqp: rounding(QuadKind.subtract, 'VRA', 'VRB'),
  xsmulqp: rounding(QuadKind.multiply, 'VRA', 'VRB'),
  xsdivqp: rounding(QuadKind.divide, 'VRA', 'VRB'),
  xssqrtqp: rounding(QuadKind.squareRoot, 'VRB'),
  xsmaddqp: rounding(QuadKind.multiplyAdd, 'VRA', 'VRB', 'VRT'),
  xsmsubqp: rounding(QuadKind.multiplySubtract, 'VRA', 'VRB', 'VRT'),
  xsnmaddqp: rounding(QuadKind.negativeMultiplyAdd, 'VRA', 'VRB', 'VRT'),
  xsnmsubqp: rounding(QuadKind.negativeMultiplySubtract, 'VRA', 'VRB', 'VRT'),

  xsrqpi: rounded((b, f, build) =>
    b.if(
      b.field(f.EX),
      () => build(QuadKind.integralExact),
      () => build(QuadKind.integral),
    ),
  ),
  xsrqpxp: rounded((_b, _f, build) => build(QuadKind.extended)),

  xscvdpqp: operation(QuadKind.fromDouble, 'VRB'),
  xscvqpdp: rounding(QuadKind.toDouble, 'VRB'),
  xscvsdqp: operation(QuadKind.fromSigned, 'VRB'),
  xscvudqp: operation(QuadKind.fromUnsigned, 'VRB'),
  xscvqpsdz: operation(QuadKind.toSigned64, 'VRB'),
  xscvqpudz: operation(QuadKind.toUnsigned64, 'VRB'),
  xscvqpswz: operation(QuadKind.toSigned32, 'VRB'),
  xscvqpuwz: operation(QuadKind.toUnsigned32, 'VRB'),

  xscmpuqp: compare(QuadKind.compareUnordered),
  xscmpoqp: compare(QuadKind.compareOrdered),
  xscmpexpqp: compareExponents,
  xststdcqp: testClass,

  xsabsqp: unary((x) => v128.andNot(x, SIGN)),
  xsnabsqp: unary((x) => v128.or(x, SIGN)),
  xsnegqp: unary((x) => v128.xor(x, SIGN)),
  xscpsgnqp: binary((x, y) => select(SIGN, x, y)),
  xsxexpqp: unary((x) => i64x2.pair(exponentOf(x), i64.zero)),
  xsxsigqp: unary(significand),
  xsiexpqp: binary(insertExponent),
};
