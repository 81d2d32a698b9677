/** Numbers worth trying: the edges of every format, and random ones. */
import type { Random } from './random.ts';

const INTEGERS = [
  0n,
  1n,
  2n,
  3n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0x8000_0000_0000_0001n,
  0xffff_ffff_8000_0000n,
  0xffff_ffff_ffff_ffffn,
  0xffff_ffff_ffff_fffen,
];

const LOW_WORDS = INTEGERS.map((value) => Number(value & 0xffff_ffffn));
const BYTES = [0, 1, 0x7f, 0x80, 0xff, 0x0f, 0x40];

/** Doubles by their bits: zeros, infinities, NaNs of both kinds, denormals, limits of every narrower format, halves for rounding. */
const DOUBLES = [
  0n,
  0x8000_0000_0000_0000n,
  0x7ff0_0000_0000_0000n,
  0xfff0_0000_0000_0000n,
  0x7ff8_0000_0000_0000n,
  0x7ff8_0000_0000_1234n,
  0xfff8_0000_0000_0001n,
  0x7ff0_0000_0000_0001n,
  0x7ff4_0000_2000_0000n,
  0xfff7_ffff_ffff_ffffn,
  0x0000_0000_0000_0001n,
  0x800f_ffff_ffff_ffffn,
  0x0010_0000_0000_0000n,
  0x7fef_ffff_ffff_ffffn,
  0xffef_ffff_ffff_ffffn,
  0x3ff0_0000_0000_0000n,
  0xbff0_0000_0000_0000n,
  0x3fe0_0000_0000_0000n,
  0x3ff8_0000_0000_0000n,
  0x4004_0000_0000_0000n,
  0x3ff0_0000_0000_0001n,
  0x3ca0_0000_0000_0000n,
  0x47ef_ffff_e000_0000n,
  0x47ef_ffff_f000_0000n,
  0x36a0_0000_0000_0000n,
  0x380f_ffff_ffff_ffffn,
  0x3810_0000_0000_0000n,
  0x41df_ffff_ffc0_0000n,
  0x41df_ffff_ffe0_0000n,
  0xc1e0_0000_0000_0000n,
  0x41ef_ffff_ffe0_0000n,
  0x41ef_ffff_fff0_0000n,
  0x43df_ffff_ffff_ffffn,
  0x43e0_0000_0000_0000n,
  0xc3e0_0000_0000_0000n,
  0x43ef_ffff_ffff_ffffn,
  0x43f0_0000_0000_0000n,
  0x4340_0000_0000_0001n,
  0x433f_ffff_ffff_ffffn,
  0x4330_0000_0000_0001n,
  0x4000_0000_0000_0000n,
  0x4008_0000_0000_0000n,
];

const SINGLES = [
  0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc01234, 0x7f800001, 0xffbfffff, 0x00000001, 0x807fffff,
  0x00800000, 0x7f7fffff, 0x3f800000, 0xbf800000, 0x3f000000, 0x3fc00000, 0x40200000, 0x4effffff, 0x4f000000,
  0xcf000000, 0x4f7fffff, 0x4f800000, 0x5effffff, 0x5f000000, 0x3f800001,
];

export function doubleword(random: Random): bigint {
  return (BigInt(random.word() >>> 0) << 32n) | BigInt(random.word() >>> 0);
}

/** For general registers. */
export function integer(random: Random): bigint {
  switch (random.below(6)) {
    case 0:
      return random.pick(INTEGERS);
    case 1:
      return BigInt.asUintN(64, random.pick(INTEGERS) + BigInt(random.below(5) - 2));
    case 2:
      return BigInt.asUintN(64, BigInt(random.word()));
    case 3:
      return BigInt(random.below(130));
    case 4:
      return doubleword(random) >> BigInt(random.below(64));
    default:
      return doubleword(random);
  }
}

const WORDS_OF_DOUBLES = DOUBLES.map((bits) => [Number(bits >> 32n), Number(bits & 0xffff_ffffn)] as const);

/** A double, by halves: thousands of registers are drawn, and BigInts are slow. */
function putDouble(random: Random, view: DataView, at: number): void {
  const kind = random.below(5);
  if (kind === 4) {
    view.setFloat64(at, Math.fround((random.word() / 65536) * 2 ** (random.below(40) - 20)));
    return;
  }
  let high: number;
  let low: number;
  if (kind < 2) {
    [high, low] = random.pick(WORDS_OF_DOUBLES);
    if (kind === 1) {
      const bit = random.below(64);
      if (bit < 32) low ^= 1 << bit;
      else high ^= 1 << bit;
    }
  } else {
    high = random.word();
    low = random.word();
    // Near 1, so that sums cancel and products neither overflow nor vanish.
    if (kind === 3) high = (high & 0x800f_ffff) | ((1000 + random.below(50)) << 20);
  }
  view.setUint32(at, high);
  view.setUint32(at + 4, low);
}

function single(random: Random): number {
  switch (random.below(3)) {
    case 0:
      return random.pick(SINGLES);
    case 1:
      return (random.word() & 0x807fffff) | ((117 + random.below(20)) << 23);
    default:
      return random.word();
  }
}

/** Formats that only some instructions make sense of. */
export type Format = 'any' | 'packed' | 'digits' | 'bcd' | 'zoned' | 'quad' | 'decimal64' | 'decimal128';

