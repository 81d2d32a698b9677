/** Vector integer addition, subtraction, average, extremes, negation, extension (book I, 6.9.1). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I64, V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, SemanticsTable } from './builder.ts';
import {
  allDoublewords,
  allWords,
  type Binary,
  binary,
  repeated,
  saturated,
  saturatedUnless,
  select,
  ternary,
  unary,
} from './vector-common.ts';

/** Saturating bytes and halfwords: wasm has them; they saturated where the modular result differs. */
function saturating(operation: (x: V128, y: V128) => V128, modular: (x: V128, y: V128) => V128): Binary {
  return (x, y, b) => {
    const result = b.let(operation(x, y));
    saturatedUnless(b, result, modular(x, y));
    return result;
  };
}

/** Words: overflow by sign, or by wrapping. */
export function addWordsSigned(x: V128, y: V128, b: Builder): V128 {
  const sum = b.let(i32x4.add(x, y));
  return clampBySign(b, x, sum, v128.and(v128.xor(x, sum), v128.xor(y, sum)));
}

function subtractWordsSigned(x: V128, y: V128, b: Builder): V128 {
  const difference = b.let(i32x4.sub(x, y));
  return clampBySign(b, x, difference, v128.and(v128.xor(x, y), v128.xor(x, difference)));
}

/** Where `overflow` has its sign bit set, the extreme of the sign of x. */
function clampBySign(b: Builder, x: V128, result: V128, overflow: V128): V128 {
  const mask = b.let(i32x4.shrS(overflow, i32.const(31)));
  saturated(b, v128.anyTrue(mask));
  const extreme = v128.xor(i32x4.shrS(x, i32.const(31)), allWords(0x7fffffff));
  return select(mask, extreme, result);
}

export function addWordsUnsigned(x: V128, y: V128, b: Builder): V128 {
  const sum = b.let(i32x4.add(x, y));
  const mask = b.let(i32x4.gtU(x, sum));
  saturated(b, v128.anyTrue(mask));
  return v128.or(sum, mask);
}

function subtractWordsUnsigned(x: V128, y: V128, b: Builder): V128 {
  const mask = b.let(i32x4.gtU(y, x));
  saturated(b, v128.anyTrue(mask));
  return v128.andNot(i32x4.sub(x, y), mask);
}

// Quadwords ----------------------------------------------------------------------------------------

interface QuadSum {
  readonly sum: V128;
  /** 0 or 1. */
  readonly carry: I64;
}

function addQuad(b: Builder, x: V128, y: V128, carryIn: I64): QuadSum {
  const xl = b.let(i64x2.extract(x, 0));
  const xh = b.let(i64x2.extract(x, 1));
  const partLow = b.let(i64.add(xl, i64x2.extract(y, 0)));
  const low = b.let(i64.add(partLow, carryIn));
  const carryLow = b.let(i64.extendU(i32.or(i64.ltU(partLow, xl), i64.ltU(low, partLow))));
  const partHigh = b.let(i64.add(xh, i64x2.extract(y, 1)));
  const high = b.let(i64.add(partHigh, carryLow));
  const carry = i64.extendU(i32.or(i64.ltU(partHigh, xh), i64.ltU(high, partHigh)));
  return { sum: i64x2.pair(high, low), carry };
}

/** A mask of the low doubleword as one of the high one. */
const raised = (mask: V128): V128 =>
  v128.shuffle(mask, v128.zero, [16, 16, 16, 16, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7]);

/** Without the carry: the low sum is below its operand when there is one. */
function addModulo(x: V128, y: V128, b: Builder): V128 {
  const sum = b.let(i64x2.add(x, y));
  return i64x2.sub(sum, raised(greaterUnsigned64(x, sum)));
}

const subtractModulo: Binary = (x, y) => i64x2.add(i64x2.sub(x, y), raised(greaterUnsigned64(y, x)));

const carryOf = (x: V128): I64 => i64.and(i64x2.extract(x, 0), i64.one);
const asQuad = (low: I64): V128 => i64x2.pair(i64.zero, low);

// Averages, differences, extremes --------------------------------------------------------------------

const flipped =
  (operation: (x: V128, y: V128) => V128, sign: V128): Binary =>
  (x, y) =>
    v128.xor(operation(v128.xor(x, sign), v128.xor(y, sign)), sign);

/** (x + y + 1) ÷ 2 without a wider sum: (x | y) − ((x ^ y) >> 1). */
const averageWords =
  (shift: typeof i32x4.shrU): Binary =>
  (x, y) =>
    i32x4.sub(v128.or(x, y), shift(v128.xor(x, y), i32.one));

const SIGN64 = allDoublewords(-(2n ** 63n));
const greaterSigned = (x: V128, y: V128): V128 => i64x2.gtS(x, y);
/** Unsigned order is signed order with the sign bits flipped. */
export const greaterUnsigned64 = (x: V128, y: V128): V128 => i64x2.gtS(v128.xor(x, SIGN64), v128.xor(y, SIGN64));

const maximum64 =
  (greater: (x: V128, y: V128) => V128): Binary =>
  (x, y) =>
    select(greater(x, y), x, y);
