/**
 * Fixed-point division and remainder: Power ISA Book I, 3.3.9.
 *
 * A quotient that cannot be represented leaves the target undefined and sets OV; the result then
 * is the dividend (0 for the extended forms and remainders).
 */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Fields, Helper, SemanticsTable } from './builder.ts';
import { finish } from './fixed-arithmetic.ts';

const MIN32 = i64.const(-(2 ** 31));
const MIN64 = i64.const(-(2n ** 63n));

interface Kind {
  readonly signed: boolean;
  readonly word: boolean;
}

/** Dividend, a divisor that cannot trap, and whether that is not the one given. */
function operands(b: Builder, f: Fields, { signed, word }: Kind) {
  const part = (x: I64): I64 => (!word ? x : signed ? i64.extend32(x) : i64.low32(x));
  const dividend = b.let(part(b.gpr(f.RA)));
  const divisor = b.let(part(b.gpr(f.RB)));
  const overflows = i32.and(i64.eq(divisor, i64.minusOne), i64.eq(dividend, word ? MIN32 : MIN64));
  const invalid = b.let(signed ? i32.or(i64.eqz(divisor), overflows) : i64.eqz(divisor));
  return { dividend, divisor: b.let(i64.select(invalid, i64.one, divisor)), invalid };
}

function divide(kind: Kind) {
  return (b: Builder, f: Fields): void => {
    const { dividend, divisor, invalid } = operands(b, f, kind);
    const quotient = kind.signed ? i64.divS(dividend, divisor) : i64.divU(dividend, divisor);
    const result = b.let(kind.word ? i64.low32(quotient) : quotient);
    finish(b, f, result, () => ({ ov: invalid, ov32: invalid }));
  };
}

function remainder(kind: Kind) {
  return (b: Builder, f: Fields): void => {
    const { dividend, divisor } = operands(b, f, kind);
    b.setGpr(f.RT, kind.signed ? i64.remS(dividend, divisor) : i64.remU(dividend, divisor));
  };
}

/** divwe, divweu: the dividend's low word is 0. */
function divideWordExtended(signed: boolean) {
  return (b: Builder, f: Fields): void => {
    const divisor = b.let(signed ? i64.extend32(b.gpr(f.RB)) : i64.low32(b.gpr(f.RB)));
    const dividend = b.let(i64.shl(b.gpr(f.RA), i64.const(32)));
    const traps = signed ? i32.and(i64.eq(divisor, i64.minusOne), i64.eq(dividend, MIN64)) : i32.zero;
    const bad = b.let(i32.or(i64.eqz(divisor), traps));
    const safe = i64.select(bad, i64.one, divisor);
    const quotient = b.let(signed ? i64.divS(dividend, safe) : i64.divU(dividend, safe));
    const fits = i64.eq(quotient, signed ? i64.extend32(quotient) : i64.low32(quotient));
    const invalid = b.let(i32.or(bad, i32.eqz(fits)));
    const result = b.let(i64.select(invalid, i64.zero, quotient));
    finish(b, f, result, () => ({ ov: invalid, ov32: invalid }));
  };
}

/** (dividend · 2^64) ÷ divisor, unsigned, for dividend < divisor: bit by bit. */
const divideExtendedUnsigned: Helper<'i64'> = {
  name: 'divideExtendedUnsigned',
  parameters: ['i64', 'i64'],
  result: 'i64',
  body: (code, [dividend, divisor]) => {
    const rest = code.variable(dividend as I64);
    const quotient = code.variable(i64.zero);
    const left = code.variable(i32.const(64));
    code.while(
      () => code.get(left),
      () => {
        const top = code.let(i64.shrU(code.get(rest), i64.const(63)));
        const doubled = code.let(i64.shl(code.get(rest), i64.one));
        const fits = code.let(i32.or(i32.wrap(top), i64.geU(doubled, divisor as I64)));
        code.set(rest, i64.select(fits, i64.sub(doubled, divisor as I64), doubled));
        code.set(quotient, i64.or(i64.shl(code.get(quotient), i64.one), i64.extendU(fits)));
        code.set(left, i32.sub(code.get(left), i32.one));
      },
    );
    return code.get(quotient);
  },
};

function divideExtended(b: Builder, f: Fields, signed: boolean): void {
  const [x, y] = [b.gpr(f.RA), b.gpr(f.RB)];
  const magnitude = (value: I64): I64 => {
    const mask = b.let(i64.shrS(value, i64.const(63)));
    return b.let(signed ? i64.sub(i64.xor(value, mask), mask) : value);
  };
  const [ax, ay] = [magnitude(x), magnitude(y)];
  const tooBig = b.let(i64.geU(ax, ay));
  const size = b.call(divideExtendedUnsigned, i64.select(tooBig, i64.zero, ax), ay);
  const negative: I32 = i64.ltS(i64.xor(x, y), i64.zero);
  const quotient = b.let(signed ? i64.select(negative, i64.sub(i64.zero, size), size) : size);
  const wrongSign = i32.and(i64.ne(quotient, i64.zero), i32.ne(i64.ltS(quotient, i64.zero), negative));
  const invalid = b.let(signed ? i32.or(tooBig, wrongSign) : tooBig);
  const result = b.let(i64.select(invalid, i64.zero, quotient));
  finish(b, f, result, () => ({ ov: invalid, ov32: invalid }));
}

export const fixedDivide: SemanticsTable = {
  divw: divide({ signed: true, word: true }),
  divwu: divide({ signed: false, word: true }),
  divd: divide({ signed: true, word: false }),
  divdu: divide({ signed: false, word: false }),
  divwe: divideWordExtended(true),
  divweu: divideWordExtended(false),
  divde: (b, f) => divideExtended(b, f, true),
  divdeu: (b, f) => divideExtended(b, f, false),
  modsw: remainder({ signed: true, word: true }),
  moduw: remainder({ signed: false, word: true }),
  modsd: remainder({ signed: true, word: false }),
  modud: remainder({ signed: false, word: false }),
};
