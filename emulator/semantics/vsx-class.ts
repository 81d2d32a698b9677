/** Classes, exponents and significands of numbers, and the C and Java extremes (ISA 3.0, book I, 7.6.1.6 to 7.6.1.10). */
import { Form, Kind, operationWord } from '../float/operations.ts';
import { Outcome } from '../float/unit.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64, I32, I64, V128 } from '../wasm/node.ts';
import { i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Field, Semantics, SemanticsTable } from './builder.ts';
import { areOrdered } from './float-safe.ts';
import { leaveIfDue, setScalar, setScalarBits, whereSafe } from './float-unit.ts';
import { allDoublewords, allWords, binaryVsx, select, unaryVsx } from './vector-common.ts';

/** A format's masks, and its lanes. */
interface Layout {
  readonly lanes: typeof i32x4 | typeof i64x2;
  readonly all: (value: bigint) => V128;
  readonly width: number;
  readonly fraction: number;
}

const DOUBLE: Layout = { lanes: i64x2, all: allDoublewords, width: 64, fraction: 52 };
const SINGLE: Layout = {
  lanes: i32x4,
  all: (value) => allWords(Number(BigInt.asIntN(32, value))),
  width: 32,
  fraction: 23,
};

const signOf = ({ all, width }: Layout): V128 => all(1n << BigInt(width - 1));
const exponentMask = ({ width, fraction }: Layout): bigint => (1n << BigInt(width - 1)) - (1n << BigInt(fraction));
const fractionMask = ({ fraction }: Layout): bigint => (1n << BigInt(fraction)) - 1n;

// Test data class -------------------------------------------------------------------------------------

/** Ones in the lanes whose class DCMX asks for. From its high bit: NaN, +∞, −∞, +0, −0, + and − denormal. */
function matches(b: Builder, layout: Layout, x: V128, classes: Field): V128 {
  const { lanes, all } = layout;
  const wanted = b.let(b.field(classes));
  const bit = (n: number): V128 => i32x4.splat(i32.sub(i32.zero, i32.and(i32.shrU(wanted, i32.const(6 - n)), i32.one)));
  const exponent = b.let(v128.and(x, all(exponentMask(layout))));
  const noFraction = b.let(lanes.eq(v128.and(x, all(fractionMask(layout))), v128.zero));
  const negative = b.let(lanes.eq(v128.and(x, signOf(layout)), signOf(layout)));
  const highest = b.let(lanes.eq(exponent, all(exponentMask(layout))));
  const lowest = b.let(lanes.eq(exponent, v128.zero));
  const bySign = (plus: number): V128 => select(negative, bit(plus + 1), bit(plus));
  const isNaN = v128.and(v128.andNot(highest, noFraction), bit(0));
  const infinite = v128.and(v128.and(highest, noFraction), bySign(1));
  const zero = v128.and(v128.and(lowest, noFraction), bySign(3));
  const denormal = v128.and(v128.andNot(lowest, noFraction), bySign(5));
  return b.let(v128.or(v128.or(isNaN, infinite), v128.or(zero, denormal)));
}

/** The field of a scalar test, also in FPCC: sign, match, and (as the last bit) whether it is no single. */
function reportClass(b: Builder, target: Field, bits: I64, match: I32, notSingle: I32): void {
  const sign = i32.shl(i32.wrap(i64.shrU(bits, i64.const(63))), i32.const(3));
  const field = b.let(i32.any(sign, i32.shl(match, i32.one), notSingle));
  b.noteFloatCompare(field);
  b.setCrField(target, field);
}

const testDouble: Semantics = (b, f) => {
  const bits = b.let(b.vsrDoubleword(f.XB, 0));
  const mask = matches(b, DOUBLE, b.let(i64x2.splat(bits)), f.DCMX);
  reportClass(b, f.BF, bits, v128.anyTrue(mask), i32.zero);
};

/** A single held as a double: denormal below the exponents of normal singles. */
const testSingle: Semantics = (b, f) => {
  const bits = b.let(b.vsrDoubleword(f.XB, 0));
  const value = b.let(f64.reinterpret(bits));
  const biased = b.let(i64.and(i64.shrU(bits, i64.const(52)), i64.const(0x7ff)));
  const small = i32.and(i64.geU(biased, i64.one), i64.ltU(biased, i64.const(897)));
  // To be judged as a denormal number: the exponent is taken away.
  const judged = i64.select(small, i64.or(i64.and(bits, i64.const(-(2n ** 63n))), i64.one), bits);
  const mask = matches(b, DOUBLE, b.let(i64x2.splat(judged)), f.DCMX);
  const notSingle = f64.ne(f64.promote(f32.demote(value)), value);
  reportClass(b, f.BF, bits, v128.anyTrue(mask), notSingle);
};

const testEach =
  (layout: Layout): Semantics =>
  (b, f) =>
    b.setVsr(f.XT, matches(b, layout, b.let(b.vsr(f.XB)), f.DCMX));

