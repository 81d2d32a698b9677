/** AES and SHA-2 (book I, 6.11; FIPS 197 and 180-4). */
import { i32 } from '../wasm/i32.ts';
import type { Node, V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Helper, HelperCode, Semantics, SemanticsTable } from './builder.ts';
import { INVERSE_SUBSTITUTION, RATIO, RECIPROCAL, SUBSTITUTION, type Substitution } from './aes-field.ts';
import { binary, permuteBytes, repeated, select, ternary, words } from './vector-common.ts';

// AES ------------------------------------------------------------------------------------------------

/** A table of 16 entries, looked up by each byte; beyond them it gives 0. */
const table = (entries: readonly number[]) => {
  const constant = v128.const(entries);
  return (index: V128): V128 => i8x16.swizzle(constant, index);
};

const reciprocal = table(RECIPROCAL);
const ratio = table(RATIO);
const lowHalves = (x: V128): V128 => v128.and(x, repeated(15));
const highHalves = (x: V128): V128 => v128.and(i16x8.shrU(x, i32.const(4)), repeated(15));

/** Each byte's substitute, by the formulas of aes-field.ts. */
function substitution(name: string, { low, high, first, second, before, after }: Substitution): Helper<'v128'> {
  const [lowPart, highPart, firstPart, secondPart] = [table(low), table(high), table(first), table(second)];
  const plus = (x: V128, constant: number): V128 => (constant === 0 ? x : v128.xor(x, repeated(constant)));
  return {
    name,
    parameters: ['v128'],
    result: 'v128',
    body: (code: HelperCode, parameters: readonly Node[]): V128 => {
      const x = code.let(plus(parameters[0] as V128, before));
      const pair = code.let(v128.xor(lowPart(lowHalves(x)), highPart(highHalves(x))));
      const k = code.let(lowHalves(pair));
      const i = code.let(highHalves(pair));
      const j = code.let(v128.xor(i, k));
      const over = code.let(ratio(k));
      const u = v128.xor(reciprocal(v128.xor(reciprocal(i), over)), j);
      const v = v128.xor(reciprocal(v128.xor(reciprocal(j), over)), i);
      return code.let(plus(v128.xor(firstPart(u), secondPart(v)), after));
    },
  };
}

const subBytes = substitution('subBytes', SUBSTITUTION);
const inverseSubBytes = substitution('inverseSubBytes', INVERSE_SUBSTITUTION);

/** Byte r of column c comes from column c + r (or c − r). */
function shiftRows(direction: 1 | -1): readonly number[] {
  return Array.from({ length: 16 }, (_, i) => {
    const row = i & 3;
    const column = (i >> 2) + direction * row;
    return 4 * (column & 3) + row;
  });
}

const SHIFTED = shiftRows(1);
const UNSHIFTED = shiftRows(-1);

/** Each byte times x, modulo x^8 + x^4 + x^3 + x + 1. */
function double(x: V128): V128 {
  const reduction = v128.and(i8x16.gtS(v128.zero, x), repeated(0x1b));
  return v128.xor(i8x16.add(x, x), reduction);
}

/** The bytes of each column moved up by `count`. */
function rotateColumns(x: V128, count: number): V128 {
  return v128.or(i32x4.shl(x, i32.const(8 * count)), i32x4.shrU(x, i32.const(32 - 8 * count)));
}

function mixColumns(b: Builder, x: V128): V128 {
  const next = b.let(rotateColumns(x, 1));
  const pairs = b.let(v128.xor(x, next));
  // 2a + 3b + c + d = 2(a + b) + b + (c + d)
  return v128.xor(v128.xor(double(pairs), next), rotateColumns(pairs, 2));
}

function inverseMixColumns(b: Builder, x: V128): V128 {
  const across = b.let(v128.xor(x, rotateColumns(x, 2)));
  const four = double(b.let(double(across)));
  return mixColumns(b, b.let(v128.xor(x, four)));
}

