/** What the architecture leaves undefined, so that a difference is none; and where qemu 7.2 is known to be wrong. */
import { decode, extractField, fieldOf, INSTRUCTIONS } from '../../../../emulator/decode.ts';
import type { Case } from './case.ts';

const ALL = 0xffff_ffff_ffff_ffffn;
const HIGH_WORD = 0xffff_ffff_0000_0000n;
/** The high word of the result of a word operation is undefined, and CR0 with it (Book I, 3.3.9). */
const WORD_RESULTS = new Set(['mulhw', 'mulhwu', 'divw', 'divwu', 'divwe', 'divweu', 'modsw', 'moduw']);

/** Divisions, by their width and whether they are signed and extended: the quotient may not be representable. */
const DIVISIONS: Readonly<Record<string, readonly [bits: bigint, signed: boolean, extended: boolean]>> = {
  divw: [32n, true, false], divwu: [32n, false, false], divwe: [32n, true, true], divweu: [32n, false, true],
  divd: [64n, true, false], divdu: [64n, false, false], divde: [64n, true, true], divdeu: [64n, false, true],
  modsw: [32n, true, false], moduw: [32n, false, false], modsd: [64n, true, false], modud: [64n, false, false],
};
const CR0 = 0xe000_0000n;
const OVERFLOW = 0xc008_0000n;

/** Bits by register name that may differ. */
export function undefinedBits({ mnemonic, words, subject, state }: Case): Readonly<Record<string, bigint>> {
  const word = words[subject] ?? 0;
  const row = INSTRUCTIONS[decode(word)];
  const value = (name: string): number => {
    const field = row === undefined ? undefined : fieldOf(row, name);
    return field === undefined ? 0 : extractField(word, field);
  };
  const result: Record<string, bigint> = {};
  if (WORD_RESULTS.has(mnemonic)) {
    result[`r${value('RT')}`] = HIGH_WORD;
    if (value('Rc') === 1) result['cr'] = CR0;
  }
  const division = DIVISIONS[mnemonic];
  if (division !== undefined && overflows(division, state.gpr[value('RA')] ?? 0n, state.gpr[value('RB')] ?? 0n)) {
    result[`r${value('RT')}`] = ALL;
    if (value('Rc') === 1) result['cr'] = CR0;
    // qemu 7.2 sees only some overflows of the signed extended division.
    if (mnemonic === 'divde') Object.assign(result, { xer: OVERFLOW, cr: CR0 | 0x1000_0000n });
  }
  return result;
}

function overflows([bits, signed, extended]: readonly [bigint, boolean, boolean], RA: bigint, RB: bigint): boolean {
  const read = (value: bigint): bigint => (signed ? BigInt.asIntN(Number(bits), value) : BigInt.asUintN(Number(bits), value));
  const divisor = read(RB);
  if (divisor === 0n) return true;
  const quotient = (read(RA) << (extended ? bits : 0n)) / divisor;
  return read(quotient) !== quotient;
}

/** qemu 7.2 never lets the quadword store succeed. */
export function knownWrong(mnemonic: string): boolean {
  return mnemonic === 'stqcx.';
}
