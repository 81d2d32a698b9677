/**
 * Decimals in vector registers: 31 digits with a sign in the last nibble, 32 digits without, "national" ones (a
 * halfword for each of seven characters and a sign) and zoned ones (a byte for each of 16) (Power ISA, book I, 6.17.1).
 */
import { isMinus } from './digits.ts';
import { power } from './format.ts';

/** CR6: less, greater or equal zero, and what has overflowed; `INVALID` alone when an operand is none. */
const INVALID = 1;

export interface Packed {
  readonly bits: bigint;
  readonly field: number;
}

/** Sign and magnitude. */
interface Signed {
  readonly negative: boolean;
  readonly magnitude: bigint;
}

const invalid: Packed = { bits: 0n, field: INVALID };
const LARGEST = power(31);

function relation({ negative, magnitude }: Signed, overflow: boolean): number {
  return (magnitude === 0n ? 2 : negative ? 8 : 4) | (overflow ? 1 : 0);
}

/** Digits of a quadword without a sign; undefined when one of them is none. */
function digits(bits: bigint): bigint | undefined {
  const text = bits.toString(16);
  return /[a-f]/.test(text) ? undefined : BigInt(text);
}

const nibbles = (value: bigint): bigint => BigInt(`0x${value.toString()}`);

function signed(bits: bigint): Signed | undefined {
  const magnitude = digits(bits >> 4n);
  const code = bits & 15n;
  return magnitude === undefined || code < 10n ? undefined : { negative: isMinus(code), magnitude };
}

/** With the preferred sign: 13 for minus, 12 or (PS = 1) 15 for plus. CR6 is about `source`, as it was before. */
function withSign(value: Signed, ps: number, overflow = false, source = value): Packed {
  const code = value.negative ? 13n : ps === 0 ? 12n : 15n;
  return { bits: (nibbles(value.magnitude % LARGEST) << 4n) | code, field: relation(source, overflow) };
}

/** bcdcpsgn.: the digits of a and the very sign of b. */
export function copySign(a: bigint, b: bigint): Packed {
  const [x, y] = [signed(a), signed(b)];
  if (x === undefined || y === undefined) return invalid;
  return { bits: (a & ~15n) | (b & 15n), field: relation({ ...x, negative: y.negative }, false) };
}

/** bcdsetsgn. */
export function setSign(b: bigint, ps: number): Packed {
  const x = signed(b);
  return x === undefined ? invalid : withSign(x, ps);
}

/** How far a shift goes: byte element 7, signed, at most `most` either way. */
function distance(a: bigint, most: number): number {
  const count = Number(BigInt.asIntN(8, a >> 64n));
  return Math.max(Math.min(count, most), -most);
}

/** Shifted left by `count` digits within `room`, or right. */
function shifted(magnitude: bigint, count: number, room: number): { value: bigint; overflow: boolean } {
  if (count <= 0) return { value: magnitude / power(-count), overflow: false };
  const whole = magnitude * power(count);
  const value = whole % power(room);
  return { value, overflow: value !== whole };
}

/** bcds., and bcdsr. which rounds the last digit by the first one lost. */
export function shift(a: bigint, b: bigint, ps: number, rounds: boolean): Packed {
  const x = signed(b);
  if (x === undefined) return invalid;
  const count = distance(a, 31);
  const { value, overflow } = shifted(x.magnitude, count, 31);
  const up = rounds && count < 0 && (x.magnitude / power(-count - 1)) % 10n >= 5n;
  return withSign({ ...x, magnitude: up ? value + 1n : value }, ps, overflow, x);
}

/** bcdus. */
export function shiftUnsigned(a: bigint, b: bigint): Packed {
  const magnitude = digits(b);
  if (magnitude === undefined) return invalid;
  const { value, overflow } = shifted(magnitude, distance(a, 32), 32);
  return unsigned(value, overflow, magnitude);
}

