/** Rotates and shifts: Power ISA Book I, 3.3.14. */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Fields, SemanticsTable } from './builder.ts';
import { recordIf } from './common.ts';

const LOW = i64.const(0xffffffff);

function set(b: Builder, f: Fields, value: I64): void {
  const result = b.let(value);
  b.setGpr(f.RA, result);
  recordIf(b, f, result);
}

/** Ones from bit `from` to bit `to` (0 is the highest), around the end when from > to. */
function mask(b: Builder, from: I64, to: I64): I64 {
  return ring(b, i64.shrU(i64.minusOne, from), i64.shl(i64.minusOne, i64.xor(to, i64.const(63))), i64.leU(from, to));
}

/** The same for bits 32 + from to 32 + to. */
function wordMask(b: Builder, f: Fields): I64 {
  const [from, to] = [b.field(f.MB), b.field(f.ME)];
  const start = i64.shrU(LOW, i64.extendU(from));
  const end = i64.shl(i64.minusOne, i64.extendU(i32.xor(to, i32.const(31))));
  return ring(b, start, end, i32.leU(from, to));
}

function ring(b: Builder, start: I64, end: I64, straight: I32): I64 {
  const [x, y] = [b.let(start), b.let(end)];
  return b.let(i64.select(straight, i64.and(x, y), i64.or(x, y)));
}

/** The low word rotated, twice: what the ISA calls ROTL32. */
function rotateWord(b: Builder, f: Fields, by: I32): I64 {
  const word = b.let(i64.extendU(i32.rotl(i32.wrap(b.gpr(f.RS)), by)));
  return i64.or(i64.shl(word, i64.const(32)), word);
}

function insert(b: Builder, f: Fields, value: I64, where: I64): void {
  set(b, f, i64.or(i64.and(value, where), i64.and(b.gpr(f.RA), i64.not(where))));
}

const amount = (b: Builder, f: Fields): I64 => i64.extendU(b.field(f.SH));
const registerWord = (b: Builder, f: Fields): I32 => i32.wrap(b.gpr(f.RB));
const rotate = (b: Builder, f: Fields): I64 => i64.rotl(b.gpr(f.RS), amount(b, f));
const rotateBy = (b: Builder, f: Fields): I64 => i64.rotl(b.gpr(f.RS), b.gpr(f.RB));
const clearLeft = (b: Builder, f: Fields): I64 => i64.shrU(i64.minusOne, i64.extendU(b.field(f.MB)));
const clearRight = (b: Builder, f: Fields): I64 =>
  i64.shl(i64.minusOne, i64.extendU(i32.xor(b.field(f.ME), i32.const(63))));
/** MASK(mb, 63 − sh). */
const clearBoth = (b: Builder, f: Fields): I64 =>
  mask(b, i64.extendU(b.field(f.MB)), i64.extendU(i32.xor(b.field(f.SH), i32.const(63))));

/** Shift right algebraic: CA tells that a negative number lost ones. */
function shiftAlgebraic(b: Builder, f: Fields, value: I64, by: I64): void {
  const source = b.let(value);
  const result = b.let(i64.shrS(source, by));
  const kept = b.let(i64.shl(result, by));
  const ca = b.let(i32.and(i64.ltS(source, i64.zero), i64.ne(kept, source)));
  b.setCarry(ca, ca, { kind: 'shift', a: source, kept });
  set(b, f, result);
}

/** The result of a 64-bit shift by RB's low 7 bits, of which the highest empties the register. */
function shiftByRegister(b: Builder, f: Fields, shift: (x: I64, by: I64) => I64): void {
  const by = b.gpr(f.RB);
  const emptied = i32.and(i32.wrap(by), i32.const(64));
  set(b, f, i64.select(emptied, i64.zero, shift(b.gpr(f.RS), by)));
}

// With known fields: the same in fewer steps --------------------------------------------------------------

/** A doubleword and a mask. */
function masked(value: I64, mask: I64): I64 {
  return i64.known(mask) === 0xffffffffn ? i64.low32(value) : i64.and(value, mask);
}

/** rlwinm's result where it lies in the low word and the fields are known; undefined otherwise. */
function maskedWord(b: Builder, f: Fields): I64 | undefined {
  const [by, from, to] = [f.SH.value, f.MB.value, f.ME.value];
  if (by === undefined || from === undefined || to === undefined || from > to) return undefined;
  const word = i32.wrap(b.gpr(f.RS));
  if (from === 0 && to === 31 - by) return i64.extendU(i32.shl(word, i32.const(by)));
  if (to === 31 && from > 0 && by === 32 - from) return i64.extendU(i32.shrU(word, i32.const(from)));
  const mask = (0xffffffff >>> from) & (-1 << (31 - to));
  return i64.extendU(i32.and(i32.rotl(word, i32.const(by)), i32.const(mask)));
}

