/** Small things that several topics of semantics share. */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Field, Fields } from './builder.ts';

/** CR0 from the result if Rc = 1. */
export function recordIf(b: Builder, f: Fields, result: I64): void {
  b.if(b.is(f.Rc, 1), () => b.record(result));
}

/** Whether both fields are known to name the same register, or bit. */
export const same = (first: Field, second: Field): boolean => first.value !== undefined && first.value === second.value;

/** The sign bit as 0 or 1. */
export function bit63(value: I64): I32 {
  return i32.wrap(i64.shrU(value, i64.const(63)));
}

/** The low word's sign bit as 0 or 1. */
export function bit31(value: I64): I32 {
  return i32.shrU(i32.wrap(value), i32.const(31));
}

/** All ones for a negative value, otherwise 0. */
export function sign(value: I64): I64 {
  return i64.shrS(value, i64.const(63));
}

/** (RA|0) + (RB). */
export function indexed(b: Builder, f: Fields): I64 {
  return b.let(i64.add(b.gprOrZero(f.RA), b.gpr(f.RB)));
}

/** Reverses the bytes of the low 2, 4 or 8 bytes. */
export function reverseBytes(b: Builder, value: I64, size: 2 | 4 | 8): I64 {
  const swap = (x: I64, mask: bigint, by: number): I64 =>
    i64.or(i64.shl(i64.and(x, i64.const(mask)), i64.const(by)), i64.and(i64.shrU(x, i64.const(by)), i64.const(mask)));
  let result = b.let(swap(value, 0x00ff00ff00ff00ffn, 8));
  if (size >= 4) result = b.let(swap(result, 0x0000ffff0000ffffn, 16));
  if (size === 8) result = b.let(i64.rotl(result, i64.const(32)));
  return result;
}
