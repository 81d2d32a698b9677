/** Singles in memory and doubles in registers: the exact conversions of lfs and stfs (book I, 4.6.2, 4.6.3). */
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F32, F64, I32, I64, Node } from '../wasm/node.ts';
import type { Builder, Helper, HelperCode, Register } from './builder.ts';
import { setSingle } from './float-unit.ts';

const SIGN = i64.const(-(2n ** 63n));

/** Single bits to double bits. NaNs keep sign and payload and are not made quiet. */
export const doubleFromSingle: Helper<'i64'> = {
  name: 'doubleFromSingle',
  short: true,
  parameters: ['i32'],
  result: 'i64',
  body: (_, parameters: readonly Node[]): I64 => {
    const bits = parameters[0] as I32;
    const isNaN = i32.gtU(i32.and(bits, i32.const(0x7fffffff)), i32.const(0x7f800000));
    const sign = i64.and(i64.shl(i64.extendU(bits), i64.const(32)), SIGN);
    const payload = i64.shl(i64.extendU(i32.and(bits, i32.const(0x7fffff))), i64.const(29));
    const nan = i64.or(i64.or(sign, i64.const(0x7ff0000000000000n)), payload);
    return i64.select(isNaN, nan, i64.reinterpret(f64.promote(f32.reinterpret(bits))));
  },
};

/**
 * Double bits to single bits without rounding. Values in the range of normal singles, and NaNs and infinities, lose
 * their low bits; smaller ones become denormal, or zero where the architecture leaves the result undefined.
 */
export const singleFromDouble: Helper<'i32'> = {
  name: 'singleFromDouble',
  short: true,
  parameters: ['i64'],
  result: 'i32',
  body: (code, parameters: readonly Node[]): I32 => {
    const bits = parameters[0] as I64;
    const exponent = code.let(i32.and(i32.wrap(i64.shrU(bits, i64.const(52))), i32.const(0x7ff)));
    const top = i32.and(i32.wrap(i64.shrU(bits, i64.const(32))), i32.const(-0x40000000));
    const normal = i32.or(top, i32.and(i32.wrap(i64.shrU(bits, i64.const(29))), i32.const(0x3fffffff)));
    const sign = i32.and(i32.wrap(i64.shrU(bits, i64.const(32))), i32.const(-0x80000000));
    const significand = i64.or(i64.and(bits, i64.const(2n ** 52n - 1n)), i64.const(2n ** 52n));
    const shifted = i64.shrU(significand, i64.extendU(i32.sub(i32.const(896 + 30), exponent)));
    const denormal = i32.or(sign, i32.select(i32.geU(exponent, i32.const(874)), i32.wrap(shifted), i32.zero));
    return i32.select(i32.gtU(exponent, i32.const(896)), normal, denormal);
  },
};

/** A single as a double, natively but for NaNs. */
export function widened(b: HelperCode, single: F32): F64 {
  const value = b.variable(f64.promote(single));
  b.if(f64.ne(b.get(value), b.get(value)), () =>
    b.set(value, f64.reinterpret(b.call(doubleFromSingle, i32.reinterpret(single)))),
  );
  return b.let(b.get(value));
}

/** A double as a single without rounding: natively if it is one. */
export function narrowed(b: HelperCode, value: F64): F32 {
  const single = b.variable(f32.demote(value));
  b.if(f64.ne(f64.promote(b.get(single)), value), () =>
    b.set(single, f32.reinterpret(b.call(singleFromDouble, i64.reinterpret(value)))),
  );
  return b.let(b.get(single));
}

/** A single from memory into a floating-point register. A NaN's bits stay as they are. */
export function loadSingle(b: Builder, address: I64, target: Register): void {
  const single = b.let(b.loadSingle(address));
  if (b.leaveUnless === undefined) return setSingle(b, target, single, widened(b, single));
  b.leaveUnless(f32.eq(single, single));
  setSingle(b, target, single);
}

export function storeSingle(b: Builder, address: I64, source: Register): void {
  const known = b.single(source);
  if (known !== undefined) return b.storeSingle(address, known);
  const value = b.let(b.fpr(source));
  if (b.leaveUnless === undefined) return b.storeSingle(address, narrowed(b, value));
  const single = b.let(f32.demote(value));
  b.leaveUnless(f64.eq(f64.promote(single), value));
  b.storeSingle(address, single);
}
