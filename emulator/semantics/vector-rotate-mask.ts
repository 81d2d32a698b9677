/** Rotate with mask, on words and doublewords (ISA 3.0, book I, 6.9.3): amount and mask limits come from VRB. */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import type { Builder, Semantics, SemanticsTable } from './builder.ts';
import { eachDoubleword, eachWord } from './vector-shift.ts';
import { v128 } from '../wasm/simd.ts';

/** Ones from bit `first` to bit `last` (counted from the left), around the end if `first` is the greater. */
function wordMask(first: I32, last: I32): I32 {
  const from = i32.shrU(i32.const(-1), first);
  const to = i32.shl(i32.const(-1), i32.sub(i32.const(31), last));
  return i32.select(i32.leU(first, last), i32.and(from, to), i32.or(from, to));
}

function doublewordMask(first: I64, last: I64): I64 {
  const from = i64.shrU(i64.minusOne, first);
  const to = i64.shl(i64.minusOne, i64.sub(i64.const(63), last));
  return i64.select(i64.leU(first, last), i64.and(from, to), i64.or(from, to));
}

const wordField = (y: I32, by: number): I32 => i32.and(i32.shrU(y, i32.const(by)), i32.const(31));
const doublewordField = (y: I64, by: number): I64 => i64.and(i64.shrU(y, i64.const(by)), i64.const(63));

const maskOfWord = (y: I32): I32 => wordMask(wordField(y, 16), wordField(y, 8));
const maskOfDoubleword = (y: I64): I64 => doublewordMask(doublewordField(y, 16), doublewordField(y, 8));

type Operation = (x: V128, y: V128, b: Builder) => V128;

const rotated = { word: eachWord((x, y) => i32.rotl(x, y)), doubleword: eachDoubleword((x, y) => i64.rotl(x, y)) };
const masks = { word: eachWord((_, y) => maskOfWord(y)), doubleword: eachDoubleword((_, y) => maskOfDoubleword(y)) };

/** The rotated element under the mask; outside of it what was in VRT, or zeros. */
function rotate(rotation: Operation, mask: Operation, inserts: boolean): Semantics {
  return (b, f) => {
    const x = b.let(b.vr(f.VRA));
    const y = b.let(b.vr(f.VRB));
    const ones = b.let(mask(x, y, b));
    const value = b.let(rotation(x, y, b));
    b.setVr(f.VRT, inserts ? v128.bitselect(value, b.vr(f.VRT), ones) : v128.and(value, ones));
  };
}

export const vectorRotateMask: SemanticsTable = {
  vrlwnm: rotate(rotated.word, masks.word, false),
  vrlwmi: rotate(rotated.word, masks.word, true),
  vrldnm: rotate(rotated.doubleword, masks.doubleword, false),
  vrldmi: rotate(rotated.doubleword, masks.doubleword, true),
};
