/**
 * Where qemu 7.2 departs from the architecture, and we do not. Some of it is right in later versions: `main.ts --exact`
 * compares without this file.
 */
import { unpackDeclets, packDeclets } from '../../../../emulator/decimal/declets.ts';
import type { Order } from '../../../../emulator/memory/access.ts';
import type { State } from '../../../isa/cases/block.ts';
import { isEstimate } from './estimates.ts';
import { DOUBLEWORD, type OpenBits, WHOLE_VECTOR } from './open-bits.ts';
import { CR0, divisionOverflows, FPRF, FX, isInvalidDecimal } from './undefined.ts';

const INFINITY = 0x7ff0_0000_0000_0000n;
const OVERFLOW = 0xc008_0000n;
const CR0_SO = 0x1000_0000n;
const CR1_FX = 0x0800_0000n;
const CR6 = 0xf0n;
const CR6_STRICT = 0xc0n;
const CR6_EQ = 0x20n;

/** FPSCR. */
const FR = 0x4_0000n;
const CLASS = 0x1_0000n;
const ZX = 0x400_0000n;
const VXCVI = 0x100n;
const XX_FI = 0x202_0000n;
const EXCEPTIONS = 0x3ff8_0700n;
const SINGLE_RESULT = /^(f.*s|frsp|xs.*sp)$/;

export function openQemuErrors(bits: OpenBits): void {
  const { mnemonic, ours, theirs } = bits;
  // It never sets FR.
  bits.open('fpscr', FR);
  // It classifies a single as a double, to which denormal numbers are none; an unordered comparison as a NaN; an integer it converted as whatever.
  if (SINGLE_RESULT.test(mnemonic) || mnemonic === 'fcmpo') bits.open('fpscr', CLASS);
  if (/^fcfid(s|us?)$/.test(mnemonic)) bits.open('fpscr', FPRF);
  // It sees one exception of several that the elements of a vector, or one multiply-add, raise.
  if (/^(xv|f?n?m(add|sub)|xsn?m)/.test(mnemonic)) bits.open('fpscr', ours.fpscr & EXCEPTIONS & ~theirs.fpscr);
  if (mnemonic === 'sequence') bits.open('fpscr', FPRF | XX_FI | (ours.fpscr & EXCEPTIONS & ~theirs.fpscr));
  // Round to odd is not known to this one of the multiply-adds (7.6.1.4).
  if (mnemonic === 'xsnmsubqp' && bits.value('RO') === 1) {
    bits.openVector(WHOLE_VECTOR);
    bits.open('fpscr', FPRF | XX_FI | FX);
  }
  // FPSCR's modes toward zero and down are taken for each other where R and RMC ask for FPSCR's (7.6.1.6).
  const asksForCurrent = mnemonic.startsWith('xsrqp') && bits.value('R') === 0 && bits.value('RMC') === 3;
  if (asksForCurrent && (bits.test.state.fpscr & 1n) === 1n) {
    bits.openVector(WHOLE_VECTOR);
    bits.open('fpscr', FPRF | XX_FI | FX);
  }
  // Setting an exception bit sets FX (4.2.2), but not there.
  if (mnemonic === 'mtfsb1') {
    bits.open('fpscr', FX);
    if (bits.value('Rc') === 1) bits.open('cr', CR1_FX);
  }
  // An invalid element makes those behind it invalid.
  if (/^xvcv.*[su]x[dw]s$/.test(mnemonic) && (ours.fpscr & VXCVI) !== 0n) bits.openVector(WHOLE_VECTOR);
  // The reciprocal of zero is no division by zero; that of a number too small for it is 1/2, not infinite.
  if (isEstimate(mnemonic)) bits.open('fpscr', ZX);
  const result = new DataView(ours.vsr.buffer, ours.vsr.byteOffset).getBigUint64(16 * bits.vector);
  if (/^fres?$/.test(mnemonic) && (result & INFINITY) === INFINITY) bits.openVector(DOUBLEWORD << 64n);
  // It sees some overflows only of the signed extended division.
  if (mnemonic === 'divde' && divisionOverflows(bits)) {
    bits.open('xer', OVERFLOW);
    bits.open('cr', CR0 | CR0_SO);
  }
  if (isRoundedTwice(bits)) bits.openVector(WHOLE_VECTOR);
  openAtomicErrors(bits);
  openDecimalErrors(bits);
  openPackedErrors(bits);
  // It overlooks some invalid decimals, and gives a sum that is zero the sign of its operands too.
  if (/^bcd(add|sub)\.$/.test(mnemonic)) {
    if (isInvalidDecimal(bits)) bits.open('cr', CR6);
    else if ((ours.cr & CR6_EQ) !== 0n) {
      bits.open('cr', CR6_STRICT);
      bits.openVector(0xfn);
    }
  }
}

