/** Shapes shared by the vector instructions: operands by field, elements in the ISA's order, VSCR.SAT, CR6. */
import { i32 } from '../wasm/i32.ts';
import type { I32, V128 } from '../wasm/node.ts';
import { i8x16, v128 } from '../wasm/simd.ts';
import type { Builder, Fields, Semantics } from './builder.ts';

export type Unary = (x: V128, b: Builder) => V128;
export type Binary = (x: V128, y: V128, b: Builder) => V128;
export type Ternary = (x: V128, y: V128, z: V128, b: Builder) => V128;

/** On one register, which most instructions call VRB. */
export const unaryOf =
  (source: 'VRA' | 'VRB', operation: Unary): Semantics =>
  (b, f) =>
    b.setVr(f.VRT, operation(b.let(b.vr(f[source])), b));

export const unary = (operation: Unary): Semantics => unaryOf('VRB', operation);

export const binary =
  (operation: Binary): Semantics =>
  (b, f) =>
    b.setVr(f.VRT, operation(b.let(b.vr(f.VRA)), b.let(b.vr(f.VRB)), b));

export const ternary =
  (operation: Ternary): Semantics =>
  (b, f) =>
    b.setVr(f.VRT, operation(b.let(b.vr(f.VRA)), b.let(b.vr(f.VRB)), b.let(b.vr(f.VRC)), b));

/** The same on VSRs. */
export const unaryVsx =
  (operation: Unary): Semantics =>
  (b, f) =>
    b.setVsr(f.XT, operation(b.let(b.vsr(f.XB)), b));

export const binaryVsx =
  (operation: Binary): Semantics =>
  (b, f) =>
    b.setVsr(f.XT, operation(b.let(b.vsr(f.XA)), b.let(b.vsr(f.XB)), b));

/** A constant with these bytes in every 8, 16, 32 or 64 bits, lowest first. */
export function repeated(...bytes: readonly number[]): V128 {
  return v128.const(Array.from({ length: 16 }, (_, i) => bytes[i % bytes.length] as number));
}

/** Words, lowest lane first. */
export function words(...values: readonly number[]): V128 {
  return v128.const(values.flatMap((value) => [value, value >>> 8, value >>> 16, value >>> 24].map((x) => x & 255)));
}

export const allWords = (value: number): V128 => words(value, value, value, value);

/** Doublewords of one value. */
export function allDoublewords(value: bigint): V128 {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return words(low, high, low, high);
}

/** 0, 1, … 15 from the lowest lane up. */
export const LANES = v128.const(Array.from({ length: 16 }, (_, i) => i));

/**
 * A permutation in the ISA's terms: byte elements of x (0 to 15) and y (16 to 31), counted from the most
 * significant, in the order of the result's elements.
 */
export function permuteBytes(x: V128, y: V128, elements: readonly number[]): V128 {
  const lanes = elements.map((element) => (element < 16 ? 15 - element : 47 - element));
  return v128.shuffle(x, y, lanes.reverse());
}

/** The same with elements of `size` bytes. */
export function permute(x: V128, y: V128, size: number, elements: readonly number[]): V128 {
  return permuteBytes(
    x,
    y,
    elements.flatMap((element) => Array.from({ length: size }, (_, i) => element * size + i)),
  );
}

/** Sets VSCR.SAT if `condition` is not zero. */
export function saturated(b: Builder, condition: I32): void {
  b.if(condition, () => b.setVscr(i32.or(b.vscr(), i32.one)));
}

/** Sets VSCR.SAT if the two differ anywhere. */
export function saturatedUnless(b: Builder, result: V128, exact: V128): void {
  saturated(b, v128.anyTrue(v128.xor(result, exact)));
}

/** Rc = 1: CR6 tells whether all elements, or none, of a mask are true. */
export function recordMask(b: Builder, f: Fields, mask: V128): void {
  b.if(b.field(f.Rc), () => {
    const all = i32.shl(i8x16.allTrue(mask), i32.const(3));
    const none = i32.shl(i32.eqz(v128.anyTrue(mask)), i32.const(1));
    b.setCrField(6, i32.or(all, none));
  });
}

/** Moves every byte `count` lanes up (toward the ISA's first element); zeros come in. */
export function moveUp(x: V128, count: I32): V128 {
  const known = i32.known(count);
  if (known !== undefined) return moved(x, known);
  return i8x16.swizzle(x, i8x16.sub(LANES, i8x16.splat(count)));
}

/** And down. */
export function moveDown(x: V128, count: I32): V128 {
  const known = i32.known(count);
  if (known !== undefined) return moved(x, -known);
  return i8x16.swizzle(x, i8x16.add(LANES, i8x16.splat(count)));
}

function moved(x: V128, up: number): V128 {
  if (up === 0) return x;
  const lanes = Array.from({ length: 16 }, (_, lane) => (lane - up >= 0 && lane - up < 16 ? lane - up : 16));
  return v128.shuffle(x, v128.zero, lanes);
}

/** All lanes `value`: a constant when it is known. */
export function splatBytes(value: I32): V128 {
  const known = i32.known(value);
  return known === undefined ? i8x16.splat(value) : repeated(known & 255);
}

export const select = (mask: V128, whenSet: V128, otherwise: V128): V128 => v128.bitselect(whenSet, otherwise, mask);
