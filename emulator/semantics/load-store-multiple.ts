/**
 * Load and store multiple and string: Power ISA Book I, 3.3.6, 3.3.7.
 * In a little-endian process they are alignment errors.
 */
import { Exit } from '../exit.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Field, Fields, Semantics, SemanticsTable } from './builder.ts';
import { indexed } from './common.ts';

function bigEndianOnly(meaning: Semantics): Semantics {
  return (b, f) => {
    if (b.order === 'little') b.exit(Exit.alignment);
    else meaning(b, f);
  };
}

/** Calls `each` with the numbers from 0 to `count` − 1: one after the other where the count is known, otherwise in a loop. */
function repeat(b: Builder, count: I32, each: (index: I32) => void): void {
  const known = i32.known(count);
  if (known !== undefined) {
    for (let index = 0; index < known; index++) each(i32.const(index));
    return;
  }
  const index = b.variable(i32.zero);
  b.while(
    () => i32.ltU(b.get(index), count),
    () => {
      each(b.let(b.get(index)));
      b.set(index, i32.add(b.get(index), i32.one));
    },
  );
}

/** Words between memory and the registers from `first` to 31. */
function multiple(
  b: Builder,
  f: Fields,
  first: Field,
  access: 'read' | 'write',
  transfer: (register: I32, ea: I64) => void,
): void {
  const ea = b.let(i64.add(b.gprOrZero(f.RA), b.immediate(f.D)));
  const start = b.field(first);
  const count = b.let(i32.sub(i32.const(32), start));
  b.probe(ea, i32.shl(count, i32.const(2)), access);
  repeat(b, count, (index) => {
    const at = i64.add(ea, i64.extendU(i32.shl(index, i32.const(2))));
    transfer(i32.add(start, index), at);
  });
}

/** Where byte `index` of a string goes: a register (31 is followed by 0), and its place in the low word. */
function place(start: I32, index: I32): { register: I32; shift: I64 } {
  const register = i32.and(i32.add(start, i32.shrU(index, i32.const(2))), i32.const(31));
  const below = i32.xor(i32.and(index, i32.const(3)), i32.const(3));
  return { register, shift: i64.extendU(i32.shl(below, i32.const(3))) };
}

/** Of a known count: the pieces of each register, as offset and bit position in the low word. */
interface Piece {
  readonly size: 1 | 2 | 4;
  readonly offset: number;
  readonly shift: number;
}

/** A whole word, or what is left: a halfword on top and a byte behind it. */
function piecesOf(first: number, length: number): Piece[] {
  if (length >= 4) return [{ size: 4, offset: first, shift: 0 }];
  const pieces: Piece[] = [];
  if (length >= 2) pieces.push({ size: 2, offset: first, shift: 16 });
  if (length !== 2) pieces.push({ size: 1, offset: first + length - 1, shift: length === 1 ? 24 : 8 });
  return pieces;
}

/** Calls `each` for every register of a string of known length. */
function registersOf(start: I32, count: number, each: (register: I32, pieces: Piece[]) => void): void {
  for (let at = 0; at < count; at += 4)
    each(i32.and(i32.add(start, i32.const(at >> 2)), i32.const(31)), piecesOf(at, count - at));
}

function loadString(b: Builder, f: Fields, ea: I64, count: I32): void {
  b.probe(ea, count, 'read');
  const start = b.field(f.RT);
  const known = i32.known(count);
  if (known !== undefined)
    return registersOf(start, known, (register, pieces) => {
      const parts = pieces.map(({ size, offset, shift }) =>
        i64.shl(b.load(size, i64.add(ea, i64.const(offset))), i64.const(shift)),
      );
      b.setGprAt(
        register,
        parts.reduce((x, y) => i64.or(x, y)),
      );
    });
  repeat(b, count, (index) => {
    const { register, shift } = place(start, index);
    const byte = i64.shl(b.load(1, i64.add(ea, i64.extendU(index))), shift);
    const first = i32.eqz(i32.and(index, i32.const(3)));
    const before = i64.select(first, i64.zero, b.gprAt(register));
    b.setGprAt(register, i64.or(before, byte));
  });
}

function storeString(b: Builder, f: Fields, ea: I64, count: I32): void {
  b.probe(ea, count, 'write');
  const start = b.field(f.RS);
  const known = i32.known(count);
  if (known !== undefined)
    return registersOf(start, known, (register, pieces) => {
      const value = b.let(b.gprAt(register));
      for (const { size, offset, shift } of pieces)
        b.store(size, i64.add(ea, i64.const(offset)), i64.shrU(value, i64.const(shift)));
    });
  repeat(b, count, (index) => {
    const { register, shift } = place(start, index);
    b.store(1, i64.add(ea, i64.extendU(index)), b.let(i64.shrU(b.gprAt(register), shift)));
  });
}

/** NB = 0 means 32 bytes. */
function immediateCount(b: Builder, f: Fields): I32 {
  const count = b.field(f.NB);
  return b.let(i32.select(count, count, i32.const(32)));
}

const registerCount = (b: Builder): I32 => b.let(i32.and(i32.wrap(b.xer()), i32.const(127)));
const base = (b: Builder, f: Fields): I64 => b.let(b.gprOrZero(f.RA));

export const loadStoreMultiple: SemanticsTable = {
  lmw: bigEndianOnly((b, f) => multiple(b, f, f.RT, 'read', (register, ea) => b.setGprAt(register, b.load(4, ea)))),
  stmw: bigEndianOnly((b, f) => multiple(b, f, f.RS, 'write', (register, ea) => b.store(4, ea, b.gprAt(register)))),
  lswi: bigEndianOnly((b, f) => loadString(b, f, base(b, f), immediateCount(b, f))),
  lswx: bigEndianOnly((b, f) => loadString(b, f, indexed(b, f), registerCount(b))),
  stswi: bigEndianOnly((b, f) => storeString(b, f, base(b, f), immediateCount(b, f))),
  stswx: bigEndianOnly((b, f) => storeString(b, f, indexed(b, f), registerCount(b))),
};
