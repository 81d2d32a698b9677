/** Moves, sign changes and select (book I, 4.6.5 and 4.6.9): bits only, FPSCR untouched. */
import { f64 } from '../wasm/float.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64 } from '../wasm/node.ts';
import type { Semantics, SemanticsTable } from './builder.ts';
import { recordStatus, setScalar, setScalarBits } from './float-unit.ts';

/** What each sign change does; on NaNs too these are operations on bits. */
export const SIGN_CHANGE = {
  move: (value: F64): F64 => value,
  negate: f64.neg,
  absolute: f64.abs,
  negativeAbsolute: (value: F64): F64 => f64.neg(f64.abs(value)),
  copySign: (sign: F64, value: F64): F64 => f64.copysign(value, sign),
} as const;

function change(operation: (value: F64) => F64): Semantics {
  return (b, f) => {
    setScalar(b, f.FRT, operation(b.fpr(f.FRB)));
    b.noteSingle(f.FRT, f.FRB);
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
    setScalar(b, f.FRT, SIGN_CHANGE.copySign(b.fpr(f.FRA), b.fpr(f.FRB)));
    b.noteSingle(f.FRT, f.FRB);
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
    setScalar(b, f.FRT, f64.select(f64.ge(b.fpr(f.FRA), f64.const(0)), b.fpr(f.FRC), b.fpr(f.FRB)));
    b.noteSingle(f.FRT, f.FRC, f.FRB);
    recordStatus(b, f);
  },
};
