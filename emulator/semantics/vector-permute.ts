/** Merge, splat, permute, select, shift by octets, pack and unpack (book I, 6.8). */
import { i32 } from '../wasm/i32.ts';
import type { I32, V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Field, Semantics, SemanticsTable } from './builder.ts';
import { same } from './common.ts';
import {
  allDoublewords,
  allWords,
  type Binary,
  binary,
  LANES,
  permute,
  permuteBytes,
  repeated,
  saturated,
  saturatedUnless,
  select,
  ternary,
  unary,
} from './vector-common.ts';

/** Elements `from`, `from` + 1, … of both, alternating. */
export function merge(size: number, from: number): Binary {
  const count = 16 / size;
  const order = Array.from({ length: count }, (_, i) => from + (i >> 1) + (i & 1 ? count : 0));
  return (x, y) => permute(x, y, size, order);
}

export const mergeEven: Binary = (x, y) => permute(x, y, 4, [0, 4, 2, 6]);
export const mergeOdd: Binary = (x, y) => permute(x, y, 4, [1, 5, 3, 7]);

/** Bytes of x||y chosen by the low five bits of each byte of z. */
export function permuteBy(x: V128, y: V128, z: V128, b: Builder): V128 {
  const index = b.let(v128.and(z, repeated(31)));
  return v128.or(i8x16.swizzle(x, v128.xor(index, repeated(15))), i8x16.swizzle(y, v128.xor(index, repeated(31))));
}

/** The same, counted from the right. */
export function permuteRight(x: V128, y: V128, z: V128, b: Builder): V128 {
  const index = b.let(v128.and(z, repeated(31)));
  return v128.or(i8x16.swizzle(x, v128.xor(index, repeated(16))), i8x16.swizzle(y, index));
}

/** 16 bytes of x||y from byte `count` (0 to 15) on. */
export function shiftOctets(b: Builder, x: V128, y: V128, count: I32): V128 {
  const known = i32.known(count);
  if (known !== undefined)
    return permuteBytes(
      x,
      y,
      Array.from({ length: 16 }, (_, i) => known + i),
    );
  const index = b.let(i8x16.sub(LANES, i8x16.splat(count)));
  return v128.or(i8x16.swizzle(x, index), i8x16.swizzle(y, i8x16.add(index, repeated(16))));
}

/** An element of `size` bytes in all lanes, if its number is known. */
function splatKnown(x: V128, size: number, element: I32): V128 | undefined {
  const known = i32.known(element);
  if (known === undefined) return undefined;
  const count = 16 / size;
  return permute(
    x,
    x,
    size,
    Array.from({ length: count }, () => known % count),
  );
}

/** A word element, by its number, in all lanes. */
export function splatWord(x: V128, element: I32): V128 {
  const known = splatKnown(x, 4, element);
  if (known !== undefined) return known;
  const lane = i32.sub(i32.const(3), element);
  return i8x16.swizzle(x, i32x4.splat(i32.add(i32.mul(lane, i32.const(0x04040404)), i32.const(0x03020100))));
}

function splat(size: number, index: (element: I32) => V128): Semantics {
  return (b, f) => {
    const x = b.let(b.vr(f.VRB));
    const element = b.field(f.UIM);
    b.setVr(f.VRT, splatKnown(x, size, element) ?? i8x16.swizzle(x, index(element)));
  };
}

/** The number in each element of `size` bytes. */
function splatImmediate(size: number, lanes: (value: I32) => V128): Semantics {
  return (b, f) => {
    const { value } = f.SIM;
    if (value === undefined) b.setVr(f.VRT, lanes(b.field(f.SIM)));
    else b.setVr(f.VRT, repeated(...Array.from({ length: size }, (_, byte) => (value >> (8 * byte)) & 255)));
  };
}

/** VRA and VRB the same: one choice among sixteen. */
function permuteOne(x: V128, z: V128): V128 {
  return i8x16.swizzle(x, v128.xor(v128.and(z, repeated(15)), repeated(15)));
}

/** The low halves of all elements of x, then of y. */
function packModulo(size: number): Binary {
  const count = 16 / size;
  const order = Array.from({ length: count }, (_, i) => 2 * i + 1);
  return (x, y) => permute(x, y, size, order);
}

type Narrow = (low: V128, high: V128) => V128;
type Widen = (x: V128) => V128;

/** From signed elements: it saturated where widening does not give the source back. */
function packSigned(narrow: Narrow, low: Widen, high: Widen): Binary {
  return (x, y, b) => {
    const result = b.let(narrow(y, x));
    saturated(b, v128.anyTrue(v128.or(v128.xor(low(result), y), v128.xor(high(result), x))));
    return result;
  };
}

/** From unsigned elements: wasm's narrowing reads them as signed, so they are cut before. */
function packUnsigned(narrow: Narrow, minimum: (x: V128, y: V128) => V128, largest: V128): Binary {
  return (x, y, b) => {
    const cut = (v: V128): V128 => {
      const result = b.let(minimum(v, largest));
      saturatedUnless(b, result, v);
      return result;
    };
    return narrow(cut(y), cut(x));
  };
}

