/**
 * IEEE 754 arithmetic with POWER's status, written the slow and obvious way over BigInt: what emulator/float is
 * tested against. A finite number is an integer times a power of two; operations are exact, or carry a sticky bit.
 */

/** ±magnitude · 2^exponent, and a little more when sticky. */
export interface Exact {
  readonly negative: boolean;
  readonly magnitude: bigint;
  readonly exponent: number;
  readonly sticky: boolean;
}

export interface Precision {
  readonly bits: number;
  readonly smallest: number;
  readonly largest: number;
  readonly adjustment: number;
}

export const double: Precision = { bits: 53, smallest: -1022, largest: 1023, adjustment: 1536 };
export const single: Precision = { bits: 24, smallest: -126, largest: 127, adjustment: 192 };

export const bitsOf = (x: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0);
};

export const numberOf = (bits: bigint): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(64, bits));
  return view.getFloat64(0);
};

export function exactOf(x: number): Exact {
  const bits = bitsOf(x);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return {
    negative: bits >> 63n === 1n,
    magnitude: biased === 0 ? fraction : fraction | (1n << 52n),
    exponent: Math.max(biased, 1) - 1075,
    sticky: false,
  };
}

export function add(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  const signed = (x: Exact): bigint => {
    const aligned = x.magnitude << BigInt(x.exponent - exponent);
    return x.negative ? -aligned : aligned;
  };
  const sum = signed(a) + signed(b);
  return { negative: sum < 0n, magnitude: sum < 0n ? -sum : sum, exponent, sticky: false };
}

export const multiply = (a: Exact, b: Exact): Exact => ({
  negative: a.negative !== b.negative,
  magnitude: a.magnitude * b.magnitude,
  exponent: a.exponent + b.exponent,
  sticky: false,
});

export function divide(a: Exact, b: Exact): Exact {
  const dividend = a.magnitude << 200n;
  return {
    negative: a.negative !== b.negative,
    magnitude: dividend / b.magnitude,
    exponent: a.exponent - b.exponent - 200,
    sticky: dividend % b.magnitude !== 0n,
  };
}

export function squareRoot(a: Exact): Exact {
  const shift = 200 + (a.exponent & 1);
  const radicand = a.magnitude << BigInt(shift);
  const root = integerRoot(radicand);
  return { negative: false, magnitude: root, exponent: (a.exponent - shift) / 2, sticky: root * root !== radicand };
}

function integerRoot(n: bigint): bigint {
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

export interface Rounded {
  readonly value: number;
  readonly overflow: boolean;
  readonly underflow: boolean;
  readonly inexact: boolean;
  readonly away: boolean;
}

/** Rounding modes 0 nearest, 1 zero, 2 up, 3 down; traps are OE and UE. */
export function round(
  x: Exact,
  precision: Precision,
  mode: number,
  traps: { readonly overflow: boolean; readonly underflow: boolean },
): Rounded {
  const length = x.magnitude.toString(2).length;
  let top = length - 1 + x.exponent;
  const tiny = top < precision.smallest;
  let shifted = x.exponent;
  if (tiny && traps.underflow) {
    shifted += precision.adjustment;
    top += precision.adjustment;
  }
  const last = Math.max(top, precision.smallest) - precision.bits + 1;
  // In units of a quarter of the last place, with everything below as one sticky bit.
  const drop = last - 2 - shifted;
  const kept = drop > 0 ? x.magnitude >> BigInt(drop) : x.magnitude << BigInt(-drop);
  const lost = drop > 0 && kept << BigInt(drop) !== x.magnitude;
  const whole = kept >> 2n;
  const fraction = Number(kept & 3n) * 2 + (lost || x.sticky ? 1 : 0);
  const inexact = fraction !== 0;
  const away =
    inexact &&
    (mode === 0
      ? fraction > 4 || (fraction === 4 && (whole & 1n) === 1n)
      : mode === 2
        ? !x.negative
        : mode === 3
          ? x.negative
          : false);
  const rounded = whole + (away ? 1n : 0n);
  const sign = x.negative ? -1 : 1;
  const underflow = tiny && (traps.underflow || inexact);
  const resultTop = rounded === 0n ? precision.smallest : rounded.toString(2).length - 1 + last;
  if (resultTop <= precision.largest || (tiny && traps.underflow))
    return { value: sign * toNumber(rounded, last), overflow: false, underflow, inexact, away };
  if (traps.overflow)
    return { value: sign * toNumber(rounded, last - precision.adjustment), overflow: true, underflow, inexact, away };
  const infinite = mode === 0 || mode === (x.negative ? 3 : 2);
  const largest = toNumber((1n << BigInt(precision.bits)) - 1n, precision.largest - precision.bits + 1);
  return { value: sign * (infinite ? Infinity : largest), overflow: true, underflow, inexact: true, away: infinite };
}

function toNumber(magnitude: bigint, exponent: number): number {
  let value = Number(magnitude);
  let rest = exponent;
  for (; rest < -900; rest += 900) value *= 2 ** -900;
  for (; rest > 900; rest -= 900) value *= 2 ** 900;
  return value * 2 ** rest;
}
