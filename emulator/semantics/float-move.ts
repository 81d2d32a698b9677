/** Moves, sign changes and select (book I, 4.6.5 and 4.6.9): bits only, FPSCR untouched. */
import { f32, f64 } from '../wasm/float.ts';
import { i64 } from '../wasm/i64.ts';
import type { F32, F64 } from '../wasm/node.ts';
import type { Builder, Register, Semantics, SemanticsTable } from './builder.ts';
import { recordStatus, setScalar, setScalarBits, setSingle } from './float-unit.ts';

/** What each sign change does; on NaNs too these are operations on bits. */
export const SIGN_CHANGE = {
  move: (value: F64): F64 => value,
  negate: f64.neg,
  absolute: f64.abs,
  negativeAbsolute: (value: F64): F64 => f64.neg(f64.abs(value)),
  copySign: (sign: F64, value: F64): F64 => f64.copysign(value, sign),
} as const;

/** The same on singles. */
const OF_SINGLES = new Map<(value: F64) => F64, (value: F32) => F32>([
  [SIGN_CHANGE.move, (value) => value],
  [SIGN_CHANGE.negate, f32.neg],
  [SIGN_CHANGE.absolute, f32.abs],
]);

/** Sets a register from another one, which may be known to hold a single. */
export function change(b: Builder, target: Register, source: Register, operation: (value: F64) => F64): void {
  const single = b.single(source);
  const ofSingle = OF_SINGLES.get(operation);
  const value = operation(b.fpr(source));
  if (single !== undefined && ofSingle !== undefined) return setSingle(b, target, b.let(ofSingle(single)), value);
  setScalar(b, target, value);
  b.noteSingle(target, source);
}

function changes(operation: (value: F64) => F64): Semantics {
  return (b, f) => {
    change(b, f.FRT, f.FRB, operation);
    recordStatus(b, f);
  };
}

const LOW_WORD = i64.const(0xffffffff);

export const floatMove: SemanticsTable = {
  fmr: changes(SIGN_CHANGE.move),
  fneg: changes(SIGN_CHANGE.negate),
  fabs: changes(SIGN_CHANGE.absolute),
  fnabs: changes(SIGN_CHANGE.negativeAbsolute),
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