/** Registers of sixteen bytes, one after the other: of the format mostly, and of other kinds. */
export function fillVectors(random: Random, bytes: Uint8Array, format: Format = 'any'): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += 16) {
    if (format !== 'any' && random.below(8) > 0) fillFormat(random, bytes.subarray(at, at + 16), format);
    else fillAny(random, view, at);
  }
}

function fillAny(random: Random, view: DataView, from: number): void {
  const kind = random.below(9);
  for (let at = from; at < from + 16; at += 8) {
    if (kind < 3) putDouble(random, view, at);
    else if (kind === 3) view.setBigUint64(at, integer(random));
  }
  for (let at = from; at < from + 16; at += 4) {
    if (kind === 4 || kind === 5) view.setUint32(at, single(random) >>> 0);
    else if (kind === 6) view.setInt32(at, random.word());
    else if (kind === 7) view.setUint32(at, random.pick(LOW_WORDS));
  }
  if (kind === 8) for (let at = from; at < from + 16; at++) view.setUint8(at, random.pick(BYTES));
}

function fillFormat(random: Random, bytes: Uint8Array, format: Exclude<Format, 'any'>): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  switch (format) {
    case 'digits':
    case 'packed': {
      // 31 digits and a sign, or another digit; few digits, so that sums and shifts both overflow and do not.
      const digits = random.below(32);
      const value = Array.from({ length: 31 }, (_, at) =>
        31 - at <= digits ? random.pick([0, 9, random.below(10)]) : 0,
      );
      const sign = random.pick([0xa, 0xb, 0xc, 0xd, 0xe, 0xf, 0xc, 0xd]);
      const nibbles = [...value, format === 'packed' ? sign : random.below(10)];
      bytes.forEach((_, at) => (bytes[at] = ((nibbles[2 * at] ?? 0) << 4) | (nibbles[2 * at + 1] ?? 0)));
      break;
    }
    case 'bcd': {
      // Sixteen digits on top, the last one a sign now and then, or any nibble wrong.
      const nibbles = Array.from({ length: 16 }, () => random.pick([0, 9, random.below(10)]));
      if (random.below(3) === 0) nibbles[15] = 10 + random.below(6);
      if (random.below(16) === 0) nibbles[random.below(16)] = random.below(16);
      nibbles.forEach((_, at) => (bytes[at >> 1] = ((nibbles[at & -2] ?? 0) << 4) | (nibbles[at | 1] ?? 0)));
      break;
    }
    case 'zoned': {
      const zone = random.pick([0x30, 0xf0]);
      bytes.forEach((_, at) => (bytes[at] = zone | random.below(10)));
      bytes[15] = (random.pick([3, 7, 0xc, 0xd, 0xf, 0xa]) << 4) | random.below(10);
      break;
    }
    case 'quad': {
      const exponent = random.pick([
        0,
        1,
        0x3fff,
        0x7ffe,
        0x7fff,
        0x3fff + random.below(140) - 20,
        0x3fff + random.below(5) - 2,
        random.below(0x8000),
      ]);
      const fraction = random.pick([
        0n,
        doubleword(random) >> BigInt(16 + random.below(48)),
        (1n << 48n) - 1n,
        1n << 47n,
      ]);
      view.setBigUint64(
        0,
        (BigInt(random.below(2)) << 63n) | (BigInt(exponent) << 48n) | (fraction & 0xffff_ffff_ffffn),
      );
      view.setBigUint64(
        8,
        random.pick([
          0n,
          1n,
          doubleword(random),
          0xffff_ffff_ffff_ffffn,
          1n << 63n,
          doubleword(random) & 0xffff_ffff_0000_0000n,
        ]),
      );
      break;
    }
    case 'decimal64':
      view.setBigUint64(0, decimal(random, 64n));
      view.setBigUint64(8, doubleword(random));
      break;
    case 'decimal128': {
      const value = decimal(random, 128n);
      view.setBigUint64(0, value >> 64n);
      view.setBigUint64(8, BigInt.asUintN(64, value));
      break;
    }
  }
}

/** A decimal floating-point number with an exponent near zero, or something special. */
function decimal(random: Random, width: bigint): bigint {
  const sign = BigInt(random.below(2)) << (width - 1n);
  const special = random.below(12);
  // Infinity, quiet and signalling NaN: the five bits behind the sign (5.5.1).
  const declets = width === 64n ? 50n : 110n;
  const random128 = (doubleword(random) << 64n) | doubleword(random);
  const coefficient =
    (random128 & ((1n << declets) - 1n)) >>
    BigInt(random.pick([0, 10, 20, 30, 40, Number(declets) - 10, Number(declets)]));
  if (special === 0) return sign | (0b11110n << (width - 6n)) | (random.below(2) === 0 ? 0n : coefficient);
  if (special === 1) return sign | (random.pick([0b111110n, 0b111111n]) << (width - 7n)) | coefficient;
  if (special === 2) return sign | (random128 & ((1n << (width - 1n)) - 1n));
  const bias = width === 64n ? 398 : 6176;
  const exponentBits = width === 64n ? 8n : 12n;
  const exponent = BigInt(bias + random.below(40) - 20);
  const leading = BigInt(random.below(random.pick([1, 8, 10])));
  const high = exponent >> exponentBits;
  const combination = leading < 8n ? (high << 3n) | leading : 0b11000n | (high << 1n) | (leading & 1n);
  return sign | (combination << (width - 6n)) | ((exponent & ((1n << exponentBits) - 1n)) << declets) | coefficient;
}
