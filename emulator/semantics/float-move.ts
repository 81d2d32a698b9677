/** Moves, sign changes and select (book I, 4.6.5 and 4.6.9): bits only, FPSCR untouched. */
import { f64 } from '../wasm/float.ts';
import { i64 } from '../wasm/i64.ts';
import type { I64 } from '../wasm/node.ts';
import type { Semantics, SemanticsTable } from './builder.ts';
import { recordStatus, setScalarBits } from './float-unit.ts';

const SIGN = i64.const(-(2n ** 63n));
const MAGNITUDE = i64.const(2n ** 63n - 1n);

/** What each sign change does to a doubleword. */
export const SIGN_CHANGE = {
  move: (bits: I64): I64 => bits,
  negate: (bits: I64): I64 => i64.xor(bits, SIGN),
  absolute: (bits: I64): I64 => i64.and(bits, MAGNITUDE),
  negativeAbsolute: (bits: I64): I64 => i64.or(bits, SIGN),
  copySign: (sign: I64, bits: I64): I64 => i64.or(i64.and(sign, SIGN), i64.and(bits, MAGNITUDE)),
} as const;

function change(operation: (bits: I64) => I64): Semantics {
  return (b, f) => {
    setScalarBits(b, f.FRT, operation(b.fprBits(f.FRB)));
    recordStatus(b, f);
  };
}

const LOW_WORD = i64.const(0xffffffff);

export const floatMove: SemanticsTable = {
  fmr: change(SIGN_CHANGE.move),
  fneg: change(SIGN_CHANGE.negate),
  fabs: change(SIGN_CHANGE.absolute),
  fnabs: change(SIGN_CHANGE.negativeAbsolute),
  fcpsgn: (b, f) => {
    setScalarBits(b, f.FRT, SIGN_CHANGE.copySign(b.fprBits(f.FRA), b.fprBits(f.FRB)));
    recordStatus(b, f);
  },
  /** The high, or low, words of both. */
  fmrgew: (b, f) => {
    const high = i64.and(b.fprBits(f.FRA), i64.const(0xffffffff00000000n));
    setScalarBits(b, f.FRT, i64.or(high, i64.shrU(b.fprBits(f.FRB), i64.const(32))));
  },
  fmrgow: (b, f) => {
    const high = i64.shl(b.fprBits(f.FRA), i64.const(32));
    setScalarBits(b, f.FRT, i64.or(high, i64.and(b.fprBits(f.FRB), LOW_WORD)));
  },
  /** FRC where FRA is at least zero (either zero), FRB otherwise and for a NaN. */
  fsel: (b, f) => {
    const chosen = i64.select(f64.ge(b.fpr(f.FRA), f64.const(0)), b.fprBits(f.FRC), b.fprBits(f.FRB));
    setScalarBits(b, f.FRT, chosen);
    recordStatus(b, f);
  },
};