function encrypt(state: V128, key: V128, b: Builder, mixes: boolean): V128 {
  const substituted = b.call(subBytes, state);
  const shifted = b.let(permuteBytes(substituted, substituted, SHIFTED));
  return v128.xor(mixes ? mixColumns(b, shifted) : shifted, key);
}

function decrypt(state: V128, key: V128, b: Builder, mixes: boolean): V128 {
  const shifted = permuteBytes(state, state, UNSHIFTED);
  const keyed = b.let(v128.xor(b.call(inverseSubBytes, shifted), key));
  return mixes ? inverseMixColumns(b, keyed) : keyed;
}

// SHA-2 ----------------------------------------------------------------------------------------------

type Rotations = readonly [number, number, number];

/** Three rotations, or two and a shift, added without carry. */
function sigma(lanes: typeof i32x4 | typeof i64x2, width: number, x: V128, by: Rotations, shifts: boolean): V128 {
  const rotate = (n: number): V128 => v128.or(lanes.shrU(x, i32.const(n)), lanes.shl(x, i32.const(width - n)));
  const last = shifts ? lanes.shrU(x, i32.const(by[2])) : rotate(by[2]);
  return v128.xor(v128.xor(rotate(by[0]), rotate(by[1])), last);
}

interface Sigmas {
  readonly small: readonly [Rotations, Rotations];
  readonly big: readonly [Rotations, Rotations];
}

const SHA256: Sigmas = {
  small: [
    [7, 18, 3],
    [17, 19, 10],
  ],
  big: [
    [2, 13, 22],
    [6, 11, 25],
  ],
};
const SHA512: Sigmas = {
  small: [
    [1, 8, 7],
    [19, 61, 6],
  ],
  big: [
    [28, 34, 39],
    [14, 18, 41],
  ],
};

/** Each element gets the second function of its pair where its bit of SIX is set. */
function shaSigma(lanes: typeof i32x4 | typeof i64x2, width: number, sigmas: Sigmas, bits: V128): Semantics {
  return (b, f) => {
    const x = b.let(b.vr(f.VRA));
    const chosen = v128.and(i32x4.splat(b.field(f.SIX)), bits);
    const mask = b.let(lanes.eq(chosen, bits));
    const result = b.variable(v128.zero);
    const of = (pair: readonly [Rotations, Rotations], shifts: boolean): V128 =>
      select(mask, sigma(lanes, width, x, pair[1], shifts), sigma(lanes, width, x, pair[0], shifts));
    b.if(
      b.field(f.ST),
      () => b.set(result, of(sigmas.big, false)),
      () => b.set(result, of(sigmas.small, true)),
    );
    b.setVr(f.VRT, b.get(result));
  };
}

const WORD_BITS = words(1, 2, 4, 8);
/** Doubleword 0 looks at bit 0 of SIX, doubleword 1 at bit 2. */
const DOUBLEWORD_BITS = words(2, 0, 8, 0);

export const vectorCrypto: SemanticsTable = {
  vcipher: binary((x, y, b) => encrypt(x, y, b, true)),
  vcipherlast: binary((x, y, b) => encrypt(x, y, b, false)),
  vncipher: binary((x, y, b) => decrypt(x, y, b, true)),
  vncipherlast: binary((x, y, b) => decrypt(x, y, b, false)),
  vsbox: (b, f) => b.setVr(f.VRT, b.call(subBytes, b.vr(f.VRA))),
  vshasigmaw: shaSigma(i32x4, 32, SHA256, WORD_BITS),
  vshasigmad: shaSigma(i64x2, 64, SHA512, DOUBLEWORD_BITS),
  /** Bytes of x and y chosen by the high and the low half of each byte of z, added. */
  vpermxor: ternary((x, y, z) => {
    const from = (index: V128): V128 => i8x16.sub(repeated(15), index);
    const first = i8x16.swizzle(x, from(i8x16.shrU(z, i32.const(4))));
    return v128.xor(first, i8x16.swizzle(y, from(v128.and(z, repeated(15)))));
  }),
};
