/** Comparisons and the tests for software division and square root (book I, 4.6.8, 4.6.6.1, 7.6.1.6). */
import { Form, Kind, operationWord } from '../float/operations.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, FieldName, Semantics, SemanticsTable } from './builder.ts';
import { areOrdered } from './float-safe.ts';
import { leaveIfDue, whereSafe } from './float-unit.ts';

/** fcmpu, fcmpo: of a NaN the unit knows whether it is invalid. The field is set whatever is enabled. */
export function compare(ordered: boolean, first: FieldName, second: FieldName): Semantics {
  const operation = operationWord(ordered ? Kind.compareOrdered : Kind.compareUnordered, { form: Form.aside });
  return (b, f) => {
    const x = b.let(b.fpr(f[first]));
    const y = b.let(b.fpr(f[second]));
    const compares = (): void => b.compareFloat(f.BF, x, y);
    whereSafe(b, areOrdered(x, y), undefined, compares, () => {
      compares();
      leaveIfDue(b, b.let(b.floatAside(operation, [x, y])));
    });
  };
}

const MAGNITUDE = i64.const(2n ** 63n - 1n);

/** What the tests ask of a format. */
export interface TestFormat {
  readonly smallest: number;
  readonly largest: number;
  readonly fractionBits: number;
}

export const TEST_DOUBLE: TestFormat = { smallest: -1022, largest: 1023, fractionBits: 52 };
export const TEST_SINGLE: TestFormat = { smallest: -126, largest: 127, fractionBits: 23 };

/** A number's parts, for the tests; a single comes in the low bits. */
interface Parts {
  readonly exponent: I32;
  readonly isSpecial: I32;
  readonly isNaN: I32;
  readonly isInfinite: I32;
  readonly isZero: I32;
  readonly isNegative: I32;
}

function partsOf(b: Builder, bits: I64, format: TestFormat): Parts {
  const { fractionBits, largest } = format;
  const exponentMask = 2 * largest + 1;
  const width = fractionBits === 52 ? 63 : 31;
  const magnitude = b.let(i64.and(bits, fractionBits === 52 ? MAGNITUDE : i64.const(0x7fffffff)));
  const biased = b.let(i32.wrap(i64.shrU(magnitude, i64.const(fractionBits))));
  const infinity = i64.const(BigInt(exponentMask) << BigInt(fractionBits));
  return {
    exponent: b.let(i32.sub(biased, i32.const(largest))),
    isSpecial: b.let(i32.eq(biased, i32.const(exponentMask))),
    isNaN: b.let(i64.gtU(magnitude, infinity)),
    isInfinite: b.let(i64.eq(magnitude, infinity)),
    isZero: b.let(i64.eqz(magnitude)),
    isNegative: b.let(i32.wrap(i64.and(i64.shrU(bits, i64.const(width)), i64.one))),
  };
}

/** Division of a by b: (fg, fe) as 4 and 2, whatever could spoil a division by estimates. */
export function divisionFlags(b: Builder, first: I64, second: I64, format: TestFormat): I32 {
  const x = partsOf(b, first, format);
  const y = partsOf(b, second, format);
  const { smallest, largest, fractionBits } = format;
  const distance = b.let(i32.sub(x.exponent, y.exponent));
  const special = i32.any(x.isInfinite, y.isInfinite, y.isZero);
  const far = i32.any(
    i32.geS(distance, i32.const(largest)),
    i32.leS(distance, i32.const(smallest + 1)),
    i32.leS(x.exponent, i32.const(smallest + fractionBits)),
  );
  const fe = i32.any(
    special,
    x.isNaN,
    y.isNaN,
    i32.leS(y.exponent, i32.const(smallest)),
    i32.geS(y.exponent, i32.const(largest - 2)),
    i32.and(i32.eqz(x.isZero), far),
  );
  const denormal = i32.leS(y.exponent, i32.const(smallest - 1));
  return flags(i32.or(special, denormal), fe);
}

export function rootFlags(b: Builder, operand: I64, format: TestFormat): I32 {
  const x = partsOf(b, operand, format);
  const { smallest, fractionBits } = format;
  const special = i32.or(x.isInfinite, x.isZero);
  const low = i32.leS(x.exponent, i32.const(smallest + fractionBits));
  const fe = i32.any(special, x.isNaN, x.isNegative, low);
  return flags(i32.or(special, i32.leS(x.exponent, i32.const(smallest - 1))), fe);
}

function flags(fg: I32, fe: I32): I32 {
  return i32.or(i32.shl(fg, i32.const(2)), i32.shl(fe, i32.const(1)));
}

/** CR field BF: always 8, with the flags. */
export function testDivide(first: FieldName, second: FieldName): Semantics {
  return (b, f) => {
    const x = b.let(b.fprBits(f[first]));
    const y = b.let(b.fprBits(f[second]));
    b.setCrField(f.BF, i32.or(divisionFlags(b, x, y, TEST_DOUBLE), i32.const(8)));
  };
}

export function testRoot(operand: FieldName): Semantics {
  return (b, f) => {
    const x = b.let(b.fprBits(f[operand]));
    b.setCrField(f.BF, i32.or(rootFlags(b, x, TEST_DOUBLE), i32.const(8)));
  };
}

export const floatCompare: SemanticsTable = {
  fcmpu: compare(false, 'FRA', 'FRB'),
  fcmpo: compare(true, 'FRA', 'FRB'),
  ftdiv: testDivide('FRA', 'FRB'),
  ftsqrt: testRoot('FRB'),
};
