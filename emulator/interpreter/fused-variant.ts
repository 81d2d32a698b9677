/**
 * Which of the handlers for "compare, then branch on what was compared" a branch takes: `bc`
 * without AA and LK, on LT, GT or EQ of the field just set, sought to be 0 or 1.
 */
export const FUSED_VARIANTS = [0, 1, 2].flatMap((place) => [
  { place, bo: 4 },
  { place, bo: 12 },
]);

const BC = 16;

/** An index into FUSED_VARIANTS, or −1 when this word cannot be fused to a compare into `crField`. */
export function fusedVariant(word: number, crField: number): number {
  if (word >>> 26 !== BC || (word & 3) !== 0) return -1;
  const bo = (word >>> 21) & 0b10100;
  const bi = (word >>> 16) & 31;
  const place = bi & 3;
  if (bo !== 0b00100 || bi >> 2 !== crField || place === 3) return -1;
  return 2 * place + ((word >>> 24) & 1);
}
