/**
 * Vector multiplication, multiply-add, multiply-sum and sum across (book I, 6.9.1.3 to 6.9.1.6).
 * The ISA's even elements are the odd lanes: element 0 lies on top.
 */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, SemanticsTable } from './builder.ts';
import { addWordsSigned, addWordsUnsigned } from './vector-arithmetic.ts';
import { allDoublewords, allWords, binary, saturated, saturatedUnless, select, ternary } from './vector-common.ts';

type Lanes = typeof i16x8 | typeof i32x4;

/** The halves of each lane of `lanes`, widened: `top` are the ISA's even elements, `bottom` its odd ones. */
interface Halves {
  readonly top: (x: V128) => V128;
  readonly bottom: (x: V128) => V128;
}

function signedHalves(lanes: Lanes, bits: number): Halves {
  const by = i32.const(bits);
  return { top: (x) => lanes.shrS(x, by), bottom: (x) => lanes.shrS(lanes.shl(x, by), by) };
}

function unsignedHalves(lanes: Lanes, bits: number): Halves {
  const by = i32.const(bits);
  return { top: (x) => lanes.shrU(x, by), bottom: (x) => lanes.shrU(lanes.shl(x, by), by) };
}

const SB = signedHalves(i16x8, 8);
const UB = unsignedHalves(i16x8, 8);
const SH = signedHalves(i32x4, 16);
const UH = unsignedHalves(i32x4, 16);

const multiplyEven = (lanes: Lanes, halves: Halves) => binary((x, y) => lanes.mul(halves.top(x), halves.top(y)));
const multiplyOdd = (lanes: Lanes, halves: Halves) => binary((x, y) => lanes.mul(halves.bottom(x), halves.bottom(y)));

/** Signed halfwords: the sum of two products of which one is zero. */
const multiplyHalfwords = (kept: number) => binary((x, y) => i32x4.dotS(v128.and(x, allWords(kept)), y));

/** Words, brought together in the low half and multiplied to twice their width. */
const multiplyWords = (multiply: (x: V128, y: V128) => V128, first: 0 | 1) =>
  binary((x, y) => multiply(gathered(x, first), gathered(y, first)));

function gathered(x: V128, first: 0 | 1): V128 {
  const lanes = [first, first + 2, first, first + 2];
  return v128.shuffle(
    x,
    x,
    lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  );
}

/** vmhaddshs, vmhraddshs: the high part of a product, plus an addend, saturated to a halfword. */
function multiplyHighAdd(rounds: boolean) {
  return ternary((x, y, z, b) => {
    const part = (half: (v: V128) => V128): V128 => {
      const product = i32x4.mul(half(x), half(y));
      const scaled = i32x4.shrS(rounds ? i32x4.add(product, allWords(0x4000)) : product, i32.const(15));
      const sum = b.let(i32x4.add(scaled, half(z)));
      const clamped = b.let(i32x4.maxS(i32x4.minS(sum, allWords(0x7fff)), allWords(-0x8000)));
      saturatedUnless(b, clamped, sum);
      return clamped;
    };
    const top = i32x4.shl(part(SH.top), i32.const(16));
    return v128.or(top, v128.and(part(SH.bottom), allWords(0xffff)));
  });
}

/** Sum of the four byte products in each word. */
function sumByteProducts(x: Halves, y: Halves, pairs: (v: V128) => V128) {
  return ternary((a, c, z) => {
    const top = pairs(i16x8.mul(x.top(a), y.top(c)));
    const bottom = pairs(i16x8.mul(x.bottom(a), y.bottom(c)));
    return i32x4.add(i32x4.add(top, bottom), z);
  });
}

const productTop = (halves: Halves, x: V128, y: V128): V128 => i32x4.mul(halves.top(x), halves.top(y));
const productBottom = (halves: Halves, x: V128, y: V128): V128 => i32x4.mul(halves.bottom(x), halves.bottom(y));

const LARGEST = allDoublewords(2n ** 31n - 1n);
const SMALLEST = allDoublewords(-(2n ** 31n));

/** vmsumshs: three words summed without loss, then saturated. */
function sumSaturated(b: Builder, x: V128, y: V128, z: V128): V128 {
  const half = (widen: (v: V128) => V128): V128 => {
    const sum = b.let(i64x2.add(i64x2.add(widen(x), widen(y)), widen(z)));
    const upper = b.let(select(i64x2.gtS(sum, LARGEST), LARGEST, sum));
    const clamped = b.let(select(i64x2.gtS(SMALLEST, upper), SMALLEST, upper));
    saturatedUnless(b, clamped, sum);
    return clamped;
  };
  return v128.shuffle(
    half(i64x2.extendLowS),
    half(i64x2.extendHighS),
    [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27],
  );
}

/** A doubleword as a saturated word, in the low half. */
function saturateWord(b: Builder, value: I64): I32 {
  const sum = b.let(value);
  const result = b.let(i32.wrap(sum));
  const fits = b.let(i64.eq(i64.extendS(result), sum));
  saturated(b, i32.eqz(fits));
  const extreme = i32.select(i64.ltS(sum, i64.zero), i32.const(-0x80000000), i32.const(0x7fffffff));
  return i32.select(fits, result, extreme);
}

