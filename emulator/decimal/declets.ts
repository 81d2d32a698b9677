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

/** What each declet decodes to and each three digits are encoded as. Made for the first decimal instruction: few programs have one. */
const decoded = new Uint16Array(1024);
const encoded = new Uint16Array(1000);

function fillTables(): void {
  // The canonical declet is the least of those that stand for the same digits.
  for (let declet = 1023; declet >= 0; declet--) {
    decoded[declet] = decode(declet);
    encoded[decode(declet)] = declet;
  }
}

/** Five declets are 50 bits and fifteen digits: numbers that are exact. */
const GROUP = 5;
const GROUP_BITS = 50n;
const GROUP_DIGITS = 10n ** 15n;

/** The digits of `count` declets. */
export function unpackDeclets(bits: bigint, count: number): bigint {
  if (count <= GROUP) return BigInt(unpackGroup(Number(BigInt.asUintN(10 * count, bits))));
  const upper = unpackDeclets(bits >> GROUP_BITS, count - GROUP);
  return upper * GROUP_DIGITS + BigInt(unpackGroup(Number(BigInt.asUintN(50, bits))));
}

function unpackGroup(bits: number): number {
  // Declet 1 is 1, if the tables are filled.
  if (decoded[1] === 0) fillTables();
  let value = 0;
  let unit = 1;
  for (let rest = bits; rest > 0; rest = Math.floor(rest / 1024)) {
    value += (decoded[rest % 1024] as number) * unit;
    unit *= 1000;
  }
  return value;
}

/** The lowest 3 · `count` digits as declets. */
export function packDeclets(value: bigint, count: number): bigint {
  if (count <= GROUP) return BigInt(packGroup(Number(value % 1000n ** BigInt(count))));
  const upper = packDeclets(value / GROUP_DIGITS, count - GROUP);
  return (upper << GROUP_BITS) | BigInt(packGroup(Number(value % GROUP_DIGITS)));
}

function packGroup(value: number): number {
  if (decoded[1] === 0) fillTables();
  let bits = 0;
  let unit = 1;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 1000)) {
    bits += (encoded[rest % 1000] as number) * unit;
    unit *= 1024;
  }
  return bits;
}
