/** What the architecture leaves undefined, so that a difference is none; and where qemu 7.2 is known to be wrong. */
import { decode, extractField, fieldOf, INSTRUCTIONS } from '../../../../emulator/decode.ts';
import type { Order } from '../../../../emulator/memory/access.ts';
import type { State } from '../../../isa/cases/block.ts';
import type { Case } from '../../../isa/cases/case.ts';
import { isEstimate } from './estimates.ts';

const ALL = 0xffff_ffff_ffff_ffffn;
const LOW_DOUBLEWORD = 0xffff_ffff_ffff_ffffn;
const HIGH_WORD = 0xffff_ffff_0000_0000n;
/** The high word of the result of a word operation is undefined, and CR0 with it (Book I, 3.3.9). */
const WORD_RESULTS = new Set(['mulhw', 'mulhwu', 'divw', 'divwu', 'divwe', 'divweu', 'modsw', 'moduw']);

/** Divisions, by their width and whether they are signed and extended: the quotient may not be representable. */
const DIVISIONS: Readonly<Record<string, readonly [bits: bigint, signed: boolean, extended: boolean]>> = {
  divw: [32n, true, false],
  divwu: [32n, false, false],
  divwe: [32n, true, true],
  divweu: [32n, false, true],
  divd: [64n, true, false],
  divdu: [64n, false, false],
  divde: [64n, true, true],
  divdeu: [64n, false, true],
  modsw: [32n, true, false],
  moduw: [32n, false, false],
  modsd: [64n, true, false],
  modud: [64n, false, false],
};
const INFINITY = 0x7ff0_0000_0000_0000n;
const CR6_STRICT = 0xc0n;
const CR6_EQ = 0x20n;
const CR6_SO = 0x10n;
const CR6_RELATION = 0xe0n;
const CR0 = 0xe000_0000n;
const OVERFLOW = 0xc008_0000n;

/** FR, which qemu 7.2 never sets. */
const FR = 0x4_0000n;
const FPRF = 0x1_f000n;
const DENORMAL = 0x1_0000n;
/** XX and FI; ZX, which qemu 7.2 leaves out. */
const INEXACT = 0x602_0000n;
const EXCEPTIONS = 0x3ff8_0700n;
const FX = 0x8000_0000n;
const SINGLE_RESULT = /^(f.*s|frsp|xs.*sp)$/;
const VXCVI = 0x100n;
/** Scalar loads and moves leave the low doubleword undefined before 3.1; we clear it. */
const LOW_UNDEFINED = /^(lxsdx|lxsspx|lxsiw[az]x|lxsi[bh]zx|lxsd|lxssp|mtvsr(d|wa|wz))$/;