/** Exponents compared; a NaN makes them unordered. */
const compareExponents: Semantics = (b, f) => {
  const x = b.fpr(f.XA);
  const y = b.fpr(f.XB);
  const exponent = (bits: I64): I64 => b.let(i64.and(bits, i64.const(exponentMask(DOUBLE))));
  const first = exponent(b.vsrDoubleword(f.XA, 0));
  const second = exponent(b.vsrDoubleword(f.XB, 0));
  const ordered = i32.select(
    i64.ltU(first, second),
    i32.const(8),
    i32.select(i64.eq(first, second), i32.const(2), i32.const(4)),
  );
  const isNaN = i32.or(f64.ne(x, x), f64.ne(y, y));
  const field = b.let(i32.select(isNaN, i32.one, ordered));
  b.noteFloatCompare(field);
  b.setCrField(f.BF, field);
};

// Exponent and significand ----------------------------------------------------------------------------

function extractExponent(layout: Layout, x: V128): V128 {
  return layout.lanes.shrU(v128.and(x, layout.all(exponentMask(layout))), i32.const(layout.fraction));
}

/** With the implied bit of normal numbers. */
function extractSignificand(layout: Layout, x: V128): V128 {
  const { lanes, all, fraction } = layout;
  const exponent = v128.and(x, all(exponentMask(layout)));
  const special = v128.or(lanes.eq(exponent, v128.zero), lanes.eq(exponent, all(exponentMask(layout))));
  return v128.or(v128.and(x, all(fractionMask(layout))), v128.andNot(all(1n << BigInt(fraction)), special));
}

/** Sign and fraction of x with the exponent in the low bits of y. */
function insertExponent(layout: Layout, x: V128, y: V128): V128 {
  const mask = layout.all(exponentMask(layout));
  return select(mask, layout.lanes.shl(y, i32.const(layout.fraction)), x);
}

const toGpr =
  (extract: (layout: Layout, x: V128) => V128): Semantics =>
  (b, f) =>
    b.setGpr(f.RT, i64x2.extract(extract(DOUBLE, b.let(b.vsr(f.XB))), 1));

// Extremes as C's conditional operator and Java's Math have them ------------------------------------------

const onlySignals = operationWord(Kind.equal, { form: Form.aside });

/**
 * Without a NaN `chooses` says whether the first operand is the result. C takes the second when either is a NaN; Java
 * takes the first that is one. A signalling NaN is invalid.
 */
function extreme(chooses: (x: F64, y: F64) => I32, java: boolean): Semantics {
  return (b, f) => {
    const x = b.let(b.fpr(f.XA));
    const y = b.let(b.fpr(f.XB));
    const choose = (): void => {
      const first = java ? i32.or(f64.ne(x, x), i32.and(f64.eq(y, y), chooses(x, y))) : chooses(x, y);
      setScalar(b, f.XT, b.let(f64.select(first, x, y)));
    };
    const tell = (): void => {
      const outcome = b.let(b.floatAside(onlySignals, [x, y]));
      b.if(i32.eqz(i32.and(outcome, i32.const(Outcome.suppressed))), choose);
      leaveIfDue(b, outcome);
    };
    whereSafe(b, areOrdered(x, y), undefined, choose, tell);
  };
}

/** Of two zeros Java's maximum is the positive one, its minimum the negative one. */
const javaMaximum = (x: F64, y: F64): I32 =>
  i32.or(f64.gt(x, y), i32.and(f64.eq(x, y), i64.geS(i64.reinterpret(x), i64.reinterpret(y))));
const javaMinimum = (x: F64, y: F64): I32 =>
  i32.or(f64.lt(x, y), i32.and(f64.eq(x, y), i64.ltS(i64.reinterpret(x), i64.reinterpret(y))));

export const vsxClass: SemanticsTable = {
  xststdcdp: testDouble,
  xststdcsp: testSingle,
  xvtstdcdp: testEach(DOUBLE),
  xvtstdcsp: testEach(SINGLE),
  xscmpexpdp: compareExponents,
  xsxexpdp: toGpr(extractExponent),
  xsxsigdp: toGpr(extractSignificand),
  xsiexpdp: (b, f) => {
    const exponent = i64.and(i64.shl(b.gpr(f.RB), i64.const(52)), i64.const(exponentMask(DOUBLE)));
    setScalarBits(b, f.XT, i64.or(i64.and(b.gpr(f.RA), i64.const(~exponentMask(DOUBLE))), exponent));
  },
  xvxexpdp: unaryVsx((x) => extractExponent(DOUBLE, x)),
  xvxexpsp: unaryVsx((x) => extractExponent(SINGLE, x)),
  xvxsigdp: unaryVsx((x) => extractSignificand(DOUBLE, x)),
  xvxsigsp: unaryVsx((x) => extractSignificand(SINGLE, x)),
  xviexpdp: binaryVsx((x, y) => insertExponent(DOUBLE, x, y)),
  xviexpsp: binaryVsx((x, y) => insertExponent(SINGLE, x, y)),
  xsmaxcdp: extreme(f64.gt, false),
  xsmincdp: extreme(f64.lt, false),
  xsmaxjdp: extreme(javaMaximum, true),
  xsminjdp: extreme(javaMinimum, true),
};
