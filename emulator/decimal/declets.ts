/** Densely packed decimal: ten bits for three digits (Power ISA, book I, appendix B). */

/** The number that ten bits stand for, redundant encodings with them. */
function decode(declet: number): number {
  const bit = (place: number): number => (declet >> place) & 1;
  const [r, u, y] = [bit(7), bit(4), bit(0)];
  const [pq, st, wx] = [declet >> 8, (declet >> 5) & 3, (declet >> 1) & 3];
  const large = (last: number): number => 8 + last;
  const small = (pair: number, last: number): number => 2 * pair + last;
  if (bit(3) === 0) return 100 * small(pq, r) + 10 * small(st, u) + small(wx, y);
  if (wx === 0) return 100 * small(pq, r) + 10 * small(st, u) + large(y);
  if (wx === 1) return 100 * small(pq, r) + 10 * large(u) + small(st, y);
  if (wx === 2) return 100 * large(r) + 10 * small(st, u) + small(pq, y);
  if (st === 0) return 100 * large(r) + 10 * large(u) + small(pq, y);
  if (st === 1) return 100 * large(r) + 10 * small(pq, u) + large(y);
  if (st === 2) return 100 * small(pq, r) + 10 * large(u) + large(y);
  return 100 * large(r) + 10 * large(u) + large(y);
}

const DECODED: readonly bigint[] = Array.from({ length: 1024 }, (_, declet) => BigInt(decode(declet)));

/** The canonical declet is the least of those that stand for the same digits. */
const ENCODED: readonly bigint[] = Array.from({ length: 1000 }, (_, value) => BigInt(DECODED.indexOf(BigInt(value))));

/** The digits of `count` declets. */
export function unpackDeclets(bits: bigint, count: number): bigint {
  let value = 0n;
  for (let at = count - 1; at >= 0; at--) {
    const declet = Number((bits >> BigInt(10 * at)) & 1023n);
    value = value * 1000n + (DECODED[declet] as bigint);
  }
  return value;
}

/** The lowest 3 · `count` digits as declets. */
export function packDeclets(value: bigint, count: number): bigint {
  let bits = 0n;
  let rest = value;
  for (let at = 0; at < count; at++) {
    bits |= (ENCODED[Number(rest % 1000n)] as bigint) << BigInt(10 * at);
    rest /= 1000n;
  }
  return bits;
}
