/** VSX vector conversions, rounding to integral values, tests for software division (book I, 7.6.1.5, 7.6.1.6). */
import { Kind, Lane } from '../float/operations.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64, I32, I64, V128 } from '../wasm/node.ts';
import { f32x4, f64x2, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Semantics, SemanticsTable } from './builder.ts';
import { divisionFlags, rootFlags, TEST_DOUBLE, TEST_SINGLE, type TestFormat } from './float-compare.ts';
import { blockedIn } from './float-unit.ts';
import { select } from './vector-common.ts';
import {
  DOUBLES,
  exactOrClear,
  type LaneKind,
  type NativeVector,
  SINGLES,
  unclearLanes,
  unorderedLanes,
  vector,
  wordOf,
} from './vsx-lanes.ts';

type Round = (b: Builder, x: V128) => V128;

/** To integral values: without a NaN only the form that follows RN has anything to tell. */
function integral(k: LaneKind, kind: number, round: Round): Semantics {
  return vector(wordOf(kind, k.lane), ['XB'], (b, [operand]) => {
    const x = operand as V128;
    const nan = unorderedLanes(k, x);
    return { value: b.let(round(b, x)), unsafe: kind === Kind.integralCurrent ? i32.or(nan, blockedIn(b)) : nan };
  });
}

/** Ties away from zero: one more where the fraction is at least a half. */
function nearestAway(k: LaneKind): Round {
  const half = k === DOUBLES ? f64x2.splat(f64.const(0.5)) : f32x4.splat(f32.const(0.5));
  const one = k === DOUBLES ? f64x2.splat(f64.const(1)) : f32x4.splat(f32.const(1));
  return (b, x) => {
    const whole = b.let(k.lanes.trunc(x));
    const far = k.lanes.ge(k.lanes.abs(k.lanes.sub(x, whole)), half);
    const magnitude = k.lanes.add(k.lanes.abs(whole), v128.and(far, one));
    return select(k.sign, x, magnitude);
  };
}

/** Conversions that the unit does; `native` for those that are exact, or safe on the fast path. */
function conversion(kind: number, from: number, to: number, native?: (b: Builder, x: V128) => NativeVector): Semantics {
  return vector(wordOf(kind, from, to), ['XB'], (b, [x]) =>
    native === undefined ? { value: v128.zero, unsafe: i32.one } : native(b, x as V128),
  );
}

/** Words 0 and 2, which conversions to doublewords take, in the two lowest lanes. */
const evenWords = (x: V128): V128 => v128.shuffle(x, x, [4, 5, 6, 7, 12, 13, 14, 15, 4, 5, 6, 7, 12, 13, 14, 15]);

/** And back: each of the two lowest lanes twice. */
const doubledWords = (x: V128): V128 => v128.shuffle(x, x, [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7]);

const exactly =
  (convert: (x: V128) => V128) =>
  (_: Builder, x: V128): NativeVector => ({
    value: convert(evenWords(x)),
    unsafe: i32.zero,
  });

/** Integers to numbers: exact if none has more significant bits than the format, which `isLarge` finds in a lane. */
const inexactly =
  (convert: (x: V128) => V128, isLarge: (x: V128) => V128) =>
  (b: Builder, x: V128): NativeVector => ({
    value: convert(x),
    unsafe: blockedIn(b),
    otherwise: () => i32.and(b.floatMode(false), i32.eqz(v128.anyTrue(isLarge(x)))),
  });

/** Beyond ±2^bits, in words or doublewords. */
const beyond =
  (integers: typeof i32x4 | typeof i64x2, bits: number, signed: boolean) =>
  (x: V128): V128 =>
    integers.shrU(signed ? integers.abs(x) : x, i32.const(bits));

function narrow(b: Builder, x: V128): NativeVector {
  const pair = b.let(f32x4.demote(x));
  const value = b.let(doubledWords(pair));
  const otherwise = (): I32 => exactOrClear(b, SINGLES, value, f64x2.eq(f64x2.promoteLow(pair), x));
  return { value, unsafe: i32.or(unclearLanes(SINGLES, value), blockedIn(b)), otherwise };
}

function widen(b: Builder, x: V128): NativeVector {
  const value = b.let(f64x2.promoteLow(evenWords(x)));
  return { value, unsafe: unorderedLanes(DOUBLES, value) };
}

const eachLane =
  (convert: (x: I64) => F64) =>
  (x: V128): V128 =>
    f64x2.replace(f64x2.splat(convert(i64x2.extract(x, 0))), 1, convert(i64x2.extract(x, 1)));

/** To integers, truncated: what lies from `smallest` to below `limit` fits. */
function truncated(k: LaneKind, convert: (x: V128) => V128, smallest: number, limit: number) {
  return (b: Builder, x: V128): NativeVector => {
    const splat = (value: number): V128 =>
      k === DOUBLES ? f64x2.splat(f64.const(value)) : f32x4.splat(f32.const(value));
    const whole = b.let(k.lanes.trunc(x));
    const fits = v128.and(k.lanes.ge(whole, splat(smallest)), k.lanes.lt(whole, splat(limit)));
    const outside = b.let(k.integers.bitmask(v128.not(fits)));
    const changed = k.integers.bitmask(k.lanes.ne(whole, x));
    return {
      value: b.let(convert(whole)),
      unsafe: i32.or(outside, blockedIn(b)),
      otherwise: () => i32.and(b.floatMode(false), i32.eqz(i32.or(outside, changed))),
    };
  };
}

const toSignedDoublewords = (x: V128): V128 => {
  const lane = (n: number): I64 => f64.toI64S(f64x2.extract(x, n));
  return i64x2.pair(lane(1), lane(0));
};
const toUnsignedDoublewords = (x: V128): V128 => {
  const lane = (n: number): I64 => f64.toI64U(f64x2.extract(x, n));
  return i64x2.pair(lane(1), lane(0));
};

