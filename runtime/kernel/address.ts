/**
 * Effective addresses as JavaScript numbers, and the pages they fall into.
 *
 * A 64-bit effective address does not fit a number exactly, so it is *folded*: below 2^52 it stands
 * for itself; above, the top byte and the low 44 bits are kept (2^52 + top · 2^44 + low), which covers
 * AIX's segments at 0x0700…, 0x0900…, 0x0f00… . What cannot be folded becomes `NEVER_MAPPED`:
 * an access to it faults like any hole. Folding keeps page offsets and neighbours.
 */

const WORD = 0x1_0000_0000;
const PLAIN_LIMIT = 2 ** 52;
const TOP_BYTE = 2 ** 44;

/** Size of a frame; a personality's page is one or more of them. */
export const PAGE_SIZE = 4096;
export const PAGE_MASK = PAGE_SIZE - 1;

/** The folded address of everything that cannot be folded, with its place in a page; nothing is ever mapped there. */
export const NEVER_MAPPED = PLAIN_LIMIT;
const NEVER_OFFSET = 0xffff;

/** First folded address that no effective address has. */
export const ADDRESS_END = 2 ** 53;

export function isNeverMapped(address: number): boolean {
  return address >= NEVER_MAPPED && address <= NEVER_MAPPED + NEVER_OFFSET;
}

/** Folds an effective address given as two words (signed or unsigned). */
export function fold(hi: number, lo: number): number {
  if (hi >>> 20 === 0) return hi * WORD + (lo >>> 0);
  if ((hi & 0x00ff_f000) !== 0) return NEVER_MAPPED + (lo & NEVER_OFFSET);
  return PLAIN_LIMIT + (hi >>> 24) * TOP_BYTE + (hi & 0xfff) * WORD + (lo >>> 0);
}

/** High word of the effective address behind a folded one. */
export function highWord(address: number): number {
  if (address < PLAIN_LIMIT) return Math.floor(address / WORD) | 0;
  const rest = address - PLAIN_LIMIT;
  return (Math.floor(rest / TOP_BYTE) << 24) | (Math.floor(rest / WORD) & 0xfff);
}

/** Low word of the effective address behind a folded one. */
export function lowWord(address: number): number {
  return address | 0;
}

/** The last multiple of `unit` (a power of two) not above a value. */
export function alignDown(value: number, unit: number): number {
  return value - (value % unit);
}

/** The first multiple of `unit` (a power of two) not below a value. */
export function alignUp(value: number, unit: number): number {
  const over = value % unit;
  return over === 0 ? value : value + (unit - over);
}

/** The effective address in hexadecimal, as messages show it. */
export function showAddress(address: number): string {
  const hi = highWord(address) >>> 0;
  const lo = lowWord(address) >>> 0;
  return hi === 0 ? `0x${lo.toString(16)}` : `0x${hi.toString(16)}${lo.toString(16).padStart(8, '0')}`;
}