/** Bits by register name that may differ: `r5`, `cr`, and `vs7` as a 128-bit number. */
export function undefinedBits(
  { mnemonic, words, subject, state }: Case,
  after: State,
  theirs: State,
): Readonly<Record<string, bigint>> {
  const word = words[subject] ?? 0;
  const row = INSTRUCTIONS[decode(word)];
  const value = (name: string): number => {
    const field = row === undefined ? undefined : fieldOf(row, name);
    return field === undefined ? 0 : extractField(word, field);
  };
  const result: Record<string, bigint> = { fpscr: FR };
  const target = `vs${value('XT') + value('FRT') + (fieldOf(row ?? never(), 'VRT') === undefined ? 0 : 32 + value('VRT'))}`;
  if (LOW_UNDEFINED.test(mnemonic)) result[target] = LOW_DOUBLEWORD;
  if (/^lfdpx?$/.test(mnemonic)) for (const n of [0, 1]) result[`vs${value('FRTp') + n}`] = LOW_DOUBLEWORD;
  // The reciprocal of a number too small for it is infinite; qemu 7.2 says 1/2.
  if (/^fres?$/.test(mnemonic) && (doublewordOf(after, value('FRT')) & INFINITY) === INFINITY)
    result[target] = ALL << 64n;
  // An invalid number gives no result. qemu 7.2 overlooks some, and gives a sum that is zero the sign of its operands too.
  if (mnemonic.startsWith('bcd')) {
    const invalid = (after.cr & CR6_SO) !== 0n && (after.cr & CR6_RELATION) === 0n;
    const sum = /^bcd(add|sub)\.$/.test(mnemonic);
    if (invalid) result[target] = (1n << 128n) - 1n;
    if (sum && invalid) result['cr'] = CR6_RELATION | CR6_SO;
    else if (sum && (after.cr & CR6_EQ) !== 0n) result['cr'] = CR6_STRICT;
  }
  if (/^(fcti|x[sv]cv.*[su]x[dw]s$)/.test(mnemonic)) result['fpscr'] = FR | FPRF;
  // fctiw and the like leave the high word undefined, conversions from doubles to words every other one.
  if (mnemonic.startsWith('fctiw')) result[target] = HIGH_WORD << 64n;
  if (/^xscvdp[su]xws$/.test(mnemonic)) result[target] = (HIGH_WORD << 64n) | LOW_DOUBLEWORD;
  if (/^xvcv.*[su]xws$/.test(mnemonic) && /dp/.test(mnemonic)) result[target] = 0xffff_ffffn * (1n + (1n << 64n));
  // In qemu 7.2 an invalid element makes those behind it invalid.
  if (/^xvcv.*[su]x[dw]s$/.test(mnemonic) && (after.fpscr & VXCVI) !== 0n) result[target] = (1n << 128n) - 1n;
  // qemu 7.2 classifies a single as a double: denormal numbers are none.
  if (SINGLE_RESULT.test(mnemonic)) result['fpscr'] = FR | DENORMAL;
  // An estimate may say what it likes of its inexactness.
  if (isEstimate(mnemonic)) result['fpscr'] = FR | FPRF | INEXACT | FX;
  if (isEstimate(mnemonic) && value('Rc') === 1) result['cr'] = 0x0800_0000n;
  // qemu 7.2 sets one exception only of several that the elements of a vector, or one multiply-add, raise.
  if (/^(xv|f?n?m(add|sub)|xsn?m)/.test(mnemonic))
    result['fpscr'] = (result['fpscr'] ?? 0n) | (after.fpscr & EXCEPTIONS & ~theirs.fpscr);
  // qemu 7.2 gives an unordered comparison the class of a NaN.
  if (mnemonic === 'fcmpo') result['fpscr'] = FR | DENORMAL;
  // What is left of a sequence: the class, and the combinations of exceptions that qemu 7.2 does not see.
  if (mnemonic === 'sequence') result['fpscr'] = FR | FPRF | INEXACT | (after.fpscr & EXCEPTIONS & ~theirs.fpscr);
  // Setting an exception bit sets FX (4.2.2), though not in qemu 7.2.
  if (mnemonic === 'mtfsb1') Object.assign(result, { fpscr: FR | FX }, value('Rc') === 1 ? { cr: 0x0800_0000n } : {});
  // qemu 7.2 classifies the integer.
  if (/^(fcfids|fcfidus?)$/.test(mnemonic)) result['fpscr'] = FR | FPRF;
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

function doublewordOf({ vsr }: State, register: number): bigint {
  return new DataView(vsr.buffer, vsr.byteOffset).getBigUint64(16 * register);
}

function overflows([bits, signed, extended]: readonly [bigint, boolean, boolean], RA: bigint, RB: bigint): boolean {
  const read = (value: bigint): bigint =>
    signed ? BigInt.asIntN(Number(bits), value) : BigInt.asUintN(Number(bits), value);
  const divisor = read(RB);
  if (divisor === 0n) return true;
  const quotient = (read(RA) << (extended ? bits : 0n)) / divisor;
  return read(quotient) !== quotient;
}

/** Where qemu 7.2 is wrong altogether. */
const WRONG: Readonly<Record<string, string>> = {
  'stqcx.': 'the quadword store never succeeds',
  vexptefp: '2^x has too few right digits, and none below zero',
  vrldmi: 'inserts into zeros, not into VRT; vrlwmi does right',
  xststdcsp: 'numbers too small for a single are taken for zeros, not for denormals',
};
/** A little-endian process gets the halves exchanged (4.6.2: the even register goes with the lower address in both orders). */
const WRONG_IN_LITTLE = /^(l|st)fdpx?$/;

export function knownWrong(mnemonic: string, order: Order): boolean {
  return mnemonic in WRONG || (order === 'little' && WRONG_IN_LITTLE.test(mnemonic));
}

function never(): never {
  throw new Error('a case without an instruction');
}
