/** Comparisons, selection by a condition, traps: Power ISA Book I, 3.3.10, 3.3.11, 3.3.12. */
import { Exit } from '../exit.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Field, Fields, SemanticsTable } from './builder.ts';

const signedPart = (b: Builder, l: Field, value: I64): I64 => i64.select(b.is(l, 1), value, i64.extend32(value));
const unsignedPart = (b: Builder, l: Field, value: I64): I64 => i64.select(b.is(l, 1), value, i64.low32(value));

/** A true condition is reported in GT, all other bits 0. */
function setMatch(b: Builder, f: Fields, matches: I32): void {
  b.setCrField(f.BF, i32.shl(matches, i32.const(2)));
}

function byte(value: I64, place: number): I32 {
  return i32.and(i32.wrap(i64.shrU(value, i64.const(8 * place))), i32.const(255));
}

/** Leaves with a trap when a relation named in TO holds. */
function trap(b: Builder, f: Fields, a: I64, c: I64): void {
  const [x, y] = [b.let(a), b.let(c)];
  const holds = i32.any(
    i32.shl(i64.ltS(x, y), i32.const(4)),
    i32.shl(i64.gtS(x, y), i32.const(3)),
    i32.shl(i64.eq(x, y), i32.const(2)),
    i32.shl(i64.ltU(x, y), i32.one),
    i64.gtU(x, y),
  );
  b.if(i32.and(holds, b.field(f.TO)), () => b.exit(Exit.trap));
}

export const fixedCompare: SemanticsTable = {
  cmpi: (b, f) => b.compareSigned(f.BF, b.let(signedPart(b, f.L, b.gpr(f.RA))), b.immediate(f.SI)),
  cmp: (b, f) => b.compareSigned(f.BF, b.let(signedPart(b, f.L, b.gpr(f.RA))), b.let(signedPart(b, f.L, b.gpr(f.RB)))),
  cmpli: (b, f) => b.compareUnsigned(f.BF, b.let(unsignedPart(b, f.L, b.gpr(f.RA))), b.immediate(f.UI)),
  cmpl: (b, f) =>
    b.compareUnsigned(f.BF, b.let(unsignedPart(b, f.L, b.gpr(f.RA))), b.let(unsignedPart(b, f.L, b.gpr(f.RB)))),
  cmprb: (b, f) => {
    const x = b.let(byte(b.gpr(f.RA), 0));
    const ranges = b.gpr(f.RB);
    const within = (low: number, high: number): I32 =>
      i32.and(i32.leU(byte(ranges, low), x), i32.leU(x, byte(ranges, high)));
    const second = i32.and(b.is(f.L, 1), within(2, 3));
    setMatch(b, f, i32.or(within(0, 1), second));
  },
  cmpeqb: (b, f) => {
    const x = b.let(byte(b.gpr(f.RA), 0));
    const candidates = b.gpr(f.RB);
    const equal = [0, 1, 2, 3, 4, 5, 6, 7].map((place) => i32.eq(x, byte(candidates, place)));
    setMatch(b, f, i32.any(i32.zero, ...equal));
  },
  setb: (b, f) => {
    const condition = b.crField(f.BFA);
    const less = i32.shrU(condition, i32.const(3));
    const greater = i32.and(i32.shrU(condition, i32.const(2)), i32.one);
    const value = i32.select(less, i32.const(-1), greater);
    b.setGpr(f.RT, i64.extendS(value));
  },
  isel: (b, f) => {
    const chosen = i64.select(b.crBit(f.BC), b.gprOrZero(f.RA), b.gpr(f.RB));
    b.setGpr(f.RT, chosen);
  },

  twi: (b, f) => trap(b, f, i64.extend32(b.gpr(f.RA)), b.immediate(f.SI)),
  tw: (b, f) => trap(b, f, i64.extend32(b.gpr(f.RA)), i64.extend32(b.gpr(f.RB))),
  tdi: (b, f) => trap(b, f, b.gpr(f.RA), b.immediate(f.SI)),
  td: (b, f) => trap(b, f, b.gpr(f.RA), b.gpr(f.RB)),
};
