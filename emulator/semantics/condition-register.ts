/** Condition register logic and moves: Power ISA Book I, 2.5 and 3.3.17. */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32 } from '../wasm/node.ts';
import type { Builder, Fields, Semantics, SemanticsTable } from './builder.ts';
import { same } from './common.ts';

const FIELDS = [0, 1, 2, 3, 4, 5, 6, 7];

/** `alone`: of one bit with itself, as the extended mnemonics crclr, crset, crmove and crnot have it. */
function logic(operation: (x: I32, y: I32) => I32, alone: (x: I32) => I32): Semantics {
  return (b, f) => {
    const value = same(f.BA, f.BB) ? alone(b.crBit(f.BA)) : operation(b.crBit(f.BA), b.crBit(f.BB));
    b.setCrBit(f.BT, b.let(i32.and(value, i32.one)));
  };
}

const not = (x: I32): I32 => i32.xor(x, i32.one);
const copy = (x: I32): I32 => x;
const clear = (): I32 => i32.zero;
const set = (): I32 => i32.one;

/** The fields that FXM's bits name get the word's digits. */
function moveTo(b: Builder, f: Fields): void {
  const word = b.let(i32.wrap(b.gpr(f.RS)));
  const chosen = b.field(f.FXM);
  for (const n of FIELDS) {
    const digit = i32.and(i32.shrU(word, i32.const(28 - 4 * n)), i32.const(15));
    b.if(i32.and(chosen, i32.const(0x80 >> n)), () => b.setCrField(n, digit));
  }
}

function word(b: Builder, fields: readonly number[]): I32 {
  const digits = fields.map((n) => i32.shl(b.crField(n), i32.const(28 - 4 * n)));
  return b.let(i32.any(i32.zero, ...digits));
}

export const conditionRegister: SemanticsTable = {
  crand: logic(i32.and, copy),
  cror: logic(i32.or, copy),
  crxor: logic(i32.xor, clear),
  crnand: logic((x, y) => not(i32.and(x, y)), not),
  crnor: logic((x, y) => not(i32.or(x, y)), not),
  creqv: logic((x, y) => not(i32.xor(x, y)), set),
  crandc: logic((x, y) => i32.and(x, not(y)), clear),
  crorc: logic((x, y) => i32.or(x, not(y)), set),
  mcrf: (b, f) => b.setCrField(f.BF, b.crField(f.BFA)),

  mtcrf: moveTo,
  mtocrf: moveTo,
  mfcr: (b, f) => b.setGpr(f.RT, i64.extendU(word(b, FIELDS))),
  /** The fields not asked for are undefined; they read as 0. */
  mfocrf: (b, f) => {
    const { value } = f.FXM;
    if (value !== undefined) {
      const fields = FIELDS.filter((n) => (value & (0x80 >> n)) !== 0);
      b.setGpr(f.RT, i64.extendU(word(b, fields)));
      return;
    }
    const chosen = b.field(f.FXM);
    // Spreads bit n of FXM over the four bits of its field.
    const spread = FIELDS.map((n) =>
      i32.select(i32.and(chosen, i32.const(0x80 >> n)), i32.const(0xf << (28 - 4 * n)), i32.zero),
    );
    b.setGpr(f.RT, i64.extendU(i32.and(word(b, FIELDS), i32.any(i32.zero, ...spread))));
  },
  mcrxr: (b, f) => {
    const xer = b.let(i32.wrap(b.xer()));
    b.setCrField(f.BF, i32.and(i32.shrU(xer, i32.const(28)), i32.const(0xe)));
    b.setXer(i64.extendU(i32.and(xer, i32.const(0x1fffffff))));
  },
  mcrxrx: (b, f) => {
    const bits = i32.any(
      i32.shl(b.ov(), i32.const(3)),
      i32.shl(b.ov32(), i32.const(2)),
      i32.shl(b.ca(), i32.one),
      b.ca32(),
    );
    b.setCrField(f.BF, b.let(bits));
  },
};
