/** Single elements taken out and put in, by byte position (book I, 6.8.7; ISA 3.0). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2 } from '../wasm/simd.ts';
import type { Semantics, SemanticsTable } from './builder.ts';
import { moveDown, moveUp, select } from './vector-common.ts';

const MASKS: Readonly<Record<number, bigint>> = { 1: 0xffn, 2: 0xffffn, 4: 0xffffffffn, 8: 2n ** 64n - 1n };

const onlyLow = (value: I64): V128 => i64x2.pair(i64.zero, value);
const mask = (size: number): I64 => i64.const(MASKS[size] as bigint);

/** How far up, in bytes, the element lies that starts at byte `index` of the ISA's order. */
const distance = (size: number, index: I32): I32 => i32.sub(i32.const(16 - size), index);

/** Lanes of one size: taken out unsigned, put in. */
interface LaneAccess {
  readonly take: (x: V128, lane: number) => I64;
  readonly put: (x: V128, lane: number, value: I64) => V128;
}

const LANE: Readonly<Record<number, LaneAccess>> = {
  1: {
    take: (x, lane) => i64.extendU(i8x16.extractU(x, lane)),
    put: (x, lane, value) => i8x16.replace(x, lane, i32.wrap(value)),
  },
  2: {
    take: (x, lane) => i64.extendU(i16x8.extractU(x, lane)),
    put: (x, lane, value) => i16x8.replace(x, lane, i32.wrap(value)),
  },
  4: {
    take: (x, lane) => i64.extendU(i32x4.extract(x, lane)),
    put: (x, lane, value) => i32x4.replace(x, lane, i32.wrap(value)),
  },
  8: { take: i64x2.extract, put: i64x2.replace },
};

/** The lane that is the element at `index`, if the index is known and there is one. */
function laneOf(size: number, index: I32): number | undefined {
  const known = i32.known(index);
  const from = 16 - size - (known ?? 1);
  return known !== undefined && from >= 0 && from % size === 0 ? from / size : undefined;
}

/** The element of `size` bytes that starts at byte `index`. */
export function extract(x: V128, size: number, index: I32): I64 {
  const lane = laneOf(size, index);
  if (lane !== undefined) return (LANE[size] as LaneAccess).take(x, lane);
  return i64.and(i64x2.extract(moveDown(x, distance(size, index)), 0), mask(size));
}

/** x with the element at byte `index` replaced by the low bytes of `value`. */
export function insert(x: V128, size: number, index: I32, value: I64): V128 {
  const lane = laneOf(size, index);
  if (lane !== undefined) return (LANE[size] as LaneAccess).put(x, lane, value);
  const by = distance(size, index);
  return select(moveUp(onlyLow(mask(size)), by), moveUp(onlyLow(i64.and(value, mask(size))), by), x);
}

function extractToVector(size: number): Semantics {
  return (b, f) => {
    const index = b.let(b.field(f.UIM));
    b.setVr(f.VRT, i64x2.pair(extract(b.vr(f.VRB), size, index), i64.zero));
  };
}

function insertFromVector(size: number): Semantics {
  return (b, f) => {
    const index = b.let(b.field(f.UIM));
    const value = b.let(i64x2.extract(b.vr(f.VRB), 1));
    b.setVr(f.VRT, insert(b.vr(f.VRT), size, index, value));
  };
}

/** To a GPR, by an index in another: from the left, or from the right. */
function extractToGpr(size: number, left: boolean): Semantics {
  return (b, f) => {
    const index = b.let(i32.and(i32.wrap(b.gpr(f.RA)), i32.const(15)));
    const x = b.vr(f.VRB);
    const value = left ? extract(x, size, index) : i64.and(i64x2.extract(moveDown(x, index), 0), mask(size));
    b.setGpr(f.RT, value);
  };
}

export const vectorExtract: SemanticsTable = {
  vextractub: extractToVector(1),
  vextractuh: extractToVector(2),
  vextractuw: extractToVector(4),
  vextractd: extractToVector(8),
  vinsertb: insertFromVector(1),
  vinserth: insertFromVector(2),
  vinsertw: insertFromVector(4),
  vinsertd: insertFromVector(8),
  vextublx: extractToGpr(1, true),
  vextuhlx: extractToGpr(2, true),
  vextuwlx: extractToGpr(4, true),
  vextubrx: extractToGpr(1, false),
  vextuhrx: extractToGpr(2, false),
  vextuwrx: extractToGpr(4, false),
};