const FEX = 0x4000_0000n;
const CR1_FEX = 0x400_0000n;
const CR1 = 0xf00_0000n;
const ALL_EXCEPTIONS = 0xfff8_0700n;
/** Decimal floating point. What processors do of it is recorded in the results of Valgrind's tests. */
function openDecimalErrors(bits: OpenBits): void {
  const { mnemonic, ours, theirs, test } = bits;
  const suffix = mnemonic.endsWith('q') ? 'p' : '';
  const kindOf = (field: string): string => decimalKind(test.state, bits.value(`${field}${suffix}`));
  // It takes the number of an enable for its mask, and sees an enabled exception.
  if (/^(drrnd|denbcd)q?$/.test(mnemonic)) openStatus(bits, FEX, CR1_FEX);
  // It leaves the target and the class when a digit or sign is invalid: the result is a NaN (5.6.6). And it takes ten for a digit.
  if (/^denbcdq?$/.test(mnemonic) && (ours.fpscr & VXCVI) !== 0n) openWhole(bits);
  // It puts the long result into the odd register (5.6.5), and does not see a signalling NaN with a long payload.
  if (mnemonic === 'drdpq') {
    openPair(bits);
    if (kindOf('FRB') === 'NaN') openStatus(bits, ALL_EXCEPTIONS, CR1);
  }
  // It loses the payload of a NaN, and makes a signalling one quiet; only dctqpq and drdpq do that.
  if (mnemonic === 'drsp' && kindOf('FRB') === 'NaN') openWhole(bits);
  // An infinity has digits too: those of the trailing significand (5.6.6).
  if (/^(ddedpd|diex)q?$/.test(mnemonic) && kindOf('FRB') === 'infinity') openWhole(bits);
  if (/^dsc[lr]iq?$/.test(mnemonic) && kindOf('FRA') === 'infinity') openWhole(bits);
  // It leaves reserved bits of a NaN whose digits are all shifted out.
  if (/^dsc[lr]iq?$/.test(mnemonic) && kindOf('FRA') === 'NaN' && bits.value('SH') > 16) openWhole(bits);
  // Insert exponent copies redundant declets into infinities and NaNs; results are canonical (5.4).
  if (/^diexq?$/.test(mnemonic)) openRedundancy(bits, theirs);
}

/** It rounds a doubleword to a double, and that to a single; the architecture rounds once (7.6.1.6). */
function isRoundedTwice(bits: OpenBits): boolean {
  const { mnemonic, test, theirs, ours, vector } = bits;
  if (!/^xscv[su]xdsp$/.test(mnemonic)) return false;
  const double = (state: State): number => new DataView(state.vsr.buffer, state.vsr.byteOffset).getFloat64(16 * vector);
  const source = new DataView(test.state.vsr.buffer, test.state.vsr.byteOffset).getBigUint64(16 * bits.value('XB'));
  const integer = mnemonic === 'xscvsxdsp' ? BigInt.asIntN(64, source) : source;
  return double(ours) !== double(theirs) && double(theirs) === Math.fround(Number(integer));
}

/** Atomic memory operations (Book II, 4.5). */
function openAtomicErrors(bits: OpenBits): void {
  const { mnemonic, ours } = bits;
  if (!/^(l|st)[wd]at$/.test(mnemonic)) return;
  const code = bits.value('FC');
  // It compares words without their signs, and takes the bound of counting down from behind.
  if ((mnemonic.includes('w') && (code === 5 || code === 7)) || code === 28) {
    bits.openMemory();
    if (mnemonic.startsWith('l')) bits.open(bits.register, DOUBLEWORD);
  }
  // The number that tells of the bound reached is a word's, or a doubleword's.
  const refused = mnemonic === 'lwat' ? 1n << 31n : 1n << 63n;
  if (code > 16 && ours.gpr[bits.value('RT')] === refused) bits.open(bits.register, DOUBLEWORD);
}

