/** Counts of zeros and ones, parity, and bit gathering (book I, 6.9.5, 6.10, 6.13). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, SemanticsTable } from './builder.ts';
import { allWords, repeated, unary, type Unary, binary } from './vector-common.ts';
import { eachDoubleword, eachWord } from './vector-shift.ts';

type Lanes = typeof i8x16 | typeof i16x8;

/** Ones in each element, from the ones in each byte. */
const popcount = {
  b: (x: V128): V128 => i8x16.popcnt(x),
  h: (x: V128): V128 => i16x8.addPairsU(i8x16.popcnt(x)),
  w: (x: V128): V128 => i32x4.addPairsU(i16x8.addPairsU(i8x16.popcnt(x))),
};

/** Leading zeros: the ones of the complement, after every bit below the first one is set too. */
function leadingZeros(lanes: Lanes, width: number, count: (x: V128) => V128): Unary {
  return (x, b) => {
    let filled = x;
    for (let by = 1; by < width; by *= 2) filled = b.let(v128.or(filled, lanes.shrU(filled, i32.const(by))));
    return count(v128.not(filled));
  };
}

/** Trailing zeros: the ones of x − 1 that are not in x. */
function trailingZeros(lanes: Lanes, one: V128, count: (x: V128) => V128): Unary {
  return (x) => count(v128.andNot(lanes.sub(x, one), x));
}

const eachOfFour =
  (operation: (x: I32) => I32): Unary =>
  (x, b) =>
    eachWord((value) => operation(value))(x, x, b);

const each =
  (operation: (x: I64) => I64): Unary =>
  (x, b) =>
    eachDoubleword((value) => operation(value))(x, x, b);

const LAST_BITS = repeated(1);

/** Transposes eight bytes as a matrix of 8 × 8 bits: swaps ever larger blocks across the diagonal. */
function transpose(b: Builder, value: I64): I64 {
  let x = b.let(value);
  for (const [by, mask] of [
    [7, 0x00aa00aa00aa00aan],
    [14, 0x0000cccc0000ccccn],
    [28, 0x00000000f0f0f0f0n],
  ] as const) {
    const swap = b.let(i64.and(i64.xor(x, i64.shrU(x, i64.const(by))), i64.const(mask)));
    x = b.let(i64.xor(i64.xor(x, swap), i64.shl(swap, i64.const(by))));
  }
  return x;
}

/** 0x80, 0x40, … 0x01 by the number of the bit in the ISA's order. */
const BIT_MASKS = repeated(0x80, 0x40, 0x20, 0x10, 8, 4, 2, 1);

/** For each byte of `index`, whether bit (index) of x is set; no bit from 128 on. */
function gather(x: V128, index: V128): V128 {
  const byte = i8x16.swizzle(x, i8x16.sub(repeated(15), i8x16.shrU(index, i32.const(3))));
  const mask = i8x16.swizzle(BIT_MASKS, v128.and(index, repeated(7)));
  return i8x16.eq(v128.and(byte, mask), mask);
}

/** One byte in the lower half, another in the upper. */
const allInHalves = (low: number, high: number): V128 =>
  v128.const(Array.from({ length: 16 }, (_, i) => (i < 8 ? low : high)));

/** vbpermd: within each doubleword; no bit from 64 on. */
function gatherDoublewords(x: V128, index: V128, b: Builder): V128 {
  const kept = b.let(index);
  const small = i8x16.eq(v128.and(kept, repeated(0xc0)), v128.zero);
  // Bits of the second doubleword are numbered from 64 on in the whole register.
  const upper = allInHalves(64, 0);
  const bits = b.let(i8x16.bitmask(v128.and(gather(x, i8x16.add(kept, upper)), small)));
  const low = i64.extendU(i32.and(bits, i32.const(0xff)));
  return i64x2.pair(i64.extendU(i32.shrU(bits, i32.const(8))), low);
}

/** The last bits of the bytes, the first element's on top of 16. */
const lastBits = (x: V128) => i8x16.bitmask(i8x16.shl(x, i32.const(7)));

export const vectorCount: SemanticsTable = {
  vpopcntb: unary(popcount.b),
  vpopcnth: unary(popcount.h),
  vpopcntw: unary(popcount.w),
  vpopcntd: unary(each(i64.popcnt)),
  vclzb: unary(leadingZeros(i8x16, 8, popcount.b)),
  vclzh: unary(leadingZeros(i16x8, 16, popcount.h)),
  vclzw: unary(eachOfFour(i32.clz)),
  vclzd: unary(each(i64.clz)),
  vctzb: unary(trailingZeros(i8x16, repeated(1), popcount.b)),
  vctzh: unary(trailingZeros(i16x8, repeated(1, 0), popcount.h)),
  vctzw: unary(eachOfFour(i32.ctz)),
  vctzd: unary(each(i64.ctz)),

  vprtybw: unary((x) => v128.and(popcount.w(v128.and(x, LAST_BITS)), allWords(1))),
  vprtybd: unary((x, b) => each((value) => i64.and(i64.popcnt(value), i64.one))(v128.and(x, LAST_BITS), b)),
  vprtybq: unary((x) => {
    const bits = i32.popcnt(i8x16.bitmask(i8x16.shl(x, i32.const(7))));
    return i64x2.pair(i64.zero, i64.extendU(i32.and(bits, i32.one)));
  }),

  /** Bytes before the first whose last bit is set, from the left and from the right; 16 if there is none. */
  vclzlsbb: (b, f) => b.setGpr(f.RT, i64.extendU(i32.sub(i32.clz(lastBits(b.vr(f.VRB))), i32.const(16)))),
  vctzlsbb: (b, f) => b.setGpr(f.RT, i64.extendU(i32.ctz(i32.or(lastBits(b.vr(f.VRB)), i32.const(0x10000))))),

  vgbbd: unary((x, b) => i64x2.pair(transpose(b, i64x2.extract(x, 1)), transpose(b, i64x2.extract(x, 0)))),
  vbpermq: binary((x, y) => i64x2.pair(i64.extendU(i8x16.bitmask(gather(x, y))), i64.zero)),
  vbpermd: binary(gatherDoublewords),
};
