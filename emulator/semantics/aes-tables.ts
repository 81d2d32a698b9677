/** The AES S-box and its inverse, computed from their definition (FIPS 197, 5.1.1 and 5.3.2). */

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
function multiply(a: number, b: number): number {
  let result = 0;
  for (let bit = 7; bit >= 0; bit--) {
    result = (result << 1) ^ (result & 0x80 ? 0x11b : 0);
    if ((b >> bit) & 1) result ^= a;
  }
  return result;
}

/** a^254: the inverse, and 0 for 0. */
function inverse(a: number): number {
  let result = 1;
  for (let bit = 7; bit >= 0; bit--) {
    result = multiply(result, result);
    if ((254 >> bit) & 1) result = multiply(result, a);
  }
  return result;
}

function affine(a: number): number {
  const rotate = (by: number): number => ((a << by) | (a >> (8 - by))) & 0xff;
  return a ^ rotate(1) ^ rotate(2) ^ rotate(3) ^ rotate(4) ^ 0x63;
}

export const S_BOX: readonly number[] = Array.from({ length: 256 }, (_, value) => affine(inverse(value)));

export const INVERSE_S_BOX: readonly number[] = S_BOX.map((_, image) => S_BOX.indexOf(image));
