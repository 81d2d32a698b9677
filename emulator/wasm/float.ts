/**
 * Scalar floating-point operations, single and double, IEEE round to nearest even.
 * Nothing is folded: NaN payloads and signed zeros are not worth a second implementation.
 */
import { ByteWriter } from './bytes.ts';
import { constantNode, type F32, type F64, type I32, type I64, memarg, operation } from './node.ts';

const arithmetic64 =
  (opcode: number) =>
  (a: F64, b: F64): F64 =>
    operation('f64', [opcode], a, b);
const unary64 =
  (opcode: number) =>
  (a: F64): F64 =>
    operation('f64', [opcode], a);
const compare64 =
  (opcode: number) =>
  (a: F64, b: F64): I32 =>
    operation('i32', [opcode], a, b);
const arithmetic32 =
  (opcode: number) =>
  (a: F32, b: F32): F32 =>
    operation('f32', [opcode], a, b);
const unary32 =
  (opcode: number) =>
  (a: F32): F32 =>
    operation('f32', [opcode], a);
const compare32 =
  (opcode: number) =>
  (a: F32, b: F32): I32 =>
    operation('i32', [opcode], a, b);

export const f64 = {
  const: (value: number): F64 => {
    const out = new ByteWriter(9);
    out.byte(0x44);
    out.float64(value);
    return constantNode('f64', [...out.bytes()], value);
  },
  eq: compare64(0x61),
  ne: compare64(0x62),
  lt: compare64(0x63),
  gt: compare64(0x64),
  le: compare64(0x65),
  ge: compare64(0x66),
  abs: unary64(0x99),
  neg: unary64(0x9a),
  ceil: unary64(0x9b),
  floor: unary64(0x9c),
  trunc: unary64(0x9d),
  nearest: unary64(0x9e),
  sqrt: unary64(0x9f),
  add: arithmetic64(0xa0),
  sub: arithmetic64(0xa1),
  mul: arithmetic64(0xa2),
  div: arithmetic64(0xa3),
  min: arithmetic64(0xa4),
  max: arithmetic64(0xa5),
  copysign: arithmetic64(0xa6),
  promote: (a: F32): F64 => operation('f64', [0xbb], a),
  reinterpret: (a: I64): F64 => operation('f64', [0xbf], a),
  fromI32S: (a: I32): F64 => operation('f64', [0xb7], a),
  fromI32U: (a: I32): F64 => operation('f64', [0xb8], a),
  fromI64S: (a: I64): F64 => operation('f64', [0xb9], a),
  fromI64U: (a: I64): F64 => operation('f64', [0xba], a),
  /** Saturating conversions: NaN gives 0; they never trap. */
  toI32S: (a: F64): I32 => operation('i32', [0xfc, 2], a),
  toI32U: (a: F64): I32 => operation('i32', [0xfc, 3], a),
  toI64S: (a: F64): I64 => operation('i64', [0xfc, 6], a),
  toI64U: (a: F64): I64 => operation('i64', [0xfc, 7], a),
  select: (condition: I32, a: F64, b: F64): F64 => operation('f64', [0x1b], a, b, condition),
  load: (address: I32, offset = 0): F64 => operation('f64', [0x2b, ...memarg(3, offset)], address),
};

export const f32 = {
  const: (value: number): F32 => {
    const out = new ByteWriter(5);
    out.byte(0x43);
    out.float32(value);
    return constantNode('f32', [...out.bytes()], value);
  },
  eq: compare32(0x5b),
  ne: compare32(0x5c),
  lt: compare32(0x5d),
  gt: compare32(0x5e),
  le: compare32(0x5f),
  ge: compare32(0x60),
  abs: unary32(0x8b),
  neg: unary32(0x8c),
  ceil: unary32(0x8d),
  floor: unary32(0x8e),
  trunc: unary32(0x8f),
  nearest: unary32(0x90),
  sqrt: unary32(0x91),
  add: arithmetic32(0x92),
  sub: arithmetic32(0x93),
  mul: arithmetic32(0x94),
  div: arithmetic32(0x95),
  copysign: arithmetic32(0x98),
  demote: (a: F64): F32 => operation('f32', [0xb6], a),
  reinterpret: (a: I32): F32 => operation('f32', [0xbe], a),
  fromI32S: (a: I32): F32 => operation('f32', [0xb2], a),
  fromI32U: (a: I32): F32 => operation('f32', [0xb3], a),
  fromI64S: (a: I64): F32 => operation('f32', [0xb4], a),
  fromI64U: (a: I64): F32 => operation('f32', [0xb5], a),
  toI32S: (a: F32): I32 => operation('i32', [0xfc, 0], a),
  toI32U: (a: F32): I32 => operation('i32', [0xfc, 1], a),
  select: (condition: I32, a: F32, b: F32): F32 => operation('f32', [0x1b], a, b, condition),
};
