/** VSX logical operations, permutes and splats (book I, 7.6.1.8, 7.6.1.9). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { i64x2, v128 } from '../wasm/simd.ts';
import type { Semantics, SemanticsTable } from './builder.ts';
import { same } from './common.ts';
import { setScalarBits } from './float-unit.ts';
import { binaryVsx, permute, select, splatBytes, unaryVsx } from './vector-common.ts';
import { extract, insert } from './vector-extract.ts';
import { merge, permuteBy, permuteRight, shiftOctets, splatWord } from './vector-permute.ts';
import { LOGICAL } from './vector-shift.ts';
import { reverseElements } from './vsx-storage.ts';

/** The bytes of each element of `size` bytes in opposite order. */
function reverseBytes(size: number) {
  const lanes = Array.from({ length: 16 }, (_, i) => i - (i % size) + (size - 1 - (i % size)));
  return unaryVsx((x) => v128.shuffle(x, x, lanes));
}

/** Moves and clears in disguise: when both operands are the same register. */
function ofSame(simple: Semantics, general: Semantics): Semantics {
  return (b, f) => (same(f.XA, f.XB) ? simple(b, f) : general(b, f));
}

export const vsxPermute: SemanticsTable = {
  xxland: binaryVsx(LOGICAL.and),
  xxlandc: binaryVsx(LOGICAL.andNot),
  xxlor: ofSame((b, f) => b.setVsr(f.XT, b.vsr(f.XA)), binaryVsx(LOGICAL.or)),
  xxlxor: ofSame((b, f) => setScalarBits(b, f.XT, i64.zero), binaryVsx(LOGICAL.xor)),
  xxlnor: binaryVsx(LOGICAL.nor),
  xxlorc: binaryVsx(LOGICAL.orNot),
  xxlnand: binaryVsx(LOGICAL.nand),
  xxleqv: binaryVsx(LOGICAL.equivalent),
  xxsel: (b, f) => b.setVsr(f.XT, select(b.vsr(f.XC), b.vsr(f.XB), b.vsr(f.XA))),

  xxsldwi: (b, f) => {
    const count = b.let(i32.shl(b.field(f.SHW), i32.const(2)));
    b.setVsr(f.XT, shiftOctets(b, b.let(b.vsr(f.XA)), b.let(b.vsr(f.XB)), count));
  },
  xxpermdi: (b, f) => {
    const { value } = f.DM;
    if (value !== undefined) {
      b.setVsr(f.XT, permute(b.vsr(f.XA), b.vsr(f.XB), 8, [value >> 1, 2 + (value & 1)]));
      return;
    }
    const choice = b.let(b.field(f.DM));
    const fromA = i32.and(choice, i32.const(2));
    const fromB = i32.and(choice, i32.one);
    const high = i64.select(fromA, b.vsrDoubleword(f.XA, 1), b.vsrDoubleword(f.XA, 0));
    const low = i64.select(fromB, b.vsrDoubleword(f.XB, 1), b.vsrDoubleword(f.XB, 0));
    b.setVsr(f.XT, i64x2.pair(high, low));
  },
  xxmrghw: binaryVsx(merge(4, 0)),
  xxmrglw: binaryVsx(merge(4, 2)),
  xxperm: (b, f) => b.setVsr(f.XT, permuteBy(b.let(b.vsr(f.XA)), b.let(b.vsr(f.XT)), b.let(b.vsr(f.XB)), b)),
  xxpermr: (b, f) => b.setVsr(f.XT, permuteRight(b.let(b.vsr(f.XA)), b.let(b.vsr(f.XT)), b.let(b.vsr(f.XB)), b)),
  xxspltw: (b, f) => b.setVsr(f.XT, splatWord(b.vsr(f.XB), b.field(f.UIM))),
  xxspltib: (b, f) => b.setVsr(f.XT, splatBytes(b.field(f.IMM8))),
  xxextractuw: (b, f) => {
    const word = extract(b.vsr(f.XB), 4, b.let(b.field(f.UIM)));
    b.setVsr(f.XT, i64x2.pair(word, i64.zero));
  },
  xxinsertw: (b, f) => {
    const word = b.vsrDoubleword(f.XB, 0);
    b.setVsr(f.XT, insert(b.vsr(f.XT), 4, b.let(b.field(f.UIM)), word));
  },
  xxbrh: reverseBytes(2),
  xxbrw: reverseBytes(4),
  xxbrd: reverseBytes(8),
  xxbrq: unaryVsx((x) => reverseElements(x, 1)),
};
