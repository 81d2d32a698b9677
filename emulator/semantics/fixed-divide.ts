/**
 * Fixed-point division and remainder: Power ISA Book I, 3.3.9.
 *
 * A quotient that cannot be represented leaves the target undefined and sets OV; the result then
 * is the dividend (0 for the extended forms and remainders).
 */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Fields, Helper, HelperCode, SemanticsTable } from './builder.ts';
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

const WORD = i64.const(2 ** 32);
const BY_WORD = i64.const(32);

/**
 * A digit of the quotient, a word: guessed from the divisor's upper half, and lessened at most twice (Knuth, The Art of
 * Computer Programming, 4.3.1, algorithm D). The digit of the dividend behind `rest` is 0.
 */
function quotientDigit(code: HelperCode, rest: I64, upper: I64, lower: I64): I64 {
  let digit = code.let(i64.divU(rest, upper));
  let left = code.let(i64.sub(rest, i64.mul(digit, upper)));
  for (let correction = 0; correction < 2; correction++) {
    const tooBig = i32.or(i64.geU(digit, WORD), i64.gtU(i64.mul(digit, lower), i64.shl(left, BY_WORD)));
    const lessened = code.let(i32.and(i64.ltU(left, WORD), tooBig));
    left = code.let(i64.add(left, i64.select(lessened, upper, i64.zero)));
    digit = code.let(i64.sub(digit, i64.extendU(lessened)));
  }
  return digit;
}

/** (dividend · 2^64) ÷ divisor, unsigned, for dividend < divisor: two digits. */
const divideExtendedUnsigned: Helper<'i64'> = {
  name: 'divideExtendedUnsigned',
  parameters: ['i64', 'i64'],
  result: 'i64',
  body: (code, [dividend, divisor]) => {
    const zeros = code.let(i64.clz(divisor as I64));
    const by = code.let(i64.shl(divisor as I64, zeros));
    const [upper, lower] = [code.let(i64.shrU(by, BY_WORD)), code.let(i64.low32(by))];
    const rest = code.let(i64.shl(dividend as I64, zeros));
    const first = quotientDigit(code, rest, upper, lower);
    const after = code.let(i64.sub(i64.shl(rest, BY_WORD), i64.mul(first, by)));
    return i64.add(i64.shl(first, BY_WORD), quotientDigit(code, after, upper, lower));
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
  const size = b.call(divideExtendedUnsigned, i64.select(tooBig, i64.zero, ax), i64.select(i64.eqz(ay), i64.one, ay));
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