const minimum64 =
  (greater: (x: V128, y: V128) => V128): Binary =>
  (x, y) =>
    select(greater(x, y), y, x);

const ONE_WORD = allWords(1);

export const vectorArithmetic: SemanticsTable = {
  vaddubm: binary(i8x16.add),
  vadduhm: binary(i16x8.add),
  vadduwm: binary(i32x4.add),
  vaddudm: binary(i64x2.add),
  vaddubs: binary(saturating(i8x16.addSatU, i8x16.add)),
  vadduhs: binary(saturating(i16x8.addSatU, i16x8.add)),
  vadduws: binary(addWordsUnsigned),
  vaddsbs: binary(saturating(i8x16.addSatS, i8x16.add)),
  vaddshs: binary(saturating(i16x8.addSatS, i16x8.add)),
  vaddsws: binary(addWordsSigned),
  vaddcuw: binary((x, y) => v128.and(i32x4.gtU(x, i32x4.add(x, y)), ONE_WORD)),
  vadduqm: binary(addModulo),
  vaddcuq: binary((x, y, b) => asQuad(addQuad(b, x, y, i64.zero).carry)),
  vaddeuqm: ternary((x, y, z, b) => addQuad(b, x, y, carryOf(z)).sum),
  vaddecuq: ternary((x, y, z, b) => asQuad(addQuad(b, x, y, carryOf(z)).carry)),

  vsububm: binary(i8x16.sub),
  vsubuhm: binary(i16x8.sub),
  vsubuwm: binary(i32x4.sub),
  vsubudm: binary(i64x2.sub),
  vsububs: binary(saturating(i8x16.subSatU, i8x16.sub)),
  vsubuhs: binary(saturating(i16x8.subSatU, i16x8.sub)),
  vsubuws: binary(subtractWordsUnsigned),
  vsubsbs: binary(saturating(i8x16.subSatS, i8x16.sub)),
  vsubshs: binary(saturating(i16x8.subSatS, i16x8.sub)),
  vsubsws: binary(subtractWordsSigned),
  /** The carry of x + ¬y + 1: no borrow. */
  vsubcuw: binary((x, y) => v128.andNot(ONE_WORD, i32x4.gtU(y, x))),
  vsubuqm: binary(subtractModulo),
  vsubcuq: binary((x, y, b) => asQuad(addQuad(b, x, b.let(v128.not(y)), i64.one).carry)),
  vsubeuqm: ternary((x, y, z, b) => addQuad(b, x, b.let(v128.not(y)), carryOf(z)).sum),
  vsubecuq: ternary((x, y, z, b) => asQuad(addQuad(b, x, b.let(v128.not(y)), carryOf(z)).carry)),

  vavgub: binary(i8x16.averageU),
  vavguh: binary(i16x8.averageU),
  vavguw: binary(averageWords(i32x4.shrU)),
  vavgsb: binary(flipped(i8x16.averageU, repeated(0x80))),
  vavgsh: binary(flipped(i16x8.averageU, repeated(0, 0x80))),
  vavgsw: binary(averageWords(i32x4.shrS)),
  vabsdub: binary((x, y) => i8x16.sub(i8x16.maxU(x, y), i8x16.minU(x, y))),
  vabsduh: binary((x, y) => i16x8.sub(i16x8.maxU(x, y), i16x8.minU(x, y))),
  vabsduw: binary((x, y) => i32x4.sub(i32x4.maxU(x, y), i32x4.minU(x, y))),

  vmaxub: binary(i8x16.maxU),
  vmaxuh: binary(i16x8.maxU),
  vmaxuw: binary(i32x4.maxU),
  vmaxud: binary(maximum64(greaterUnsigned64)),
  vmaxsb: binary(i8x16.maxS),
  vmaxsh: binary(i16x8.maxS),
  vmaxsw: binary(i32x4.maxS),
  vmaxsd: binary(maximum64(greaterSigned)),
  vminub: binary(i8x16.minU),
  vminuh: binary(i16x8.minU),
  vminuw: binary(i32x4.minU),
  vminud: binary(minimum64(greaterUnsigned64)),
  vminsb: binary(i8x16.minS),
  vminsh: binary(i16x8.minS),
  vminsw: binary(i32x4.minS),
  vminsd: binary(minimum64(greaterSigned)),

  vnegw: unary(i32x4.neg),
  vnegd: unary(i64x2.neg),
  vextsb2w: unary((x) => i32x4.shrS(i32x4.shl(x, i32.const(24)), i32.const(24))),
  vextsh2w: unary((x) => i32x4.shrS(i32x4.shl(x, i32.const(16)), i32.const(16))),
  vextsb2d: unary((x) => i64x2.shrS(i64x2.shl(x, i32.const(56)), i32.const(56))),
  vextsh2d: unary((x) => i64x2.shrS(i64x2.shl(x, i32.const(48)), i32.const(48))),
  vextsw2d: unary((x) => i64x2.shrS(i64x2.shl(x, i32.const(32)), i32.const(32))),
};
