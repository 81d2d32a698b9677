/**
 * What fixed-point instructions give, written from the ISA's sentences with unbounded integers: an independent
 * second opinion, slow and plain.
 */
export interface Outcome {
  result: bigint;
  ca?: boolean;
  ca32?: boolean;
  ov?: boolean;
  ov32?: boolean;
}

export const u = (x: bigint, bits = 64): bigint => BigInt.asUintN(bits, x);
export const s = (x: bigint, bits = 64): bigint => BigInt.asIntN(bits, x);

/** x + y + carry as adders do it, with every flag. */
function sum(x: bigint, y: bigint, carry: bigint): Outcome {
  const flags = (bits: number) => ({
    carry: u(x, bits) + u(y, bits) + carry >= 1n << BigInt(bits),
    overflow: s(s(x, bits) + s(y, bits) + carry, bits) !== s(x, bits) + s(y, bits) + carry,
  });
  return {
    result: u(x + y + carry),
    ca: flags(64).carry,
    ca32: flags(32).carry,
    ov: flags(64).overflow,
    ov32: flags(32).overflow,
  };
}

const without = ({ result, ov, ov32 }: Outcome): Outcome => ({ result, ov: ov === true, ov32: ov32 === true });
const both = (result: bigint, ov: boolean): Outcome => ({ result: u(result), ov, ov32: ov });

type Reference = (a: bigint, b: bigint, ca: bigint) => Outcome;

/** RT from RA, RB and CA; OE forms too. Division: only where the result is defined. */
export const ARITHMETIC: Readonly<Record<string, Reference>> = {
  add: (a, b) => without(sum(a, b, 0n)),
  subf: (a, b) => without(sum(~a, b, 1n)),
  neg: (a) => without(sum(~a, 0n, 1n)),
  addc: (a, b) => sum(a, b, 0n),
  subfc: (a, b) => sum(~a, b, 1n),
  adde: (a, b, ca) => sum(a, b, ca),
  subfe: (a, b, ca) => sum(~a, b, ca),
  addme: (a, _, ca) => sum(a, -1n, ca),
  subfme: (a, _, ca) => sum(~a, -1n, ca),
  addze: (a, _, ca) => sum(a, 0n, ca),
  subfze: (a, _, ca) => sum(~a, 0n, ca),
  mulld: (a, b) => both(s(a) * s(b), s(s(a) * s(b)) !== s(a) * s(b)),
  mullw: (a, b) => both(s(a, 32) * s(b, 32), s(s(a, 32) * s(b, 32), 32) !== s(a, 32) * s(b, 32)),
  divd: (a, b) => division(s(a), s(b), 64, true),
  divdu: (a, b) => division(u(a), u(b), 64, false),
  divw: (a, b) => division(s(a, 32), s(b, 32), 32, true),
  divwu: (a, b) => division(u(a, 32), u(b, 32), 32, false),
  divde: (a, b) => division(s(a) << 64n, s(b), 64, true),
  divdeu: (a, b) => division(u(a) << 64n, u(b), 64, false),
  divwe: (a, b) => division(s(a, 32) << 32n, s(b, 32), 32, true),
  divweu: (a, b) => division(u(a, 32) << 32n, u(b, 32), 32, false),
};

/** A negative result means undefined: only OV is looked at then. */
function division(dividend: bigint, divisor: bigint, bits: number, signed: boolean): Outcome {
  if (divisor === 0n) return { result: -1n, ov: true, ov32: true };
  const quotient = dividend / divisor;
  const fits = signed ? s(quotient, bits) === quotient : u(quotient, bits) === quotient;
  return fits ? { result: u(quotient, bits), ov: false, ov32: false } : { result: -1n, ov: true, ov32: true };
}

/** RT from RA, RB, RC without flags. */
export const PLAIN: Readonly<Record<string, (a: bigint, b: bigint, c: bigint) => bigint>> = {
  mulhd: (a, b) => (s(a) * s(b)) >> 64n,
  mulhdu: (a, b) => (u(a) * u(b)) >> 64n,
  maddhd: (a, b, c) => (s(a) * s(b) + s(c)) >> 64n,
  maddhdu: (a, b, c) => (u(a) * u(b) + u(c)) >> 64n,
  maddld: (a, b, c) => a * b + c,
  modsd: (a, b) => (s(b) === 0n ? 0n : s(a) % s(b)),
  modud: (a, b) => (u(b) === 0n ? 0n : u(a) % u(b)),
  modsw: (a, b) => (s(b, 32) === 0n ? 0n : s(a, 32) % s(b, 32)),
  moduw: (a, b) => (u(b, 32) === 0n ? 0n : u(a, 32) % u(b, 32)),
  addg6s: (a, b) => {
    let result = 0n;
    for (let digit = 0n; digit < 16n; digit++) {
      const bits = Number(4n * digit + 4n);
      if (u(a, bits) + u(b, bits) < 1n << BigInt(bits)) result |= 6n << (4n * digit);
    }
    return result;
  },
};

