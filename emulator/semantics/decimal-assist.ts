/** Decimal assist instructions: Power ISA Book I, 3.3.9 (addg6s) and 3.3.15. */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Helper, SemanticsTable, Semantics } from './builder.ts';

const NIBBLES = i64.const(0x1111111111111111n);

/** Bit `place` of a word, as 0 or 1. */
const bit = (value: I32, place: number): I32 => i32.and(i32.shrU(value, i32.const(place)), i32.one);
const all = (...bits: I32[]): I32 => bits.reduce((a, b) => i32.and(a, b));
const not = (a: I32): I32 => i32.xor(a, i32.one);
/** Bits, highest first, as a number. */
const number = (...bits: I32[]): I32 => bits.reduce((value, next) => i32.or(i32.shl(value, i32.one), next), i32.zero);

/** Ten bits of densely packed decimal to three digits: Book I, appendix B.2. */
const unpackDeclet: Helper<'i32'> = {
  name: 'unpackDeclet',
  parameters: ['i32'],
  result: 'i32',
  body: (code, [declet]) => {
    const [p, q, r, s, t, u, v, w, x, y] = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((place) =>
      code.let(bit(declet as I32, place)),
    ) as [I32, I32, I32, I32, I32, I32, I32, I32, I32, I32];
    const both = code.let(all(v, w, x));
    const st = number(s, t);
    // Which digits are 8 or 9.
    const first = code.let(i32.or(all(v, w, not(x)), i32.and(both, i32.ne(st, i32.const(2)))));
    const second = code.let(i32.or(all(v, not(w), x), i32.and(both, i32.ne(st, i32.one))));
    const third = code.let(i32.or(all(v, not(w), not(x)), i32.and(both, i32.ne(st, i32.zero))));
    const high = number(p, q);
    const digit1 = i32.select(first, number(i32.one, i32.zero, i32.zero, r), number(p, q, r));
    const middle = i32.select(both, high, st);
    const digit2 = i32.select(second, number(i32.one, i32.zero, i32.zero, u), i32.or(i32.shl(middle, i32.one), u));
    const low = i32.select(v, i32.select(w, high, st), number(w, x));
    const digit3 = i32.select(third, number(i32.one, i32.zero, i32.zero, y), i32.or(i32.shl(low, i32.one), y));
    return i32.any(i32.shl(digit1, i32.const(8)), i32.shl(digit2, i32.const(4)), digit3);
  },
};

/** Three digits to ten bits: Book I, appendix B.1. */
const packDeclet: Helper<'i32'> = {
  name: 'packDeclet',
  parameters: ['i32'],
  result: 'i32',
  body: (code, [digits]) => {
    const [a, b, c, d, e, f, g, h, i, j, k, m] = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((place) =>
      code.let(bit(digits as I32, place)),
    ) as [I32, I32, I32, I32, I32, I32, I32, I32, I32, I32, I32, I32];
    const [smallA, smallE, smallI] = [code.let(not(a)), code.let(not(e)), code.let(not(i))];
    const small = code.let(all(smallA, smallE, smallI));
    const ai = code.let(all(a, i));
    const or = (...terms: I32[]): I32 => terms.reduce((x, y) => i32.or(x, y));
    return number(
      or(all(b, smallA), all(j, a, smallI), all(f, ai, smallE)),
      or(all(c, smallA), all(k, a, smallI), all(g, ai, smallE)),
      d,
      or(all(f, smallE, not(ai)), all(e, i), all(j, e, smallI, smallA)),
      or(all(g, smallE, not(ai)), all(smallE, ai), all(e, ai), all(k, e, smallI, smallA)),
      h,
      not(small),
      or(all(j, small), a, all(e, i)),
      or(all(k, small), e, ai),
      m,
    );
  },
};

/** Each word's declets (or digits) from and to, twice per word. */
function convert(helper: Helper<'i32'>, from: number, to: number): Semantics {
  return (b, f) => {
    const source = b.gpr(f.RS);
    const part = (place: number, target: number): I64 => {
      const bits = i32.and(i32.wrap(i64.shrU(source, i64.const(place))), i32.const((1 << from) - 1));
      return i64.shl(i64.extendU(b.call(helper, bits)), i64.const(target));
    };
    const parts = [part(0, 0), part(from, to), part(32, 32), part(32 + from, 32 + to)];
    b.setGpr(
      f.RA,
      parts.reduce((x, y) => i64.or(x, y)),
    );
  };
}

export const decimalAssist: SemanticsTable = {
  /** A 6 for each digit that produced no carry. */
  addg6s: (b, f) => {
    const [x, y] = [b.gpr(f.RA), b.gpr(f.RB)];
    const sum = b.let(i64.add(x, y));
    const into = i64.shrU(i64.xor(i64.xor(x, y), sum), i64.const(4));
    const last = i64.shl(i64.extendU(i64.ltU(sum, x)), i64.const(60));
    // The shift left nothing in the top digit but zeros.
    const carries = i64.or(i64.and(into, i64.const(0x0111111111111111n)), last);
    b.setGpr(f.RT, i64.mul(i64.xor(carries, NIBBLES), i64.const(6)));
  },
  cdtbcd: convert(unpackDeclet, 10, 12),
  cbcdtd: convert(packDeclet, 12, 10),
};
