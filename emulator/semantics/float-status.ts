/**
 * The floating-point status and control register (book I, 4.6.10). Everything here settles first: FR, FI and FPRF of
 * the last operation may still have to be computed, by the rounding mode it had.
 */
import { FPSCR } from '../float/fpscr.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Fields, Semantics, SemanticsTable } from './builder.ts';
import { leaveIfDue, recordStatus, setScalarBits } from './float-unit.ts';

/** FEX and VX follow from other bits; 0x800 is reserved. */
const WRITABLE = ~(FPSCR.FEX | FPSCR.VX | 0x800);
/** DRN, in the high word. */
const HIGH_WRITABLE = 7;
const CONTROL = FPSCR.ENABLES | FPSCR.NI | FPSCR.RN;

const lowWord = (b: Builder): I32 => i32.wrap(b.fpscr());
const highWord = (b: Builder): I32 => i32.wrap(i64.shrU(b.fpscr(), i64.const(32)));

function setWords(b: Builder, high: I32, low: I32): void {
  b.setFpscr(i64.or(i64.shl(i64.extendU(high), i64.const(32)), i64.extendU(low)));
}

/** Replaces the bits of `mask` in the low word, and brings the summaries in line. */
function setLow(b: Builder, mask: I32, bits: I32): void {
  const writable = b.let(i32.and(mask, i32.const(WRITABLE)));
  const kept = i32.and(lowWord(b), i32.xor(i32.or(writable, i32.const(FPSCR.FEX | FPSCR.VX)), i32.const(-1)));
  const merged = b.let(i32.or(kept, i32.and(bits, writable)));
  const invalid = i32.and(merged, i32.const(FPSCR.ANY_VX));
  const withVx = b.let(i32.or(merged, i32.select(invalid, i32.const(FPSCR.VX), i32.zero)));
  const due = i32.and(i32.and(i32.shrU(withVx, i32.const(22)), withVx), i32.const(FPSCR.ENABLES));
  setWords(b, highWord(b), i32.or(withVx, i32.select(due, i32.const(FPSCR.FEX), i32.zero)));
}

function setHigh(b: Builder, mask: I32, bits: I32): void {
  const writable = b.let(i32.and(mask, i32.const(HIGH_WRITABLE)));
  const kept = i32.and(highWord(b), i32.xor(writable, i32.const(-1)));
  setWords(b, i32.or(kept, i32.and(bits, writable)), lowWord(b));
}

/** After a write: CR1 on request, and the exception if one became due. */
function finish(b: Builder, f: Fields): void {
  recordStatus(b, f);
  b.if(i32.and(lowWord(b), i32.const(FPSCR.FEX)), () => leaveIfDue(b, b.let(b.floatAside(0, []))));
}

/** Eight bits to eight nibbles of ones. */
function nibbles(b: Builder, bits: I32): I32 {
  const spread = (x: I32, by: number, mask: number): I32 =>
    b.let(i32.and(i32.or(x, i32.shl(x, i32.const(by))), i32.const(mask)));
  const quarters = spread(b.let(bits), 12, 0x000f000f);
  const eighths = spread(spread(quarters, 6, 0x03030303), 3, 0x11111111);
  return b.let(i32.mul(eighths, i32.const(15)));
}

const MTFSF: Semantics = (b, f) => {
  b.floatSettle();
  const source = b.let(b.fprBits(f.FRB));
  const chosen = nibbles(b, b.field(f.FLM));
  const whole = b.let(b.field(f.L));
  const high = b.let(b.field(f.W));
  const lowMask = i32.select(whole, i32.const(-1), i32.select(high, i32.zero, chosen));
  const highMask = i32.select(whole, i32.const(-1), i32.select(high, chosen, i32.zero));
  setHigh(b, highMask, i32.wrap(i64.shrU(source, i64.const(32))));
  setLow(b, lowMask, i32.wrap(source));
  finish(b, f);
};

