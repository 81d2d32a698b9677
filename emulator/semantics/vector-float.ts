/**
 * VMX floating point (book I, 6.9.7 to 6.9.9): four singles, rounded to nearest, without exceptions. With VSCR.NJ set,
 * as Linux starts programs, denormal operands and results are zeros of their sign. A NaN result is the first operand
 * that is a NaN, made quiet, or the default one.
 */
import { Form, Kind, Lane, operationWord } from '../float/operations.ts';
import { f32 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import type { I32, V128 } from '../wasm/node.ts';
import { f32x4, i32x4, v128 } from '../wasm/simd.ts';
import type { Builder, Semantics, SemanticsTable } from './builder.ts';
import { unitResult } from './float-unit.ts';
import { allWords, recordMask, saturated, select } from './vector-common.ts';

const SIGN = allWords(-0x80000000);
const EXPONENT = allWords(0x7f800000);
const QUIET = allWords(0x00400000);
const DEFAULT_NAN = allWords(0x7fc00000);

/** All ones when VSCR.NJ is set. */
function nonJava(b: Builder): V128 {
  const bit = i32.and(i32.shrU(b.vscr(), i32.const(16)), i32.one);
  return b.let(i32x4.splat(i32.sub(i32.zero, bit)));
}

/** Zeros for denormals, where `enabled`. */
function flush(x: V128, enabled: V128): V128 {
  const small = i32x4.eq(v128.and(x, EXPONENT), v128.zero);
  return select(v128.and(small, enabled), v128.and(x, SIGN), x);
}

const isNaN = (x: V128): V128 => f32x4.ne(x, x);

/** `result`, with what the architecture wants where it is a NaN. `operands` in the order in which they count. */
function withNaNs(result: V128, operands: readonly V128[]): V128 {
  const fresh = select(isNaN(result), DEFAULT_NAN, result);
  return operands.reduceRight((value, x) => select(isNaN(x), v128.or(x, QUIET), value), fresh);
}

type Operation = (b: Builder, operands: readonly V128[]) => V128;

/** Operands flushed, the operation, its NaNs (where it can have any), its result flushed. */
function compute(fields: readonly ('VRA' | 'VRB' | 'VRC')[], operation: Operation): Semantics {
  return (b, f) => {
    const enabled = nonJava(b);
    const operands = fields.map((name) => b.let(flush(b.let(b.vr(f[name])), enabled)));
    const result = b.let(operation(b, operands));
    b.setVr(f.VRT, flush(b.let(withNaNs(result, operands)), enabled));
  };
}

const one = (operation: (x: V128) => V128): Semantics => compute(['VRB'], (_, [x]) => operation(x as V128));
const two = (operation: (x: V128, y: V128) => V128): Semantics =>
  compute(['VRA', 'VRB'], (_, [x, y]) => operation(x as V128, y as V128));

/** VRA · VRC + VRB; as for scalars the addend's NaN goes before the second factor's. */
const fused = (operation: (b: Builder, a: V128, b_: V128, c: V128) => V128): Semantics =>
  compute(['VRA', 'VRB', 'VRC'], (b, [x, y, z]) => operation(b, x as V128, y as V128, z as V128));

const ONES = f32x4.splat(f32.const(1));

function compare(test: (x: V128, y: V128) => V128): Semantics {
  return (b, f) => {
    const enabled = nonJava(b);
    const x = b.let(flush(b.let(b.vr(f.VRA)), enabled));
    const y = b.let(flush(b.let(b.vr(f.VRB)), enabled));
    const mask = b.let(test(x, y));
    b.setVr(f.VRT, mask);
    recordMask(b, f, mask);
  };
}

/** Bit 0: above the bound; bit 1: below its negative; both for a NaN. CR6.EQ when all are within. */
const compareBounds: Semantics = (b, f) => {
  const enabled = nonJava(b);
  const x = b.let(flush(b.let(b.vr(f.VRA)), enabled));
  const y = b.let(flush(b.let(b.vr(f.VRB)), enabled));
  const above = v128.andNot(SIGN, f32x4.le(x, y));
  const below = v128.andNot(allWords(0x40000000), f32x4.ge(x, f32x4.neg(y)));
  const result = b.let(v128.or(above, below));
  b.setVr(f.VRT, result);
  b.if(b.field(f.Rc), () => b.setCrField(6, i32.shl(i32.eqz(v128.anyTrue(result)), i32.one)));
};

/** 2 to the power of ±UIM. */
function power(exponent: I32): V128 {
  return i32x4.shl(i32x4.splat(i32.add(exponent, i32.const(127))), i32.const(23));
}

function fromInteger(convert: (x: V128) => V128): Semantics {
  return (b, f) => {
    const scale = power(i32.sub(i32.zero, b.field(f.UIM)));
    b.setVr(f.VRT, f32x4.mul(convert(b.vr(f.VRB)), scale));
  };
}

/** Truncated and saturated; a NaN gives 0 without saturating. */
function toInteger(convert: (x: V128) => V128, isTooSmall: (x: V128) => V128, beyond: number): Semantics {
  return (b, f) => {
    const scaled = b.let(f32x4.mul(b.vr(f.VRB), power(b.field(f.UIM))));
    const large = f32x4.ge(scaled, f32x4.splat(f32.const(beyond)));
    saturated(b, v128.anyTrue(v128.or(large, isTooSmall(scaled))));
    b.setVr(f.VRT, convert(scaled));
  };
}

/** Estimates that the exact unit makes. */
function byUnit(kind: number): Semantics {
  const operation = operationWord(kind, { form: Form.altivec, from: Lane.single });
  return (b, f) => {
    const enabled = nonJava(b);
    b.let(b.floatAside(operation, [b.let(flush(b.let(b.vr(f.VRB)), enabled))]));
    b.setVr(f.VRT, flush(b.let(unitResult.vector(b)), enabled));
  };
}

const isTooSmallSigned = (x: V128): V128 => f32x4.lt(x, f32x4.splat(f32.const(-(2 ** 31))));
/** What lies above −1 truncates to zero. */
const isTooSmallUnsigned = (x: V128): V128 => f32x4.le(x, f32x4.splat(f32.const(-1)));

export const vectorFloat: SemanticsTable = {
  vaddfp: two(f32x4.add),
  vsubfp: two(f32x4.sub),
  vmaddfp: fused((b, x, y, z) => b.fusedMultiplyAddVector('f32x4', x, z, y)),
  vnmsubfp: fused((b, x, y, z) => f32x4.neg(b.fusedMultiplyAddVector('f32x4', x, z, b.let(f32x4.neg(y))))),
  vmaxfp: two(f32x4.max),
  vminfp: two(f32x4.min),

  vrfin: one(f32x4.nearest),
  vrfiz: one(f32x4.trunc),
  vrfip: one(f32x4.ceil),
  vrfim: one(f32x4.floor),
  vcfsx: fromInteger(f32x4.fromI32x4S),
  vcfux: fromInteger(f32x4.fromI32x4U),
  vctsxs: toInteger(i32x4.fromF32x4S, isTooSmallSigned, 2 ** 31),
  vctuxs: toInteger(i32x4.fromF32x4U, isTooSmallUnsigned, 2 ** 32),

  vcmpeqfp: compare(f32x4.eq),
  vcmpgefp: compare(f32x4.ge),
  vcmpgtfp: compare(f32x4.gt),
  vcmpbfp: compareBounds,

  vrefp: one((x) => f32x4.div(ONES, x)),
  vrsqrtefp: one((x) => f32x4.div(ONES, f32x4.sqrt(x))),
  vexptefp: byUnit(Kind.exponential),
  vlogefp: byUnit(Kind.logarithm),
};
