/** What the architecture leaves undefined, so that a difference is none. */
import { isEstimate } from './estimates.ts';
import { DOUBLEWORD, type OpenBits, WHOLE_VECTOR } from './open-bits.ts';

const HIGH_WORD = 0xffff_ffff_0000_0000n;
export const CR0 = 0xe000_0000n;
const CR1_FX = 0x0800_0000n;
const CR6_SO = 0x10n;
const CR6_RELATION = 0xe0n;

/** FPSCR. */
export const FPRF = 0x1_f000n;
export const FX = 0x8000_0000n;
const XX_FI = 0x202_0000n;

/** The high word of the result of a word operation is undefined, and CR0 with it (Book I, 3.3.9). */
const WORD_RESULTS = new Set(['mulhw', 'mulhwu', 'divw', 'divwu', 'divwe', 'divweu', 'modsw', 'moduw']);
/** Scalar loads and moves leave the low doubleword undefined before 3.1; we clear it. */
const LOW_UNDEFINED = /^(lxsdx|lxsspx|lxsiw[az]x|lxsi[bh]zx|lxsd|lxssp|mtvsr(d|wa|wz))$/;
const DECIMAL_PAIR = /^d(add|sub|mul|div|quai?|rrnd|rint[nx]|ctqp|rdp|cffix|dedpd|enbcd|iex|sc[lr]i)q$/;
const TO_WORDS = /^xvcv.*dp.*[su]xws$/;

export function openUndefined(bits: OpenBits): void {
  const { mnemonic } = bits;
  if (WORD_RESULTS.has(mnemonic)) {
    bits.open(bits.register, HIGH_WORD);
    if (bits.value('Rc') === 1) bits.open('cr', CR0);
  }
  if (divisionOverflows(bits)) {
    bits.open(bits.register, DOUBLEWORD);
    if (bits.value('Rc') === 1) bits.open('cr', CR0);
  }
  if (LOW_UNDEFINED.test(mnemonic)) bits.openVector(DOUBLEWORD);
  if (/^lfdpx?$/.test(mnemonic)) for (const n of [0, 1]) bits.open(`vs${bits.value('FRTp') + n}`, DOUBLEWORD);
  // Scalar results leave the low doublewords undefined: of a decimal's pair qemu clears them.
  if (DECIMAL_PAIR.test(mnemonic)) for (const n of [0, 1]) bits.open(`vs${bits.value('FRTp') + n}`, DOUBLEWORD);
  // Conversions to integers leave the class undefined, fctiw and the like the high word, those of doubles to words every other one.
  if (/^(fcti|x[sv]cv.*[su]x[dw]s$)/.test(mnemonic)) bits.open('fpscr', FPRF);
  if (mnemonic.startsWith('fctiw')) bits.openVector(HIGH_WORD << 64n);
  if (/^xscvdp[su]xws$/.test(mnemonic)) bits.openVector((HIGH_WORD << 64n) | DOUBLEWORD);
  if (TO_WORDS.test(mnemonic)) bits.openVector(0xffff_ffffn * (1n + (1n << 64n)));
  // An estimate may say what it likes of its inexactness.
  if (isEstimate(mnemonic)) {
    bits.open('fpscr', FPRF | XX_FI | FX);
    if (bits.value('Rc') === 1) bits.open('cr', CR1_FX);
  }
  // What overflows gives no result.
  if (mnemonic === 'bcdcfsq.' && (bits.ours.cr & CR6_SO) !== 0n) bits.openVector(WHOLE_VECTOR);
  // An invalid number gives no result.
  if (mnemonic.startsWith('bcd') && isInvalidDecimal(bits)) bits.openVector(WHOLE_VECTOR);
}

/** CR6 says so. */
export function isInvalidDecimal({ ours }: OpenBits): boolean {
  return (ours.cr & CR6_SO) !== 0n && (ours.cr & CR6_RELATION) === 0n;
}

interface Division {
  readonly width: number;
  readonly signed: boolean;
  /** The dividend has as many zeros behind it. */
  readonly extended: boolean;
}

const divide = (width: number, signed: boolean, extended = false): Division => ({ width, signed, extended });
const DIVISIONS: Readonly<Record<string, Division>> = {
  divw: divide(32, true),
  divwu: divide(32, false),
  divwe: divide(32, true, true),
  divweu: divide(32, false, true),
  divd: divide(64, true),
  divdu: divide(64, false),
  divde: divide(64, true, true),
  divdeu: divide(64, false, true),
  modsw: divide(32, true),
  moduw: divide(32, false),
  modsd: divide(64, true),
  modud: divide(64, false),
};

/** Whether the quotient cannot be represented: the result is then undefined. */
export function divisionOverflows(bits: OpenBits): boolean {
  const division = DIVISIONS[bits.mnemonic];
  if (division === undefined) return false;
  const { width, signed, extended } = division;
  const { gpr } = bits.test.state;
  const read = (value: bigint): bigint => (signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value));
  const divisor = read(gpr[bits.value('RB')] ?? 0n);
  if (divisor === 0n) return true;
  const quotient = (read(gpr[bits.value('RA')] ?? 0n) << (extended ? BigInt(width) : 0n)) / divisor;
  return read(quotient) !== quotient;
}