/** The same by a register's amount. */
function maskedByRegister(b: Builder, f: Fields): I64 | undefined {
  const [from, to] = [f.MB.value, f.ME.value];
  if (from === undefined || to === undefined || from > to) return undefined;
  const word = i32.rotl(i32.wrap(b.gpr(f.RS)), registerWord(b, f));
  return i64.extendU(i32.and(word, i32.const((0xffffffff >>> from) & (-1 << (31 - to)))));
}

/** A rotation and a mask that together are a shift; undefined when they are not, or the fields are not known. */
function plainShift(b: Builder, f: Fields, from: number | undefined, to: number | undefined): I64 | undefined {
  const by = f.SH.value;
  if (by === undefined || from === undefined || to === undefined) return undefined;
  if (to === 63 && from > 0 && by === 64 - from) return i64.shrU(b.gpr(f.RS), i64.const(from));
  return from === 0 && to === 63 - by ? i64.shl(b.gpr(f.RS), i64.const(by)) : undefined;
}

function insertWord(b: Builder, f: Fields): void {
  const [by, from, to] = [f.SH.value, f.MB.value, f.ME.value];
  if (by === undefined || from === undefined || to === undefined || from > to)
    return insert(b, f, rotateWord(b, f, b.field(f.SH)), wordMask(b, f));
  insert(b, f, i64.extendU(i32.rotl(i32.wrap(b.gpr(f.RS)), i32.const(by))), wordMask(b, f));
}

export const rotates: SemanticsTable = {
  rlwinm: (b, f) => set(b, f, maskedWord(b, f) ?? i64.and(rotateWord(b, f, b.field(f.SH)), wordMask(b, f))),
  rlwnm: (b, f) => set(b, f, maskedByRegister(b, f) ?? i64.and(rotateWord(b, f, registerWord(b, f)), wordMask(b, f))),
  rlwimi: insertWord,
  rldicl: (b, f) => set(b, f, plainShift(b, f, f.MB.value, 63) ?? masked(rotate(b, f), clearLeft(b, f))),
  rldicr: (b, f) => set(b, f, plainShift(b, f, 0, f.ME.value) ?? masked(rotate(b, f), clearRight(b, f))),
  rldic: (b, f) => set(b, f, masked(rotate(b, f), clearBoth(b, f))),
  rldimi: (b, f) => insert(b, f, rotate(b, f), clearBoth(b, f)),
  rldcl: (b, f) => set(b, f, i64.and(rotateBy(b, f), clearLeft(b, f))),
  rldcr: (b, f) => set(b, f, i64.and(rotateBy(b, f), clearRight(b, f))),

  /** A word in a doubleword shifted by up to 63 leaves what a 6-bit word shift leaves. */
  slw: (b, f) => set(b, f, i64.low32(i64.shl(b.gpr(f.RS), b.gpr(f.RB)))),
  srw: (b, f) => set(b, f, i64.shrU(i64.low32(b.gpr(f.RS)), b.gpr(f.RB))),
  sld: (b, f) => shiftByRegister(b, f, i64.shl),
  srd: (b, f) => shiftByRegister(b, f, i64.shrU),
  sraw: (b, f) => shiftAlgebraic(b, f, i64.extend32(b.gpr(f.RS)), b.gpr(f.RB)),
  srawi: (b, f) => shiftAlgebraic(b, f, i64.extend32(b.gpr(f.RS)), amount(b, f)),
  sradi: (b, f) => shiftAlgebraic(b, f, b.gpr(f.RS), amount(b, f)),
  srad: (b, f) => {
    const by = b.gpr(f.RB);
    const source = b.gpr(f.RS);
    const all = b.let(i32.and(i32.wrap(by), i32.const(64)));
    const result = b.let(i64.shrS(source, i64.select(all, i64.const(63), by)));
    const lost = i32.or(all, i64.ne(i64.shl(result, by), source));
    const ca = b.let(i32.and(i64.ltS(source, i64.zero), i32.ne(lost, i32.zero)));
    b.setCarry(ca, ca);
    set(b, f, result);
  },
  extswsli: (b, f) => set(b, f, i64.shl(i64.extend32(b.gpr(f.RS)), amount(b, f))),
};