function unsigned(value: bigint, overflow: boolean, source: bigint): Packed {
  return { bits: nibbles(value), field: relation({ negative: false, magnitude: source }, overflow) };
}

/** How many digits stay: halfword element 3. */
const length = (a: bigint): number => Number(BigInt.asUintN(16, a >> 64n));

/** bcdtrunc. */
export function truncate(a: bigint, b: bigint, ps: number): Packed {
  const x = signed(b);
  if (x === undefined) return invalid;
  const magnitude = x.magnitude % power(Math.min(length(a), 31));
  return withSign({ ...x, magnitude }, ps, magnitude !== x.magnitude, x);
}

/** bcdutrunc. */
export function truncateUnsigned(a: bigint, b: bigint): Packed {
  const whole = digits(b);
  if (whole === undefined) return invalid;
  const magnitude = whole % power(Math.min(length(a), 32));
  return unsigned(magnitude, magnitude !== whole, whole);
}

const PLUS = 0x2bn;
const MINUS = 0x2dn;

/** bcdcfn.: from seven digits and a sign as 16-bit characters. */
export function fromNational(b: bigint, ps: number): Packed {
  const sign = b & 0xffffn;
  let magnitude = 0n;
  for (let at = 112; at >= 16; at -= 16) {
    const digit = ((b >> BigInt(at)) & 0xffffn) - 0x30n;
    if (digit < 0n || digit > 9n) return invalid;
    magnitude = magnitude * 10n + digit;
  }
  if (sign !== PLUS && sign !== MINUS) return invalid;
  return withSign({ negative: sign === MINUS, magnitude }, ps);
}

/** bcdctn. */
export function toNational(b: bigint): Packed {
  const x = signed(b);
  if (x === undefined) return invalid;
  let bits = x.negative ? MINUS : PLUS;
  let rest = x.magnitude;
  for (let at = 16n; at < 128n; at += 16n) {
    bits |= (0x30n + (rest % 10n)) << at;
    rest /= 10n;
  }
  return { bits, field: relation(x, rest !== 0n) };
}

/** bcdcfz.: zones are 3 (PS = 0) or 15, but for the last, which is the sign. */
export function fromZoned(b: bigint, ps: number): Packed {
  const zone = ps === 0 ? 3n : 15n;
  const sign = (b >> 4n) & 15n;
  if (ps === 1 && sign < 10n) return invalid;
  let magnitude = 0n;
  for (let at = 120; at >= 0; at -= 8) {
    const [high, digit] = [(b >> BigInt(at + 4)) & 15n, (b >> BigInt(at)) & 15n];
    if (digit > 9n || (at > 0 && high !== zone)) return invalid;
    magnitude = magnitude * 10n + digit;
  }
  const negative = ps === 0 ? (sign & 4n) !== 0n : isMinus(sign);
  return withSign({ negative, magnitude }, 0);
}

/** bcdctz. */
export function toZoned(b: bigint, ps: number): Packed {
  const x = signed(b);
  if (x === undefined) return invalid;
  const zone = ps === 0 ? 0x30n : 0xf0n;
  let bits = 0n;
  let rest = x.magnitude;
  for (let at = 0n; at < 128n; at += 8n) {
    bits |= (zone | (rest % 10n)) << at;
    rest /= 10n;
  }
  const sign = ps === 0 ? (x.negative ? 7n : 3n) : x.negative ? 13n : 12n;
  return { bits: (bits & ~0xf0n) | (sign << 4n), field: relation(x, rest !== 0n) };
}

/** bcdcfsq. */
export function fromInteger(b: bigint, ps: number): Packed {
  const value = BigInt.asIntN(128, b);
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  return withSign({ negative, magnitude }, ps, magnitude >= LARGEST);
}

/** bcdctsq. */
export function toInteger(b: bigint): Packed {
  const x = signed(b);
  if (x === undefined) return invalid;
  return { bits: BigInt.asUintN(128, x.negative ? -x.magnitude : x.magnitude), field: relation(x, false) };
}