const MTFSFI: Semantics = (b, f) => {
  b.floatSettle();
  const shift = b.let(i32.shl(i32.sub(i32.const(7), b.field(f.BFF)), i32.const(2)));
  const mask = b.let(i32.shl(i32.const(15), shift));
  const bits = b.let(i32.shl(b.field(f.U), shift));
  b.if(
    b.field(f.W),
    () => setHigh(b, mask, bits),
    () => setLow(b, mask, bits),
  );
  finish(b, f);
};

/** The mask of the bit that BT names. */
function bitMask(b: Builder, f: Fields): I32 {
  return b.let(i32.shrU(i32.const(-0x80000000), b.field(f.BTF)));
}

const MTFSB0: Semantics = (b, f) => {
  b.floatSettle();
  setLow(b, bitMask(b, f), i32.zero);
  finish(b, f);
};

/** Setting an exception bit that was clear sets FX. */
const MTFSB1: Semantics = (b, f) => {
  b.floatSettle();
  const mask = bitMask(b, f);
  const raises = i32.and(i32.and(mask, i32.const(FPSCR.STICKY)), i32.xor(lowWord(b), i32.const(-1)));
  const bits = b.let(i32.or(mask, i32.select(raises, i32.const(FPSCR.FX), i32.zero)));
  setLow(b, bits, bits);
  finish(b, f);
};

const MCRFS: Semantics = (b, f) => {
  b.floatSettle();
  const shift = b.let(i32.shl(i32.sub(i32.const(7), b.field(f.BFA)), i32.const(2)));
  b.setCrField(f.BF, i32.and(i32.shrU(lowWord(b), shift), i32.const(15)));
  const field = i32.shl(i32.const(15), shift);
  setLow(b, i32.and(field, i32.const(FPSCR.STICKY | FPSCR.FX)), i32.zero);
};

/** A form of mffs: what FRT gets of FPSCR, and what is changed after. */
function moveFrom(lowMask: number, change?: (b: Builder, f: Fields) => void): Semantics {
  return (b, f) => {
    b.floatSettle();
    const mask = i64.const((7n << 32n) | BigInt(lowMask >>> 0));
    const seen = b.let(i64.and(b.fpscr(), mask));
    change?.(b, f);
    setScalarBits(b, f.FRT, seen);
  };
}

const EVERYTHING = 0xffffffff;

/** A form that ISA 3.0 brought. Before, processors ignored the bits that tell it from mffs. */
const later =
  (form: Semantics): Semantics =>
  (b, f) =>
    (b.level < 300 ? moveFrom(EVERYTHING) : form)(b, f);

const LIGHT = CONTROL | FPSCR.FPRF | FPSCR.FR | FPSCR.FI;
const setRounding = (b: Builder, mode: I32): void => setLow(b, i32.const(FPSCR.RN), mode);
const highOf = (source: I64): I32 => i32.wrap(i64.shrU(source, i64.const(32)));

export const floatStatus: SemanticsTable = {
  mffs: (b, f) => {
    moveFrom(EVERYTHING)(b, f);
    recordStatus(b, f);
  },
  mffsce: later(moveFrom(EVERYTHING, (b) => setLow(b, i32.const(FPSCR.ENABLES), i32.zero))),
  mffscdrn: later(moveFrom(CONTROL, (b, f) => setHigh(b, i32.const(-1), highOf(b.fprBits(f.FRB))))),
  mffscdrni: later(moveFrom(CONTROL, (b, f) => setHigh(b, i32.const(-1), b.field(f.DRM)))),
  mffscrn: later(moveFrom(CONTROL, (b, f) => setRounding(b, b.let(i32.wrap(b.fprBits(f.FRB)))))),
  mffscrni: later(moveFrom(CONTROL, (b, f) => setRounding(b, b.field(f.RM)))),
  mffsl: later(moveFrom(LIGHT)),
  mcrfs: MCRFS,
  mtfsf: MTFSF,
  mtfsfi: MTFSFI,
  mtfsb0: MTFSB0,
  mtfsb1: MTFSB1,
};
