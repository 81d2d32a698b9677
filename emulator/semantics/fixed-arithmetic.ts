/** Fixed-point arithmetic: Power ISA Book I, 3.3.9. Division stands in fixed-divide.ts. */
import { Exit } from '../exit.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Fields, SemanticsTable } from './builder.ts';
import { bit31, bit63, recordIf, sign } from './common.ts';
import { multiplyHigh, multiplyHighUnsigned } from './multiply-high.ts';

/** RT ← result; OV by `overflow` if OE; CR0 if Rc. */
export function finish(b: Builder, f: Fields, result: I64, overflow: () => { ov: I32; ov32: I32 }): void {
  b.setGpr(f.RT, result);
  b.if(b.is(f.OE, 1), () => {
    const { ov, ov32 } = overflow();
    b.setOverflow(b.bits === 32 ? ov32 : ov, ov32);
  });
  recordIf(b, f, result);
}

/** A sum overflows when both terms differ from it in sign. */
function sumOverflow(b: Builder, x: I64, y: I64, sum: I64): () => { ov: I32; ov32: I32 } {
  return () => {
    const differ = b.let(i64.and(i64.xor(sum, x), i64.xor(sum, y)));
    return { ov: bit63(differ), ov32: bit31(differ) };
  };
}

/** x + y + carry with CA, CA32 set; carry is 0 or 1. */
function addCarrying(b: Builder, x: I64, y: I64, carry: I64): I64 {
  const part = b.let(i64.add(x, y));
  const sum = b.let(i64.add(part, carry));
  const ca = i32.or(i64.ltU(part, x), i64.known(carry) === 0n ? i32.zero : i64.ltU(sum, part));
  const ca32 = carry32(x, y, sum);
  b.setCarry(b.bits === 32 ? ca32 : ca, ca32, { kind: 'sum', a: x, b: y, sum });
  return sum;
}

/** The carry out of the low word: the carry into the bit above it. */
function carry32(x: I64, y: I64, sum: I64): I32 {
  const carries = i64.xor(i64.xor(x, y), sum);
  return i32.and(i32.wrap(i64.shrU(carries, i64.const(32))), i32.one);
}

type Terms = (b: Builder, f: Fields) => { x: I64; y: I64; carry: I64 };

/** The forms that set CA: two terms and a carry in. */
function carrying(terms: Terms) {
  return (b: Builder, f: Fields): void => {
    const { x, y, carry } = terms(b, f);
    const one = b.let(x);
    const two = b.let(y);
    const sum = addCarrying(b, one, two, b.let(carry));
    finish(b, f, sum, sumOverflow(b, one, two, sum));
  };
}

function carryingImmediate(subtract: boolean, record: boolean) {
  return (b: Builder, f: Fields): void => {
    const a = b.gpr(f.RA);
    const x = subtract ? b.let(i64.not(a)) : a;
    const sum = addCarrying(b, x, b.immediate(f.SI), subtract ? i64.one : i64.zero);
    b.setGpr(f.RT, sum);
    if (record) b.record(sum);
  };
}

const carryIn = (b: Builder): I64 => i64.extendU(b.ca());

function multiplyAddHigh(b: Builder, f: Fields, signed: boolean): void {
  const [x, y, c] = [b.gpr(f.RA), b.gpr(f.RB), b.gpr(f.RC)];
  const low = b.let(i64.mul(x, y));
  const high = signed ? multiplyHigh(b, x, y) : b.call(multiplyHighUnsigned, x, y);
  const carry = i64.extendU(i64.ltU(i64.add(low, c), low));
  const upper = signed ? i64.add(high, sign(c)) : high;
  b.setGpr(f.RT, i64.add(upper, carry));
}