/** Decimals in vector registers (6.17.1). */
function openPackedErrors(bits: OpenBits): void {
  const { mnemonic } = bits;
  // It has changed VRT before it looks at VRB a second time.
  if (/^bcd(cpsgn|ctsq)\.$/.test(mnemonic) && bits.value('VRT') === bits.value('VRB')) {
    bits.openVector(WHOLE_VECTOR);
    bits.open('cr', CR6);
  }
  // The last digit of a number without sign is no sign.
  if (/^bcdu(s|trunc)\.$/.test(mnemonic)) bits.open('cr', CR6_STRICT | CR6_EQ);
  // CR6 is about the number before it was shifted or cut, on processors too.
  if (/^bcd(sr?|trunc)\.$/.test(mnemonic) && (bits.theirs.cr & CR6_EQ) !== 0n) bits.open('cr', CR6_STRICT | CR6_EQ);
  // A length of 65535 is not -1.
  const view = new DataView(bits.test.state.vsr.buffer, bits.test.state.vsr.byteOffset);
  if (mnemonic === 'bcdtrunc.' && view.getUint16(16 * (32 + bits.value('VRA')) + 6) === 0xffff) {
    bits.openVector(WHOLE_VECTOR);
    bits.open('cr', CR6);
  }
  // Digits that have no place in the result are invalid too.
  if (/^bcdct[nz]\.$/.test(mnemonic) && isInvalidDecimal(bits)) bits.open('cr', CR6);
}

/** By the five bits behind the sign. */
function decimalKind(state: State, register: number): 'finite' | 'infinity' | 'NaN' {
  const combination = ((state.vsr[16 * register] ?? 0) >> 2) & 0x1f;
  return combination < 30 ? 'finite' : combination === 30 ? 'infinity' : 'NaN';
}

function openStatus(bits: OpenBits, fpscr: bigint, cr: bigint): void {
  bits.open('fpscr', fpscr);
  if (bits.value('Rc') === 1) bits.open('cr', cr);
}

/** The target, FPSCR but for its control bits, and CR1. */
function openWhole(bits: OpenBits): void {
  if (bits.mnemonic.endsWith('q')) openPair(bits);
  else bits.openVector(WHOLE_VECTOR);
  openStatus(bits, ALL_EXCEPTIONS | FPRF, CR1);
}

function openPair(bits: OpenBits): void {
  for (const n of [0, 1]) bits.open(`vs${bits.value('FRTp') + n}`, WHOLE_VECTOR);
}

/** Where the declets that qemu left are others than ours but stand for the same digits. */
function openRedundancy(bits: OpenBits, theirs: State): void {
  const { ours } = bits;
  const pair = bits.mnemonic.endsWith('q');
  const [register, count] = pair ? [bits.value('FRTp'), 11] : [bits.value('FRT'), 5];
  const trailing = (state: State): bigint => {
    const view = new DataView(state.vsr.buffer, state.vsr.byteOffset);
    const high = view.getBigUint64(16 * register);
    return pair ? (high << 64n) | view.getBigUint64(16 * register + 16) : high;
  };
  if (
    packDeclets(unpackDeclets(trailing(theirs), count), count) !==
    (trailing(ours) & ((1n << BigInt(10 * count)) - 1n))
  )
    return;
  bits.open(`vs${register}`, (pair ? 0x3fff_ffff_ffffn : 0x3_ffff_ffff_ffffn) << 64n);
  if (pair) bits.open(`vs${register + 1}`, DOUBLEWORD << 64n);
}

const WRONG: Readonly<Record<string, string>> = {
  'stqcx.': 'the quadword store never succeeds',
  vexptefp: '2^x has too few right digits, and none below zero',
  vrldmi: 'inserts into zeros, not into VRT; vrlwmi does right',
  xststdcsp: 'numbers too small for a single are taken for zeros, not for denormals',
};
/** A little-endian process gets the halves exchanged (4.6.2: the even register goes with the lower address in both orders). */
const WRONG_IN_LITTLE = /^(l|st)fdpx?$/;

/** Instructions that it gets wrong altogether. */
export function knownWrong(mnemonic: string, order: Order): boolean {
  return mnemonic in WRONG || (order === 'little' && WRONG_IN_LITTLE.test(mnemonic));
}