/** Doublewords, each cut to what a word holds. */
function packDoublewords(cut: (v: V128) => V128): Binary {
  return (x, y, b) => {
    const part = (v: V128): V128 => {
      const result = b.let(cut(v));
      saturatedUnless(b, result, v);
      return result;
    };
    return permute(part(x), part(y), 4, [1, 3, 5, 7]);
  };
}

const above = (v: V128, limit: V128): V128 => select(i64x2.gtS(v, limit), limit, v);
const below = (v: V128, limit: V128): V128 => select(i64x2.gtS(limit, v), limit, v);
const LARGEST_WORD = allDoublewords(0xffffffffn);

function packPixels(x: V128, y: V128): V128 {
  const pixel = (v: V128): V128 => {
    const part = (by: number, mask: number): V128 => v128.and(i32x4.shrU(v, i32.const(by)), allWords(mask));
    return v128.or(v128.or(part(9, 0xfc00), part(6, 0x3e0)), part(3, 0x1f));
  };
  return permute(pixel(x), pixel(y), 2, [1, 3, 5, 7, 9, 11, 13, 15]);
}

/** From halfwords, sign-extended to words: eight bits of the sign, then three times five bits. */
function unpackPixels(widen: Widen) {
  return unary((x, b) => {
    const wide = b.let(widen(x));
    const part = (right: number, left: number): V128 =>
      i32x4.shl(v128.and(i32x4.shrU(wide, i32.const(right)), allWords(0x1f)), i32.const(left));
    const sign = v128.and(wide, allWords(-0x1000000));
    return v128.or(v128.or(sign, part(10, 16)), v128.or(part(5, 8), part(0, 0)));
  });
}

const amount = (b: Builder, field: Field): I32 => b.let(b.field(field));

export const vectorPermute: SemanticsTable = {
  vmrghb: binary(merge(1, 0)),
  vmrghh: binary(merge(2, 0)),
  vmrghw: binary(merge(4, 0)),
  vmrglb: binary(merge(1, 8)),
  vmrglh: binary(merge(2, 4)),
  vmrglw: binary(merge(4, 2)),
  vmrgew: binary(mergeEven),
  vmrgow: binary(mergeOdd),

  vspltb: splat(1, (element) => i8x16.splat(i32.sub(i32.const(15), element))),
  vsplth: splat(2, (element) =>
    i16x8.splat(i32.add(i32.mul(i32.sub(i32.const(7), element), i32.const(0x0202)), i32.const(0x0100))),
  ),
  vspltw: (b, f) => b.setVr(f.VRT, splatWord(b.vr(f.VRB), b.field(f.UIM))),
  vspltisb: splatImmediate(1, i8x16.splat),
  vspltish: splatImmediate(2, i16x8.splat),
  vspltisw: splatImmediate(4, i32x4.splat),

  vperm: (b, f) => {
    if (same(f.VRA, f.VRB)) b.setVr(f.VRT, permuteOne(b.vr(f.VRA), b.vr(f.VRC)));
    else ternary(permuteBy)(b, f);
  },
  vpermr: ternary(permuteRight),
  vsel: ternary((x, y, z) => select(z, y, x)),
  vsldoi: (b, f) => b.setVr(f.VRT, shiftOctets(b, b.let(b.vr(f.VRA)), b.let(b.vr(f.VRB)), amount(b, f.SHB))),

  vpkuhum: binary(packModulo(1)),
  vpkuwum: binary(packModulo(2)),
  vpkudum: binary(packModulo(4)),
  vpkshss: binary(packSigned(i8x16.narrowS, i16x8.extendLowS, i16x8.extendHighS)),
  vpkswss: binary(packSigned(i16x8.narrowS, i32x4.extendLowS, i32x4.extendHighS)),
  vpkshus: binary(packSigned(i8x16.narrowU, i16x8.extendLowU, i16x8.extendHighU)),
  vpkswus: binary(packSigned(i16x8.narrowU, i32x4.extendLowU, i32x4.extendHighU)),
  vpkuhus: binary(packUnsigned(i8x16.narrowU, i16x8.minU, repeated(0xff, 0))),
  vpkuwus: binary(packUnsigned(i16x8.narrowU, i32x4.minU, allWords(0xffff))),
  vpkudus: binary(packDoublewords((v) => select(i64x2.eq(i64x2.shrU(v, i32.const(32)), v128.zero), v, LARGEST_WORD))),
  vpksdus: binary(packDoublewords((v) => below(above(v, LARGEST_WORD), v128.zero))),
  vpksdss: binary(
    packDoublewords((v) => below(above(v, allDoublewords(2n ** 31n - 1n)), allDoublewords(-(2n ** 31n)))),
  ),
  vpkpx: binary(packPixels),

  vupkhsb: unary(i16x8.extendHighS),
  vupklsb: unary(i16x8.extendLowS),
  vupkhsh: unary(i32x4.extendHighS),
  vupklsh: unary(i32x4.extendLowS),
  vupkhsw: unary(i64x2.extendHighS),
  vupklsw: unary(i64x2.extendLowS),
  vupkhpx: unpackPixels(i32x4.extendHighS),
  vupklpx: unpackPixels(i32x4.extendLowS),
};
