/** Vector logical operations, rotation and shifts, by element and of the whole register (book I, 6.8.6, 6.9.3, 6.9.4). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Semantics, SemanticsTable } from './builder.ts';
import { same } from './common.ts';
import { type Binary, binary, moveDown, moveUp, repeated, select } from './vector-common.ts';

type Shift = (x: V128, amount: I32) => V128;
type SmallLanes = typeof i8x16 | typeof i16x8;

/**
 * Shifts small elements by amounts of their own, which wasm has not: by 1, 2, 4 … where that bit of the amount
 * is set.
 */
export function shiftEach(b: Builder, lanes: SmallLanes, width: 8 | 16, shift: Shift, x: V128, amount: V128): V128 {
  let result = x;
  for (let bit = 0; 1 << bit < width; bit++) {
    const top = i32.const(width - 1);
    const mask = lanes.shrS(lanes.shl(amount, i32.const(width - 1 - bit)), top);
    result = b.let(select(mask, shift(result, i32.const(1 << bit)), result));
  }
  return result;
}

/** One shift when all amounts are the same, as a splat makes them; otherwise each element by its own. */
function uniform(lanes: SmallLanes | typeof i32x4, lowest: (y: V128) => I32, shift: Shift, each: Binary): Binary {
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

function smallShift(lanes: SmallLanes, width: 8 | 16, shift: Shift): Binary {
  return uniform(
    lanes,
    (y) => lanes.extractU(y, 0),
    shift,
    (x, y, b) => shiftEach(b, lanes, width, shift, x, y),
  );
}

const rotation =
  (lanes: SmallLanes | typeof i32x4, width: 8 | 16 | 32): Shift =>
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
      const carried = shiftEach(b, i8x16, 8, i8x16.shrU, b.let(next), rest);
      return v128.or(shiftEach(b, i8x16, 8, i8x16.shl, x, amount), carried);
    }
    const before = i8x16.shl(moveDown(x, i32.one), i32.one);
    const carried = shiftEach(b, i8x16, 8, i8x16.shl, b.let(before), rest);
    return v128.or(shiftEach(b, i8x16, 8, i8x16.shrU, x, amount), carried);
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

  vrlb: binary(smallShift(i8x16, 8, rotation(i8x16, 8))),
  vrlh: binary(smallShift(i16x8, 16, rotation(i16x8, 16))),
  vrlw: binary(wordShift(rotation(i32x4, 32), i32.rotl)),
  vrld: binary(eachDoubleword(i64.rotl)),
  vslb: binary(smallShift(i8x16, 8, i8x16.shl)),
  vslh: binary(smallShift(i16x8, 16, i16x8.shl)),
  vslw: binary(wordShift(i32x4.shl, i32.shl)),
  vsld: binary(eachDoubleword(i64.shl)),
  vsrb: binary(smallShift(i8x16, 8, i8x16.shrU)),
  vsrh: binary(smallShift(i16x8, 16, i16x8.shrU)),
  vsrw: binary(wordShift(i32x4.shrU, i32.shrU)),
  vsrd: binary(eachDoubleword(i64.shrU)),
  vsrab: binary(smallShift(i8x16, 8, i8x16.shrS)),
  vsrah: binary(smallShift(i16x8, 16, i16x8.shrS)),
  vsraw: binary(wordShift(i32x4.shrS, i32.shrS)),
  vsrad: binary(eachDoubleword(i64.shrS)),

  vsl: binary(shiftBits(true)),
  vsr: binary(shiftBits(false)),
  vslo: binary((x, y) => moveUp(x, octets(y))),
  vsro: binary((x, y) => moveDown(x, octets(y))),
  vslv: binary(shiftVariable(true)),
  vsrv: binary(shiftVariable(false)),
};