/** The worst of all lanes. */
function test(format: TestFormat, lanesOf: (b: Builder, x: V128) => I64[], root: boolean): Semantics {
  return (b, f) => {
    const y = lanesOf(b, b.let(b.vsr(f.XB)));
    const flags = root
      ? y.map((lane) => rootFlags(b, lane, format))
      : lanesOf(b, b.let(b.vsr(f.XA))).map((lane, n) => divisionFlags(b, lane, y[n] ?? lane, format));
    b.setCrField(f.BF, i32.any(i32.const(8), ...flags));
  };
}

const doubles = (_: Builder, x: V128): I64[] => [i64x2.extract(x, 0), i64x2.extract(x, 1)];
const singles = (_: Builder, x: V128): I64[] => [0, 1, 2, 3].map((lane) => i64.extendU(i32x4.extract(x, lane)));

export const vsxConvert: SemanticsTable = {
  xvrdpi: integral(DOUBLES, Kind.integralAway, nearestAway(DOUBLES)),
  xvrdpiz: integral(DOUBLES, Kind.integralZero, (_, x) => f64x2.trunc(x)),
  xvrdpip: integral(DOUBLES, Kind.integralUp, (_, x) => f64x2.ceil(x)),
  xvrdpim: integral(DOUBLES, Kind.integralDown, (_, x) => f64x2.floor(x)),
  xvrdpic: integral(DOUBLES, Kind.integralCurrent, (_, x) => f64x2.nearest(x)),
  xvtdivdp: test(TEST_DOUBLE, doubles, false),
  xvtsqrtdp: test(TEST_DOUBLE, doubles, true),
  xvrspi: integral(SINGLES, Kind.integralAway, nearestAway(SINGLES)),
  xvrspiz: integral(SINGLES, Kind.integralZero, (_, x) => f32x4.trunc(x)),
  xvrspip: integral(SINGLES, Kind.integralUp, (_, x) => f32x4.ceil(x)),
  xvrspim: integral(SINGLES, Kind.integralDown, (_, x) => f32x4.floor(x)),
  xvrspic: integral(SINGLES, Kind.integralCurrent, (_, x) => f32x4.nearest(x)),
  xvtdivsp: test(TEST_SINGLE, singles, false),
  xvtsqrtsp: test(TEST_SINGLE, singles, true),

  xvcvdpsp: conversion(Kind.convert, Lane.double, Lane.single, narrow),
  xvcvspdp: conversion(Kind.convert, Lane.single, Lane.double, widen),
  xvcvhpsp: conversion(Kind.convert, Lane.half, Lane.single),
  xvcvsphp: conversion(Kind.convert, Lane.single, Lane.half),
  xvcvsxwdp: conversion(Kind.fromSigned, Lane.word, Lane.double, exactly(f64x2.fromLowI32x4S)),
  xvcvuxwdp: conversion(Kind.fromUnsigned, Lane.word, Lane.double, exactly(f64x2.fromLowI32x4U)),
  xvcvsxddp: conversion(
    Kind.fromSigned,
    Lane.doubleword,
    Lane.double,
    inexactly(eachLane(f64.fromI64S), beyond(i64x2, 53, true)),
  ),
  xvcvuxddp: conversion(
    Kind.fromUnsigned,
    Lane.doubleword,
    Lane.double,
    inexactly(eachLane(f64.fromI64U), beyond(i64x2, 53, false)),
  ),
  xvcvsxwsp: conversion(Kind.fromSigned, Lane.word, Lane.single, inexactly(f32x4.fromI32x4S, beyond(i32x4, 24, true))),
  xvcvuxwsp: conversion(
    Kind.fromUnsigned,
    Lane.word,
    Lane.single,
    inexactly(f32x4.fromI32x4U, beyond(i32x4, 24, false)),
  ),
  xvcvsxdsp: conversion(Kind.fromSigned, Lane.doubleword, Lane.single),
  xvcvuxdsp: conversion(Kind.fromUnsigned, Lane.doubleword, Lane.single),

  xvcvspsxws: conversion(
    Kind.truncateToSigned32,
    Lane.single,
    Lane.word,
    truncated(SINGLES, i32x4.fromF32x4S, -(2 ** 31), 2 ** 31),
  ),
  xvcvspuxws: conversion(
    Kind.truncateToUnsigned32,
    Lane.single,
    Lane.word,
    truncated(SINGLES, i32x4.fromF32x4U, 0, 2 ** 32),
  ),
  xvcvdpsxds: conversion(
    Kind.truncateToSigned64,
    Lane.double,
    Lane.doubleword,
    truncated(DOUBLES, toSignedDoublewords, -(2 ** 63), 2 ** 63),
  ),
  xvcvdpuxds: conversion(
    Kind.truncateToUnsigned64,
    Lane.double,
    Lane.doubleword,
    truncated(DOUBLES, toUnsignedDoublewords, 0, 2 ** 64),
  ),
  xvcvdpsxws: conversion(
    Kind.truncateToSigned32,
    Lane.double,
    Lane.word,
    truncated(DOUBLES, (x) => doubledWords(i32x4.fromF64x2S(x)), -(2 ** 31), 2 ** 31),
  ),
  xvcvdpuxws: conversion(
    Kind.truncateToUnsigned32,
    Lane.double,
    Lane.word,
    truncated(DOUBLES, (x) => doubledWords(i32x4.fromF64x2U(x)), 0, 2 ** 32),
  ),
  xvcvspsxds: conversion(Kind.truncateToSigned64, Lane.single, Lane.doubleword),
  xvcvspuxds: conversion(Kind.truncateToUnsigned64, Lane.single, Lane.doubleword),
};
