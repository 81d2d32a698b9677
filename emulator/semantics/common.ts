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

/** Reverses the bytes of the low 2, 4 or 8 bytes; of fewer than 8 the others come out as zeros. */
export function reverseBytes(b: Builder, value: I64, size: 2 | 4 | 8): I64 {
  if (size === 8) {
    const pairs = swapBytes(b, value, 0x00ff00ff00ff00ffn, 8);
    return b.let(i64.rotl(swapBytes(b, pairs, 0x0000ffff0000ffffn, 16), i64.const(32)));
  }
  const word = b.let(i32.wrap(value));
  if (size === 2) {
    const low = i32.shl(i32.and(word, i32.const(0xff)), i32.const(8));
    return i64.extendU(b.let(i32.or(low, i32.and(i32.shrU(word, i32.const(8)), i32.const(0xff)))));
  }
  const outer = i32.and(i32.rotl(word, i32.const(8)), i32.const(0x00ff00ff));
  const inner = i32.and(i32.rotr(word, i32.const(8)), i32.const(0xff00ff00 | 0));
  return i64.extendU(b.let(i32.or(outer, inner)));
}

function swapBytes(b: Builder, x: I64, mask: bigint, by: number): I64 {
  const up = i64.shl(i64.and(x, i64.const(mask)), i64.const(by));
  return b.let(i64.or(up, i64.and(i64.shrU(x, i64.const(by)), i64.const(mask))));
}
