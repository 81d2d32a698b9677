/** Signed decimal numbers of 31 digits in a vector register, the sign in the last nibble (book I, 6.17.1). */
import { PackedKind, packedWord } from '../decimal/packed-unit.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Field, Fields, Semantics, SemanticsTable } from './builder.ts';
import { unitResult } from './float-unit.ts';
import { binary, unaryOf } from './vector-common.ts';
import { fieldResult } from './wide-unit.ts';

const SIGNS = i64.const(0x8888888888888888n);

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

const LOW_HALF = i64.const(0xffffffff);
const SIXES = i64.const(0x66666666);
const CARRIES = i64.const(0x111111110n);
const NINES = i64.const(0x99999999);

/** Eight digits and eight digits and a carry: eight digits, with the carry as a ninth. */
function addDigits(b: Builder, x: I64, y: I64, carry: I64): I64 {
  // With sixes added, a digit that carries in decimal carries in binary; elsewhere they are taken off again.
  const raised = b.let(i64.add(x, SIXES));
  const sum = b.let(i64.add(i64.add(raised, y), carry));
  const without = b.let(i64.and(i64.not(i64.xor(i64.xor(sum, raised), y)), CARRIES));
  return b.let(i64.sub(sum, i64.or(i64.shrU(without, i64.const(2)), i64.shrU(without, i64.const(3)))));
}

/** x + y, or x − y where `subtracts` (x is then not less), above the place of the sign; and the 32nd digit. */
function combine(b: Builder, x: Quad, y: Quad, subtracts: I32): Quad & { readonly carry: I32 } {
  const by = i64.const(32);
  const parts = ({ high, low }: Quad): I64[] => [
    i64.and(low, LOW_HALF),
    i64.shrU(low, by),
    i64.and(high, LOW_HALF),
    i64.shrU(high, by),
  ];
  // Subtraction adds the nines' complement and one.
  const flip = b.let(i64.select(subtracts, NINES, i64.zero));
  const others = parts(y).map((part) => i64.select(subtracts, i64.sub(flip, part), part));
  let carry: I64 = i64.extendU(subtracts);
  const sums = parts(x).map((part, at) => {
    const sum = addDigits(b, b.let(part), b.let(others[at] as I64), carry);
    carry = i64.shrU(sum, by);
    return i64.and(sum, LOW_HALF);
  }) as [I64, I64, I64, I64];
  const whole = {
    high: b.let(i64.or(sums[2], i64.shl(sums[3], by))),
    low: b.let(i64.or(sums[0], i64.shl(sums[1], by))),
  };
  const four = i64.const(4);
  return {
    high: b.let(i64.or(i64.shl(whole.high, four), i64.shrU(whole.low, i64.const(60)))),
    low: b.let(i64.shl(whole.low, four)),
    carry: i64.ne(i64.shrU(whole.high, i64.const(60)), i64.zero),
  };
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
      const overflow = b.let(i32.and(carry, i32.eqz(subtracts)));
      const zero = b.let(i32.and(i64.eqz(i64.or(high, low)), i32.eqz(overflow)));
      // Zero is plus, whatever it is the sum of.
      const minus = b.let(i32.and(i32.select(swapped, other, negative), i32.eqz(zero)));
      const plusCode = i32.select(b.field(f.PS), i32.const(15), i32.const(12));
      const code = i64.extendU(i32.select(minus, i32.const(13), plusCode));
      b.setVr(f.VRT, i64x2.pair(high, i64.or(low, code)));
      const relation = i32.select(zero, i32.const(2), i32.select(minus, i32.const(8), i32.const(4)));
      b.setCrField(6, i32.or(relation, overflow));
    },
    () => {
      b.setVr(f.VRT, v128.ones);
      b.setCrField(6, i32.one);
    },
  );
}

// What the unit does -------------------------------------------------------------------------------------

const NOTHING = i64x2.splat(i64.zero);

function convert(kind: number, a: 'VRA' | undefined, ps: ((f: Fields) => Field) | undefined): Semantics {
  return (b, f) => {
    const first = a === undefined ? NOTHING : b.let(b.vr(f[a]));
    const preferred = ps === undefined ? NOTHING : b.let(i64x2.splat(i64.extendU(b.field(ps(f)))));
    b.let(b.floatAside(packedWord(kind), [first, b.let(b.vr(f.VRB)), preferred]));
    b.setVr(f.VRT, unitResult.vector(b));
    b.setCrField(6, fieldResult(b));
  };
}

const PS = (f: Fields): Field => f.PS;

// Multiplication by ten -----------------------------------------------------------------------------------

/** The quadword's number times ten plus a digit: the low quadword, and what goes beyond it. */
function timesTen(b: Builder, x: V128, digit: I64): Quad & { readonly carry: I64 } {
  const by = i64.const(32);
  const { high, low } = quadOf(b, x);
  let carry = digit;
  const parts = [i64.and(low, LOW_HALF), i64.shrU(low, by), i64.and(high, LOW_HALF), i64.shrU(high, by)].map((part) => {
    const product = b.let(i64.add(i64.mul(part, i64.const(10)), carry));
    carry = b.let(i64.shrU(product, by));
    return i64.and(product, LOW_HALF);
  }) as [I64, I64, I64, I64];
  return { high: i64.or(parts[2], i64.shl(parts[3], by)), low: i64.or(parts[0], i64.shl(parts[1], by)), carry };
}

/** The digit in the last nibble; beyond nine, which is undefined, processors look at its first and last bit only. */
function digitOf(b: Builder, x: V128): I64 {
  const nibble = b.let(i64.and(i64x2.extract(x, 0), i64.const(15)));
  return b.let(i64.select(i64.gtU(nibble, i64.const(9)), i64.and(nibble, i64.const(9)), nibble));
}

const product = ({ high, low }: Quad): V128 => i64x2.pair(high, low);
const beyond = ({ carry }: { carry: I64 }): V128 => i64x2.pair(i64.zero, carry);

export const vectorDecimal: SemanticsTable = {
  'bcdadd.': (b, f) => add(b, f, false),
  'bcdsub.': (b, f) => add(b, f, true),

  'bcdcpsgn.': convert(PackedKind.copySign, 'VRA', undefined),
  'bcdsetsgn.': convert(PackedKind.setSign, undefined, PS),
  'bcds.': convert(PackedKind.shift, 'VRA', PS),
  'bcdsr.': convert(PackedKind.shiftRound, 'VRA', PS),
  'bcdus.': convert(PackedKind.shiftUnsigned, 'VRA', undefined),
  'bcdtrunc.': convert(PackedKind.truncate, 'VRA', PS),
  'bcdutrunc.': convert(PackedKind.truncateUnsigned, 'VRA', undefined),
  'bcdcfn.': convert(PackedKind.fromNational, undefined, PS),
  'bcdctn.': convert(PackedKind.toNational, undefined, undefined),
  'bcdcfz.': convert(PackedKind.fromZoned, undefined, PS),
  'bcdctz.': convert(PackedKind.toZoned, undefined, PS),
  'bcdcfsq.': convert(PackedKind.fromInteger, undefined, PS),
  'bcdctsq.': convert(PackedKind.toInteger, undefined, undefined),

  vmul10uq: unaryOf('VRA', (x, b) => product(timesTen(b, x, i64.zero))),
  vmul10cuq: unaryOf('VRA', (x, b) => beyond(timesTen(b, x, i64.zero))),
  vmul10euq: binary((x, y, b) => product(timesTen(b, x, digitOf(b, y)))),
  vmul10ecuq: binary((x, y, b) => beyond(timesTen(b, x, digitOf(b, y)))),
};
