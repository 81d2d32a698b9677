/** Signed decimal numbers of 31 digits in a vector register, the sign in the last nibble (book I, 6.17.1). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Fields, Semantics, SemanticsTable } from './builder.ts';

const SIGNS = i64.const(0x8888888888888888n);
const DIGITS = 31;

interface Quad {
  readonly high: I64;
  readonly low: I64;
}

function quadOf(b: Builder, x: V128): Quad {
  return { high: b.let(i64x2.extract(x, 1)), low: b.let(i64x2.extract(x, 0)) };
}

/** Bit 3 of every nibble that is not a digit. */
function beyondNine(b: Builder, x: I64): I64 {
  const others = i64.or(i64.shl(x, i64.one), i64.shl(x, i64.const(2)));
  return b.let(i64.and(i64.and(x, others), SIGNS));
}

/** 31 digits, and a sign code from 10 to 15. */
function isValid(b: Builder, { high, low }: Quad): I32 {
  return i32.and(i64.eqz(beyondNine(b, high)), i64.eq(beyondNine(b, low), i64.const(8)));
}

/** 11 and 13 are minus. */
function isNegative({ low }: Quad): I32 {
  const code = i32.and(i32.wrap(low), i32.const(15));
  return i32.or(i32.eq(code, i32.const(11)), i32.eq(code, i32.const(13)));
}

/** Without the sign. */
function magnitudeOf(b: Builder, { high, low }: Quad): Quad {
  const by = i64.const(4);
  const carried = i64.shl(high, i64.const(60));
  return { high: b.let(i64.shrU(high, by)), low: b.let(i64.or(i64.shrU(low, by), carried)) };
}

const isBelow = (x: Quad, y: Quad): I32 =>
  i32.or(i64.ltU(x.high, y.high), i32.and(i64.eq(x.high, y.high), i64.ltU(x.low, y.low)));

/**
 * Digit by digit from the right: x + y, or x − y where `subtracts` (x is then not less). The digits come in from the
 * left of the result and end above the place of the sign.
 */
function combine(b: Builder, x: Quad, y: Quad, subtracts: I32): Quad & { readonly carry: I32 } {
  const names = [x.high, x.low, y.high, y.low].map((value) => b.variable(value));
  const [xh, xl, yh, yl] = names as [(typeof names)[0], (typeof names)[0], (typeof names)[0], (typeof names)[0]];
  const high = b.variable(i64.zero);
  const low = b.variable(i64.zero);
  const carry = b.variable(i32.zero);
  const count = b.variable(i32.const(DIGITS));
  const down = (top: typeof high, bottom: typeof low, incoming: I64): void => {
    b.set(bottom, i64.or(i64.shrU(b.get(bottom), i64.const(4)), i64.shl(b.get(top), i64.const(60))));
    b.set(top, i64.or(i64.shrU(b.get(top), i64.const(4)), incoming));
  };
  b.while(
    () => b.get(count),
    () => {
      const first = i32.and(i32.wrap(b.get(xl)), i32.const(15));
      const second = b.let(i32.add(i32.and(i32.wrap(b.get(yl)), i32.const(15)), b.get(carry)));
      const raw = b.let(i32.add(first, i32.select(subtracts, i32.sub(i32.zero, second), second)));
      // Not a digit: ten too many, or too few.
      b.set(carry, i32.gtU(raw, i32.const(9)));
      const ten = i32.select(subtracts, i32.const(10), i32.const(-10));
      const digit = b.let(i32.add(raw, i32.select(b.get(carry), ten, i32.zero)));
      down(high, low, i64.shl(i64.extendU(digit), i64.const(60)));
      down(xh, xl, i64.zero);
      down(yh, yl, i64.zero);
      b.set(count, i32.sub(b.get(count), i32.one));
    },
  );
  return { high: b.get(high), low: b.get(low), carry: b.get(carry) };
}

/** CR6: the sign of the sum, or equal; SO with it on overflow, alone when an operand is invalid. */
function add(b: Builder, f: Fields, negatesSecond: boolean): void {
  const x = quadOf(b, b.let(b.vr(f.VRA)));
  const y = quadOf(b, b.let(b.vr(f.VRB)));
  b.if(
    i32.and(isValid(b, x), isValid(b, y)),
    () => {
      const negative = b.let(isNegative(x));
      const other = b.let(negatesSecond ? i32.eqz(isNegative(y)) : isNegative(y));
      const subtracts = b.let(i32.xor(negative, other));
      const [p, q] = [magnitudeOf(b, x), magnitudeOf(b, y)];
      const swapped = b.let(i32.and(subtracts, isBelow(p, q)));
      const pick = (first: I64, second: I64): I64 => b.let(i64.select(swapped, second, first));
      const larger = { high: pick(p.high, q.high), low: pick(p.low, q.low) };
      const smaller = { high: pick(q.high, p.high), low: pick(q.low, p.low) };
      const { high, low, carry } = combine(b, larger, smaller, subtracts);
      const zero = b.let(i64.eqz(i64.or(high, low)));
      const minus = b.let(i32.and(i32.select(swapped, other, negative), i32.eqz(i32.and(zero, subtracts))));
      const plusCode = i32.select(b.field(f.PS), i32.const(15), i32.const(12));
      const code = i64.extendU(i32.select(minus, i32.const(13), plusCode));
      b.setVr(f.VRT, i64x2.pair(high, i64.or(low, code)));
      const relation = i32.select(zero, i32.const(2), i32.select(minus, i32.const(8), i32.const(4)));
      b.setCrField(6, i32.or(relation, i32.and(carry, i32.eqz(subtracts))));
    },
    () => {
      b.setVr(f.VRT, v128.ones);
      b.setCrField(6, i32.one);
    },
  );
}

const addition: Semantics = (b, f) => add(b, f, false);
const subtraction: Semantics = (b, f) => add(b, f, true);

export const vectorDecimal: SemanticsTable = {
  'bcdadd.': addition,
  'bcdsub.': subtraction,
};