export const fixedArithmetic: SemanticsTable = {
  addi: (b, f) => b.setGpr(f.RT, i64.add(b.gprOrZero(f.RA), b.immediate(f.SI))),
  addis: (b, f) => b.setGpr(f.RT, i64.add(b.gprOrZero(f.RA), i64.shl(b.immediate(f.SI), i64.const(16)))),
  addpcis: (b, f) => b.setGpr(f.RT, i64.add(b.nextPc(), i64.shl(b.immediate(f.D), i64.const(16)))),

  add: (b, f) => {
    const [x, y] = [b.gpr(f.RA), b.gpr(f.RB)];
    const sum = b.let(i64.add(x, y));
    finish(b, f, sum, sumOverflow(b, x, y, sum));
  },
  subf: (b, f) => {
    const [x, y] = [b.gpr(f.RA), b.gpr(f.RB)];
    const difference = b.let(i64.sub(y, x));
    finish(b, f, difference, sumOverflow(b, i64.not(x), y, difference));
  },
  neg: (b, f) => {
    const x = b.gpr(f.RA);
    const result = b.let(i64.sub(i64.zero, x));
    finish(b, f, result, () => {
      const both = b.let(i64.and(x, result));
      return { ov: bit63(both), ov32: bit31(both) };
    });
  },

  addic: carryingImmediate(false, false),
  'addic.': carryingImmediate(false, true),
  subfic: carryingImmediate(true, false),
  addc: carrying((b, f) => ({ x: b.gpr(f.RA), y: b.gpr(f.RB), carry: i64.zero })),
  subfc: carrying((b, f) => ({ x: i64.not(b.gpr(f.RA)), y: b.gpr(f.RB), carry: i64.one })),
  adde: carrying((b, f) => ({ x: b.gpr(f.RA), y: b.gpr(f.RB), carry: carryIn(b) })),
  subfe: carrying((b, f) => ({ x: i64.not(b.gpr(f.RA)), y: b.gpr(f.RB), carry: carryIn(b) })),
  addme: carrying((b, f) => ({ x: b.gpr(f.RA), y: i64.minusOne, carry: carryIn(b) })),
  subfme: carrying((b, f) => ({ x: i64.not(b.gpr(f.RA)), y: i64.minusOne, carry: carryIn(b) })),
  addze: carrying((b, f) => ({ x: b.gpr(f.RA), y: i64.zero, carry: carryIn(b) })),
  subfze: carrying((b, f) => ({ x: i64.not(b.gpr(f.RA)), y: i64.zero, carry: carryIn(b) })),
  /** CY = 0 takes OV for the carry; the other values are reserved. */
  addex: (b, f) => {
    b.if(b.field(f.CY), () => b.exit(Exit.illegal));
    const [x, y] = [b.gpr(f.RA), b.gpr(f.RB)];
    const part = b.let(i64.add(x, y));
    const sum = b.let(i64.add(part, i64.extendU(b.ov())));
    const ov32 = b.let(carry32(x, y, sum));
    b.replaceOverflow(b.bits === 32 ? ov32 : i32.or(i64.ltU(part, x), i64.ltU(sum, part)), ov32);
    b.setGpr(f.RT, sum);
  },

  mulli: (b, f) => b.setGpr(f.RT, i64.mul(b.gpr(f.RA), b.immediate(f.SI))),
  mullw: (b, f) => {
    const product = b.let(i64.mul(i64.extend32(b.gpr(f.RA)), i64.extend32(b.gpr(f.RB))));
    finish(b, f, product, () => {
      const ov = b.let(i64.ne(product, i64.extend32(product)));
      return { ov, ov32: ov };
    });
  },
  mulld: (b, f) => {
    const [x, y] = [b.gpr(f.RA), b.gpr(f.RB)];
    const product = b.let(i64.mul(x, y));
    finish(b, f, product, () => {
      const ov = b.let(i64.ne(multiplyHigh(b, x, y), sign(product)));
      return { ov, ov32: ov };
    });
  },
  mulhw: (b, f) => {
    const product = i64.mul(i64.extend32(b.gpr(f.RA)), i64.extend32(b.gpr(f.RB)));
    high(b, f, i64.shrU(product, i64.const(32)));
  },
  mulhwu: (b, f) => {
    const product = i64.mul(i64.low32(b.gpr(f.RA)), i64.low32(b.gpr(f.RB)));
    high(b, f, i64.shrU(product, i64.const(32)));
  },
  mulhd: (b, f) => high(b, f, multiplyHigh(b, b.gpr(f.RA), b.gpr(f.RB))),
  mulhdu: (b, f) => high(b, f, b.call(multiplyHighUnsigned, b.gpr(f.RA), b.gpr(f.RB))),
  maddhd: (b, f) => multiplyAddHigh(b, f, true),
  maddhdu: (b, f) => multiplyAddHigh(b, f, false),
  maddld: (b, f) => b.setGpr(f.RT, i64.add(i64.mul(b.gpr(f.RA), b.gpr(f.RB)), b.gpr(f.RC))),

  darn: (b, f) => {
    const low = i64.extendU(b.random());
    const whole = i64.or(i64.shl(i64.extendU(b.random()), i64.const(32)), low);
    b.setGpr(f.RT, i64.select(b.field(f.L), whole, low));
  },
};

function high(b: Builder, f: Fields, result: I64): void {
  const value = b.let(result);
  b.setGpr(f.RT, value);
  recordIf(b, f, value);
}
