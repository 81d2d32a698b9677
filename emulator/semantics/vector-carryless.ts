/**
 * Carry-less multiplication (book I, 6.11.2): products of polynomials with coefficients modulo 2, by multiplications of
 * integers that have zeros between their bits, so many that the carries of a column stay in them.
 */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { V128 } from '../wasm/node.ts';
import { i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Helper, HelperCode, Semantics, SemanticsTable } from './builder.ts';
import { repeated } from './vector-common.ts';

/** Every `spacing`th bit of `width`, from bit `first` on, in all elements of `size` bytes. */
function everyBit(first: number, spacing: number, width: number, size: number): V128 {
  let bits = 0n;
  for (let bit = first; bit < width; bit += spacing) bits |= 1n << BigInt(bit);
  return repeated(...Array.from({ length: size }, (_, byte) => Number((bits >> BigInt(8 * byte)) & 255n)));
}

type Product = (b: HelperCode, x: V128, y: V128) => V128;

interface Width {
  /** Of the factors. */
  readonly bits: number;
  /** Bytes of the elements that hold a factor. */
  readonly held: number;
  /** Zeros and all: a column of a product has at most bits ÷ spacing ones, below 2^spacing. */
  readonly spacing: number;
  readonly multiply: (x: V128, y: V128) => V128;
}

const BYTES: Width = { bits: 8, held: 2, spacing: 3, multiply: i16x8.mul };
const HALFWORDS: Width = { bits: 16, held: 4, spacing: 3, multiply: i32x4.mul };
/** The two lowest words; products are doublewords. */
const WORDS: Width = { bits: 32, held: 4, spacing: 4, multiply: i64x2.multiplyLowU };

/** Elements twice as wide as the factors, which are in the low bits of theirs; what lies above is not looked at. */
function product(b: HelperCode, { bits, held, spacing, multiply }: Width, x: V128, y: V128): V128 {
  const places = Array.from({ length: spacing }, (_, place) => place);
  const spread = (v: V128): V128[] => places.map((place) => b.let(v128.and(v, everyBit(place, spacing, bits, held))));
  const [xs, ys] = [spread(x), spread(y)];
  const column = (place: number): V128 => {
    const terms = places.map((i) => multiply(xs[i] as V128, ys[(place - i + spacing) % spacing] as V128));
    const sum = terms.reduce((first, second) => v128.xor(first, second));
    return v128.and(sum, everyBit(place, spacing, 2 * bits, bits / 4));
  };
  return b.let(places.map(column).reduce((first, second) => v128.or(first, second)));
}

/** The products of two neighbouring elements, added: in elements twice as wide. */
function sumProducts(lanes: typeof i16x8 | typeof i32x4, width: Width): Product {
  return (b, x, y) => {
    const upper = (v: V128): V128 => b.let(lanes.shrU(v, i32.const(width.bits)));
    return v128.xor(product(b, width, x, y), product(b, width, upper(x), upper(y)));
  };
}

const sumWords: Product = (b, x, y) => {
  const part = (first: 0 | 1): V128 => product(b, WORDS, gather(b, x, first), gather(b, y, first));
  return v128.xor(part(0), part(1));
};

/** Words `first` and `first` + 2 brought together in the lowest lanes. */
function gather(b: HelperCode, x: V128, first: 0 | 1): V128 {
  const lanes = [first, first + 2, first, first + 2];
  return b.let(
    v128.shuffle(
      x,
      x,
      lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
    ),
  );
}

/** Both doublewords at once, each from three products of words (Karatsuba), then added. */
const sumDoublewords: Product = (b, x, y) => {
  const [xl, xh, yl, yh] = [gather(b, x, 0), gather(b, x, 1), gather(b, y, 0), gather(b, y, 1)];
  const low = product(b, WORDS, xl, yl);
  const high = product(b, WORDS, xh, yh);
  const crossed = product(b, WORDS, b.let(v128.xor(xl, xh)), b.let(v128.xor(yl, yh)));
  const added = (v: V128) => b.let(i64.xor(i64x2.extract(v, 0), i64x2.extract(v, 1)));
  const [bottom, top] = [added(low), added(high)];
  const middle = b.let(i64.xor(i64.xor(added(crossed), bottom), top));
  const by = i64.const(32);
  return i64x2.pair(i64.xor(top, i64.shrU(middle, by)), i64.xor(bottom, i64.shl(middle, by)));
};

/** Too long to be repeated in each place. */
function called(name: string, body: Product): Semantics {
  const helper: Helper<'v128'> = {
    name,
    parameters: ['v128', 'v128'],
    result: 'v128',
    body: (code, [x, y]) => body(code, x as V128, y as V128),
  };
  return (b, f) => b.setVr(f.VRT, b.call(helper, b.vr(f.VRA), b.vr(f.VRB)));
}

export const vectorCarryless: SemanticsTable = {
  vpmsumb: called('vpmsumb', sumProducts(i16x8, BYTES)),
  vpmsumh: called('vpmsumh', sumProducts(i32x4, HALFWORDS)),
  vpmsumw: called('vpmsumw', sumWords),
  vpmsumd: called('vpmsumd', sumDoublewords),
};