/** Ones from bit `from` to bit `to`, 0 being the highest of 64, around the end. */
function mask(from: number, to: number): bigint {
  let result = 0n;
  for (let bit = from; ; bit = (bit + 1) % 64) {
    result |= 1n << BigInt(63 - bit);
    if (bit === to) return result;
  }
}

const rotate64 = (x: bigint, by: number): bigint => u((u(x) << BigInt(by)) | (u(x) >> BigInt(64 - by)));
const rotate32 = (x: bigint, by: number): bigint => rotate64((u(x, 32) << 32n) | u(x, 32), by);
const insert = (value: bigint, where: bigint, old: bigint): bigint => (value & where) | (old & ~where);

/** RA from RS, RB, the old RA, and the fields SH, MB, ME. */
export const ROTATES: Readonly<
  Record<string, (rs: bigint, rb: bigint, ra: bigint, sh: number, mb: number, me: number) => bigint>
> = {
  rlwinm: (rs, _, __, sh, mb, me) => rotate32(rs, sh % 32) & mask((mb % 32) + 32, (me % 32) + 32),
  rlwnm: (rs, rb, __, _, mb, me) => rotate32(rs, Number(rb & 31n)) & mask((mb % 32) + 32, (me % 32) + 32),
  rlwimi: (rs, _, ra, sh, mb, me) => insert(rotate32(rs, sh % 32), mask((mb % 32) + 32, (me % 32) + 32), ra),
  rldicl: (rs, _, __, sh, mb) => rotate64(rs, sh) & mask(mb, 63),
  rldicr: (rs, _, __, sh, ___, me) => rotate64(rs, sh) & mask(0, me),
  rldic: (rs, _, __, sh, mb) => rotate64(rs, sh) & mask(mb, 63 - sh),
  rldimi: (rs, _, ra, sh, mb) => insert(rotate64(rs, sh), mask(mb, 63 - sh), ra),
  rldcl: (rs, rb, _, __, mb) => rotate64(rs, Number(rb & 63n)) & mask(mb, 63),
  rldcr: (rs, rb, _, __, ___, me) => rotate64(rs, Number(rb & 63n)) & mask(0, me),
};

const bytesOf = (x: bigint): bigint[] => Array.from({ length: 8 }, (_, i) => (u(x) >> BigInt(8 * i)) & 255n);
const fromBytes = (list: bigint[]): bigint => list.reduce((x, byte, i) => x | (byte << BigInt(8 * i)), 0n);
const ones = (x: bigint): bigint => BigInt(x.toString(2).replaceAll('0', '').length);
const leading = (x: bigint, bits: number): bigint => BigInt(x === 0n ? bits : bits - x.toString(2).length);
const trailing = (x: bigint, bits: number): bigint =>
  leading(x === 0n ? 0n : u(x & -x, bits), bits) === BigInt(bits)
    ? BigInt(bits)
    : BigInt(bits - 1) - leading(x & -x, bits);
const parity = (x: bigint): bigint => bytesOf(x).reduce((p, byte) => p ^ (byte & 1n), 0n);

/** RA from RS and RB. */
export const LOGICAL: Readonly<Record<string, (rs: bigint, rb: bigint) => bigint>> = {
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  nand: (x, y) => ~(x & y),
  nor: (x, y) => ~(x | y),
  eqv: (x, y) => ~(x ^ y),
  andc: (x, y) => x & ~y,
  orc: (x, y) => x | ~y,
  extsb: (x) => s(x, 8),
  extsh: (x) => s(x, 16),
  extsw: (x) => s(x, 32),
  cntlzw: (x) => leading(u(x, 32), 32),
  cntlzd: (x) => leading(u(x), 64),
  cnttzw: (x) => trailing(u(x, 32), 32),
  cnttzd: (x) => trailing(u(x), 64),
  popcntb: (x) => fromBytes(bytesOf(x).map(ones)),
  popcntw: (x) => (ones(u(x) >> 32n) << 32n) | ones(u(x, 32)),
  popcntd: (x) => ones(u(x)),
  prtyw: (x) => (parity(u(x) >> 32n) << 32n) | parity(u(x, 32)),
  prtyd: (x) => parity(x),
  cmpb: (x, y) => fromBytes(bytesOf(x).map((byte, i) => (byte === bytesOf(y)[i] ? 255n : 0n))),
  bpermd: (x, y) =>
    bytesOf(x).reduce((r, index, i) => r | (index < 64n ? ((u(y) >> (63n - index)) & 1n) << BigInt(i) : 0n), 0n),
  slw: (x, y) => (y & 32n ? 0n : u(u(x, 32) << (y & 31n), 32)),
  srw: (x, y) => (y & 32n ? 0n : u(x, 32) >> (y & 31n)),
  sld: (x, y) => (y & 64n ? 0n : x << (y & 63n)),
  srd: (x, y) => (y & 64n ? 0n : u(x) >> (y & 63n)),
};

/** Shift right algebraic: result and CA, from RS, the amount and the width. */
export function shiftAlgebraic(rs: bigint, by: bigint, bits: number): Outcome {
  const value = s(rs, bits);
  const lost = value & ((1n << by) - 1n);
  return { result: u(value >> by), ca: value < 0n && lost !== 0n };
}
