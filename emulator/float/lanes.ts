/** Vector elements in and out of the unit: singles are computed with as the doubles they equal, NaNs as bits. */
import { isNaN64 } from './nan.ts';
import { Lane } from './operations.ts';
import type { Work } from './work.ts';

/** Makes the element at `address` operand `index`, a word sign-extended. */
export function readLane(view: DataView, address: number, lane: number, work: Work, index: number): void {
  const low = view.getInt32(address, true);
  switch (lane) {
    case Lane.single:
      return readSingle(work, index, low);
    case Lane.half:
      return readHalf(work, index, low);
    case Lane.word:
      return work.setOperand(index, low >> 31, low);
    default:
      return work.setOperand(index, view.getInt32(address + 4, true), low);
  }
}

function readHalf(work: Work, index: number, bits: number): void {
  const sign = bits & 0x8000 ? -0x80000000 : 0;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) {
    const magnitude = fraction * 2 ** -24;
    work.setNumberOperand(index, sign === 0 ? magnitude : -magnitude);
    return;
  }
  const wide = exponent === 0x1f ? 0x7ff : exponent + 1008;
  work.setOperand(index, sign | (wide << 20) | (fraction << 10), 0);
}

function readSingle(work: Work, index: number, bits: number): void {
  const sign = bits & -0x80000000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0) {
    const magnitude = fraction * 2 ** -149;
    work.setNumberOperand(index, sign === 0 ? magnitude : -magnitude);
    return;
  }
  const wide = exponent === 0xff ? 0x7ff : exponent + 896;
  work.setOperand(index, sign | (wide << 20) | (fraction >>> 3), fraction << 29);
}

/** Stores the result at `address`; as a single it must be one (NaNs lose the low bits of their payload). */
export function writeLane(view: DataView, address: number, lane: number, work: Work): void {
  const { resultHigh: high, resultLow: low } = work;
  if (lane === Lane.single) {
    view.setInt32(address, singleBits(work, high, low), true);
    return;
  }
  if (lane === Lane.half) {
    view.setInt32(address, halfBits(work, high), true);
    return;
  }
  view.setInt32(address, low, true);
  if (lane !== Lane.word) view.setInt32(address + 4, high, true);
}

/** Of a result that is a half-precision number: its significant bits are all in the high word. */
function halfBits(work: Work, high: number): number {
  const sign = (high >>> 16) & 0x8000;
  const exponent = (high >>> 20) & 0x7ff;
  const fraction = (high & 0xfffff) >>> 10;
  if (exponent === 0x7ff) return sign | 0x7c00 | fraction;
  if (exponent > 1008) return sign | ((exponent - 1008) << 10) | fraction;
  return sign | (Math.abs(work.resultNumber()) * 2 ** 24);
}

function singleBits(work: Work, high: number, low: number): number {
  const sign = high & -0x80000000;
  if (isNaN64(high, low)) return sign | 0x7f800000 | ((high & 0xfffff) << 3) | (low >>> 29);
  const exponent = (high >>> 20) & 0x7ff;
  if (exponent > 896) return sign | ((high & 0x40000000) | ((high & 0x07ffffff) << 3) | (low >>> 29));
  return sign | (Math.abs(work.resultNumber()) * 2 ** 149);
}
