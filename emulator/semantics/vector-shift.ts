/** Vector logical operations, rotation and shifts, by element and of the whole register (book I, 6.8.6, 6.9.3, 6.9.4). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Semantics, SemanticsTable } from './builder.ts';
import { same } from './common.ts';
import { type Binary, binary, moveDown, moveUp, repeated } from './vector-common.ts';

type Shift = (x: V128, amount: I32) => V128;

/**
 * Bytes and halfwords, which wasm cannot shift by amounts of their own: they are multiplied by powers of two, in
 * elements twice as wide.
 */
interface Small {
  readonly lanes: typeof i8x16 | typeof i16x8;
  readonly wide: typeof i16x8 | typeof i32x4;
  readonly bits: 8 | 16;
  /** 2^n for every element n below `bits`. */
  readonly powers: (n: V128) => V128;
}

/** 2^n below 256; 0 for greater n, or for none. */
const POWERS = v128.const(Array.from({ length: 16 }, (_, n) => (1 << n) & 255));

const BYTES: Small = { lanes: i8x16, wide: i16x8, bits: 8, powers: (n) => i8x16.swizzle(POWERS, n) };
const HALFWORDS: Small = {
  lanes: i16x8,
  wide: i32x4,
  bits: 16,
  // The upper byte has what lies 8 places higher.
  powers: (n) => i8x16.swizzle(POWERS, v128.or(n, i16x8.shl(i16x8.sub(n, repeated(8, 0)), i32.const(8)))),
};

const lowHalves = ({ bits }: Small): V128 => (bits === 8 ? repeated(255, 0) : repeated(255, 255, 0, 0));
const placesOf = ({ bits }: Small): V128 => (bits === 8 ? repeated(7) : repeated(15, 0));

/** The lower and the upper element of each pair, multiplied by its factor and then made fit for its place. */
function multiplied(b: Builder, small: Small, x: V128, factors: V128, signed: boolean, fit: (v: V128) => V128): V128 {
  const { wide, bits } = small;
  const by = i32.const(bits);
  const mask = lowHalves(small);
  const low = signed ? wide.shrS(wide.shl(x, by), by) : v128.and(x, mask);
  const high = signed ? wide.shrS(x, by) : wide.shrU(x, by);
  const product = (first: V128, second: V128): V128 => fit(b.let(wide.mul(first, second)));
  const bottom = product(low, v128.and(factors, mask));
  const top = product(high, wide.shrU(factors, by));
  return v128.or(v128.and(bottom, mask), wide.shl(top, by));
}

type Each = (b: Builder, small: Small, x: V128, amount: V128) => V128;

const leftEach: Each = (b, small, x, amount) => {
  const factors = b.let(small.powers(b.let(v128.and(amount, placesOf(small)))));
  return small.bits === 16 ? i16x8.mul(x, factors) : multiplied(b, small, x, factors, false, (v) => v);
};

const rotateEach: Each = (b, small, x, amount) => {
  const factors = b.let(small.powers(b.let(v128.and(amount, placesOf(small)))));
  const { wide, bits } = small;
  return multiplied(b, small, x, factors, false, (v) => v128.or(v, wide.shrU(v, i32.const(bits))));
};

/** To the right by n: to the left by bits − 1 − n, and then by bits − 1. */
const rightEach =
  (signed: boolean): Each =>
  (b, small, x, amount) => {
    const { wide, bits } = small;
    const places = placesOf(small);
    const factors = b.let(small.powers(b.let(v128.andNot(places, amount))));
    const back = i32.const(bits - 1);
    return multiplied(b, small, x, factors, signed, (v) => (signed ? wide.shrS(v, back) : wide.shrU(v, back)));
  };

const logicalRightEach = rightEach(false);
const arithmeticRightEach = rightEach(true);

interface Lanes {
  readonly eq: (x: V128, y: V128) => V128;
  readonly allTrue: (x: V128) => I32;
  readonly splat: (amount: I32) => V128;
}

/** One shift when all amounts are the same, as a splat makes them; otherwise each element by its own. */
function uniform(lanes: Lanes, lowest: (y: V128) => I32, shift: Shift, each: Binary): Binary {
  return (x, y, b) => {
    const amount = b.let(lowest(y));
    const result = b.variable(v128.zero);
    b.if(
      lanes.allTrue(lanes.eq(y, lanes.splat(amount))),
      () => b.set(result, shift(x, amount)),
      () => b.set(result, each(x, y, b)),
    );
    return b.get(result);
  };
}

const smallShift = (small: Small, shift: Shift, each: Each): Binary =>
  uniform(
    small.lanes,
    (y) => small.lanes.extractU(y, 0),
    shift,
    (x, y, b) => each(b, small, x, y),
  );

type Shifts = typeof i8x16 | typeof i16x8 | typeof i32x4 | typeof i64x2;

const rotation =
  (lanes: Shifts, width: 8 | 16 | 32 | 64): Shift =>
  (x, amount) =>
    v128.or(lanes.shl(x, amount), lanes.shrU(x, i32.sub(i32.const(width), amount)));

/** Words and doublewords go through scalar registers, whose shifts take amounts modulo their width. */
export const eachWord =
  (operation: (x: I32, y: I32) => I32): Binary =>
  (x, y) => {
    const lane = (n: number): I32 => operation(i32x4.extract(x, n), i32x4.extract(y, n));
    return [1, 2, 3].reduce((result, n) => i32x4.replace(result, n, lane(n)), i32x4.splat(lane(0)));
  };

