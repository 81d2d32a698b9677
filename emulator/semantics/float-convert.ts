/** Rounding and conversion, scalar (book I, 4.6.7 and 7.6.1.5). */
import { Kind, operationWord } from '../float/operations.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64, I32 } from '../wasm/node.ts';
import type { Builder, HelperCode, Semantics, SemanticsTable } from './builder.ts';
import { isBelow, isClearlyNormalSingle, isFinite } from './float-safe.ts';
import { inExactMode, type Native, scalar, type ScalarOperation } from './float-unit.ts';

type NativeOperation = (b: Builder, operands: readonly F64[]) => Native;

const only = (operands: readonly F64[]): F64 => operands[0] as F64;
const isNumber = (value: F64): I32 => f64.eq(value, value);

/** Register fields of a conversion: FRT and FRB, or XT and XB. */
export interface Place extends Pick<ScalarOperation, 'target' | 'record' | 'pack'> {
  readonly source: ScalarOperation['operands'][number];
}

function conversion(place: Place, kind: number, native: NativeOperation, single = false): Semantics {
  const operation = operationWord(kind, { single });
  return scalar({ ...place, operation, operands: [place.source], native });
}

export const roundToSingle = (place: Place): Semantics =>
  conversion(
    place,
    Kind.convert,
    (b, operands) => {
      const single = b.let(f32.demote(only(operands)));
      const value = f64.promote(single);
      const otherwise = (): I32 => i32.and(inExactMode(b), f64.eq(value, only(operands)));
      return { value, single, safe: (mode) => isClearlyNormalSingle(only(operands), mode), otherwise };
    },
    true,
  );

/** A double that was a single: nothing to round, but a signalling NaN is invalid. */
export const widen = (place: Place): Semantics =>
  conversion(place, Kind.convert, (_, operands) => ({
    value: only(operands),
    safe: () => isNumber(only(operands)),
  }));

/** To a signed or unsigned integer of 32 or 64 bits; `rounds` is what goes before the truncation. */
export function toInteger(place: Place, kind: number, rounds: (value: F64) => F64): Semantics {
  const target = (kind - Kind.toSigned32) & 3;
  return conversion(place, kind, (b, operands) => {
    const integral = b.let(rounds(only(operands)));
    const signed = (target & 1) === 0;
    const unsigned = target === Kind.toUnsigned64 - Kind.toSigned32;
    const bits = target < 2 ? 32 : 64;
    const fits = within(integral, ...(LIMITS[target] as readonly [number, number]));
    const usable = i32.or(b.floatMode(true), i32.and(b.floatMode(false), f64.eq(integral, only(operands))));
    return {
      value: f64.reinterpret(unsigned ? f64.toI64U(integral) : f64.toI64S(integral)),
      safe: (mode) => isBelow(integral, signed ? bits - 1 : bits, !signed, mode),
      otherwise: () => i32.and(fits, usable),
    };
  });
}

/** By target: the smallest integer, and the one after the largest. */
const LIMITS = [
  [-(2 ** 31), 2 ** 31],
  [0, 2 ** 32],
  [-(2 ** 63), 2 ** 63],
  [0, 2 ** 64],
] as const;

function within(value: F64, smallest: number, beyond: number): I32 {
  return i32.and(f64.ge(value, f64.const(smallest)), f64.lt(value, f64.const(beyond)));
}

export function fromInteger(place: Place, signed: boolean, single: boolean): Semantics {
  const kind = signed ? Kind.fromSigned : Kind.fromUnsigned;
  return conversion(
    place,
    kind,
    (b, operands) => {
      const integer = i64.reinterpret(only(operands));
      const narrow = single ? b.let(signed ? f32.fromI64S(integer) : f32.fromI64U(integer)) : undefined;
      const wide = signed ? f64.fromI64S(integer) : f64.fromI64U(integer);
      const value = narrow === undefined ? wide : f64.promote(narrow);
      // Up to 2^53 (2^24) every integer is a double (a single).
      const limit = i64.const(single ? 2 ** 24 : 2 ** 53);
      const small = i64.ltU(signed ? i64.add(integer, limit) : integer, signed ? i64.shl(limit, i64.one) : limit);
      return {
        value: b.let(value),
        ...(narrow === undefined ? {} : { single: narrow }),
        safe: ({ blocked }) => i32.eqz(blocked),
        otherwise: () => i32.and(b.floatMode(false), small),
      };
    },
    single,
  );
}

export function toIntegral(place: Place, kind: number, rounds: (b: HelperCode, value: F64) => F64): Semantics {
  return conversion(place, kind, (b, operands) => {
    const value = only(operands);
    const rounded = b.let(rounds(b, value));
    // Only the form that follows RN looks at FPSCR, and tells of inexactness.
    if (kind !== Kind.integralCurrent) return { value: rounded, safe: () => isNumber(value) };
    const unchanged = f64.eq(rounded, value);
    return {
      value: rounded,
      safe: (mode) => isFinite(value, mode),
      otherwise: () => i32.and(inExactMode(b), unchanged),
    };
  });
}

/** To the nearest integral value, ties away from zero. */
export function nearestAway(b: HelperCode, value: F64): F64 {
  const truncated = b.let(f64.trunc(value));
  const far = f64.ge(f64.abs(f64.sub(value, truncated)), f64.const(0.5));
  const step = f64.select(far, f64.const(1), f64.const(0));
  // copysign keeps the sign of a zero.
  return f64.copysign(f64.add(f64.abs(truncated), step), value);
}

const FPR: Place = { source: 'FRB', target: 'FRT', record: true };

export const floatConvert: SemanticsTable = {
  frsp: roundToSingle(FPR),

  fctiw: toInteger(FPR, Kind.toSigned32, f64.nearest),
  fctiwu: toInteger(FPR, Kind.toUnsigned32, f64.nearest),
  fctid: toInteger(FPR, Kind.toSigned64, f64.nearest),
  fctidu: toInteger(FPR, Kind.toUnsigned64, f64.nearest),
  fctiwz: toInteger(FPR, Kind.truncateToSigned32, f64.trunc),
  fctiwuz: toInteger(FPR, Kind.truncateToUnsigned32, f64.trunc),
  fctidz: toInteger(FPR, Kind.truncateToSigned64, f64.trunc),
  fctiduz: toInteger(FPR, Kind.truncateToUnsigned64, f64.trunc),

  fcfid: fromInteger(FPR, true, false),
  fcfids: fromInteger(FPR, true, true),
  fcfidu: fromInteger(FPR, false, false),
  fcfidus: fromInteger(FPR, false, true),

  frin: toIntegral(FPR, Kind.integralAway, nearestAway),
  friz: toIntegral(FPR, Kind.integralZero, (_, value) => f64.trunc(value)),
  frip: toIntegral(FPR, Kind.integralUp, (_, value) => f64.ceil(value)),
  frim: toIntegral(FPR, Kind.integralDown, (_, value) => f64.floor(value)),
};