const wordOf = (x: V128, lane: number): I64 => i64.extendS(i32x4.extract(x, lane));
const onlyWord = (word: I32): V128 => i32x4.replace(v128.zero, 0, word);

/** The low 64 bits of a product are modular; vmsumudm sums two 128-bit ones. */
function multiplyWide(b: Builder, x: I64, y: I64): { high: I64; low: I64 } {
  const mask = i64.const(0xffffffff);
  const by = i64.const(32);
  const xl = b.let(i64.and(x, mask));
  const xh = b.let(i64.shrU(x, by));
  const yl = b.let(i64.and(y, mask));
  const yh = b.let(i64.shrU(y, by));
  const low = b.let(i64.mul(xl, yl));
  const middle = b.let(i64.add(i64.mul(xh, yl), i64.shrU(low, by)));
  const other = b.let(i64.add(i64.mul(xl, yh), i64.and(middle, mask)));
  const high = i64.add(i64.add(i64.mul(xh, yh), i64.shrU(middle, by)), i64.shrU(other, by));
  return { high: b.let(high), low: b.let(i64.mul(x, y)) };
}

function addWide(b: Builder, x: { high: I64; low: I64 }, y: { high: I64; low: I64 }) {
  const low = b.let(i64.add(x.low, y.low));
  const carry = i64.extendU(i64.ltU(low, x.low));
  return { low, high: b.let(i64.add(i64.add(x.high, y.high), carry)) };
}

export const vectorMultiply: SemanticsTable = {
  vmuleub: multiplyEven(i16x8, UB),
  vmuloub: multiplyOdd(i16x8, UB),
  vmulesb: multiplyEven(i16x8, SB),
  vmulosb: multiplyOdd(i16x8, SB),
  vmuleuh: multiplyEven(i32x4, UH),
  vmulouh: multiplyOdd(i32x4, UH),
  vmulesh: multiplyHalfwords(-0x10000),
  vmulosh: multiplyHalfwords(0xffff),
  vmuleuw: multiplyWords(i64x2.multiplyLowU, 1),
  vmulouw: multiplyWords(i64x2.multiplyLowU, 0),
  vmulesw: multiplyWords(i64x2.multiplyLowS, 1),
  vmulosw: multiplyWords(i64x2.multiplyLowS, 0),
  vmuluwm: binary(i32x4.mul),

  vmhaddshs: multiplyHighAdd(false),
  vmhraddshs: multiplyHighAdd(true),
  vmladduhm: ternary((x, y, z) => i16x8.add(i16x8.mul(x, y), z)),
  vmsumubm: sumByteProducts(UB, UB, i32x4.addPairsU),
  vmsummbm: sumByteProducts(SB, UB, i32x4.addPairsS),
  vmsumuhm: ternary((x, y, z) => i32x4.add(i32x4.add(productTop(UH, x, y), productBottom(UH, x, y)), z)),
  vmsumuhs: ternary((x, y, z, b) => {
    const products = b.let(addWordsUnsigned(b.let(productTop(UH, x, y)), b.let(productBottom(UH, x, y)), b));
    return addWordsUnsigned(products, z, b);
  }),
  vmsumshm: ternary((x, y, z) => i32x4.add(i32x4.dotS(x, y), z)),
  vmsumshs: ternary((x, y, z, b) => sumSaturated(b, b.let(productTop(SH, x, y)), b.let(productBottom(SH, x, y)), z)),
  vmsumudm: ternary((x, y, z, b) => {
    const part = (lane: number) => multiplyWide(b, b.let(i64x2.extract(x, lane)), b.let(i64x2.extract(y, lane)));
    const addend = { high: b.let(i64x2.extract(z, 1)), low: b.let(i64x2.extract(z, 0)) };
    const { high, low } = addWide(b, addWide(b, part(0), part(1)), addend);
    return i64x2.pair(high, low);
  }),

  vsum4ubs: binary((x, y, b) => addWordsUnsigned(b.let(i32x4.addPairsU(i16x8.addPairsU(x))), y, b)),
  vsum4sbs: binary((x, y, b) => addWordsSigned(b.let(i32x4.addPairsS(i16x8.addPairsS(x))), y, b)),
  vsum4shs: binary((x, y, b) => addWordsSigned(b.let(i32x4.addPairsS(x)), y, b)),
  vsum2sws: binary((x, y, b) => {
    const part = (lane: number): I32 =>
      saturateWord(b, i64.add(i64.add(wordOf(x, lane), wordOf(x, lane + 1)), wordOf(y, lane)));
    const low = b.let(part(0));
    return i32x4.replace(onlyWord(low), 2, part(2));
  }),
  vsumsws: binary((x, y, b) => {
    const sum = [1, 2, 3].reduce((total, lane) => i64.add(total, wordOf(x, lane)), wordOf(x, 0));
    return onlyWord(saturateWord(b, i64.add(sum, wordOf(y, 0))));
  }),
};
