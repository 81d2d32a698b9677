/** Doubles that matter to arithmetic: near the edges of formats, with few or many bits, close to each other. */
import * as fc from 'fast-check';
import { numberOf } from './reference.ts';

const fraction = fc.oneof(
  fc.constantFrom(0n, 1n, 0xfffffffffffffn, 0x8000000000000n, 0x10000000n, 0x30000000n, 0x0fffffffn, 0x1fffffffn),
  fc.bigInt(0n, 0xfffffffffffffn),
  fc.bigInt(0n, 0x7fffffn).map((bits) => bits << 29n),
);

const exponent = fc.oneof(
  fc.integer({ min: 0, max: 2046 }),
  fc.integer({ min: 1000, max: 1060 }),
  fc.constantFrom(0, 1, 2, 54, 896, 897, 898, 1149, 1150, 1151, 2045, 2046),
  fc.integer({ min: 870, max: 900 }),
);

export const bits = fc
  .tuple(fc.boolean(), exponent, fraction)
  .map(([negative, e, f]) => (negative ? 1n << 63n : 0n) | (BigInt(e) << 52n) | f);

/** Finite, zero among them. */
export const finite = bits.map(numberOf);

export const nonZero = finite.filter((x) => x !== 0);

export const mode = fc.integer({ min: 0, max: 3 });