export const eachDoubleword =
  (operation: (x: I64, y: I64) => I64): Binary =>
  (x, y) =>
    i64x2.pair(
      operation(i64x2.extract(x, 1), i64x2.extract(y, 1)),
      operation(i64x2.extract(x, 0), i64x2.extract(y, 0)),
    );

const wordShift = (shift: Shift, lane: (x: I32, y: I32) => I32): Binary =>
  uniform(i32x4, (y) => i32x4.extract(y, 0), shift, eachWord(lane));

const doublewordShift = (shift: Shift, lane: (x: I64, y: I64) => I64): Binary =>
  uniform(
    { eq: i64x2.eq, allTrue: i64x2.allTrue, splat: (amount) => i64x2.splat(i64.extendU(amount)) },
    (y) => i32x4.extract(y, 0),
    shift,
    eachDoubleword(lane),
  );

/** The whole register by 0 to 7 bits; the amount is in the last byte. */
function shiftBits(left: boolean): Binary {
  return (x, y, b) => {
    const amount = b.let(i64.and(i64x2.extract(y, 0), i64.const(7)));
    const rest = b.let(i64.sub(i64.const(63), amount));
    const low = b.let(i64x2.extract(x, 0));
    const high = b.let(i64x2.extract(x, 1));
    if (left) {
      const carried = i64.shrU(i64.shrU(low, i64.one), rest);
      return i64x2.pair(i64.or(i64.shl(high, amount), carried), i64.shl(low, amount));
    }
    const carried = i64.shl(i64.shl(high, i64.one), rest);
    return i64x2.pair(i64.shrU(high, amount), i64.or(i64.shrU(low, amount), carried));
  };
}

/** The number of octets in bits 121:124. */
function octets(y: V128): I32 {
  return i32.and(i32.shrU(i32x4.extract(y, 0), i32.const(3)), i32.const(15));
}

/** Each byte with bits of its neighbour: of the next element to the left, of the one before to the right. */
function shiftVariable(left: boolean): Binary {
  return (x, y, b) => {
    const amount = b.let(v128.and(y, repeated(7)));
    const rest = b.let(i8x16.sub(repeated(7), amount));
    if (left) {
      const next = i8x16.shrU(moveUp(x, i32.one), i32.one);
      return v128.or(leftEach(b, BYTES, x, amount), logicalRightEach(b, BYTES, b.let(next), rest));
    }
    const before = i8x16.shl(moveDown(x, i32.one), i32.one);
    return v128.or(logicalRightEach(b, BYTES, x, amount), leftEach(b, BYTES, b.let(before), rest));
  };
}

/** Moves and clears in disguise: when both operands are the same register. */
function ofSame(simple: Semantics, general: Semantics): Semantics {
  return (b, f) => (same(f.VRA, f.VRB) ? simple(b, f) : general(b, f));
}

export const LOGICAL = {
  and: v128.and,
  andNot: v128.andNot,
  or: v128.or,
  xor: v128.xor,
  nor: (x: V128, y: V128): V128 => v128.not(v128.or(x, y)),
  orNot: (x: V128, y: V128): V128 => v128.or(x, v128.not(y)),
  nand: (x: V128, y: V128): V128 => v128.not(v128.and(x, y)),
  equivalent: (x: V128, y: V128): V128 => v128.not(v128.xor(x, y)),
} as const;

export const vectorShift: SemanticsTable = {
  vand: binary(LOGICAL.and),
  vandc: binary(LOGICAL.andNot),
  vor: ofSame((b, f) => b.setVr(f.VRT, b.vr(f.VRA)), binary(LOGICAL.or)),
  vxor: ofSame((b, f) => b.setVr(f.VRT, v128.zero), binary(LOGICAL.xor)),
  vnor: binary(LOGICAL.nor),
  vorc: binary(LOGICAL.orNot),
  vnand: binary(LOGICAL.nand),
  veqv: binary(LOGICAL.equivalent),

  vrlb: binary(smallShift(BYTES, rotation(i8x16, 8), rotateEach)),
  vrlh: binary(smallShift(HALFWORDS, rotation(i16x8, 16), rotateEach)),
  vrlw: binary(wordShift(rotation(i32x4, 32), i32.rotl)),
  vrld: binary(doublewordShift(rotation(i64x2, 64), i64.rotl)),
  vslb: binary(smallShift(BYTES, i8x16.shl, leftEach)),
  vslh: binary(smallShift(HALFWORDS, i16x8.shl, leftEach)),
  vslw: binary(wordShift(i32x4.shl, i32.shl)),
  vsld: binary(doublewordShift(i64x2.shl, i64.shl)),
  vsrb: binary(smallShift(BYTES, i8x16.shrU, logicalRightEach)),
  vsrh: binary(smallShift(HALFWORDS, i16x8.shrU, logicalRightEach)),
  vsrw: binary(wordShift(i32x4.shrU, i32.shrU)),
  vsrd: binary(doublewordShift(i64x2.shrU, i64.shrU)),
  vsrab: binary(smallShift(BYTES, i8x16.shrS, arithmeticRightEach)),
  vsrah: binary(smallShift(HALFWORDS, i16x8.shrS, arithmeticRightEach)),
  vsraw: binary(wordShift(i32x4.shrS, i32.shrS)),
  vsrad: binary(doublewordShift(i64x2.shrS, i64.shrS)),

  vsl: binary(shiftBits(true)),
  vsr: binary(shiftBits(false)),
  vslo: binary((x, y) => moveUp(x, octets(y))),
  vsro: binary((x, y) => moveDown(x, octets(y))),
  vslv: binary(shiftVariable(true)),
  vsrv: binary(shiftVariable(false)),
};
