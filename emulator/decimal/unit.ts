/** The decimal floating-point unit: what the generated code calls for the instructions of chapter 5. */
import { FPSCR } from '../float/fpscr.ts';
import {
  conclude,
  concludeCompare,
  controlOf,
  decimalRounding,
  operand,
  operandDoubleword,
  operandWord,
  setResult,
  type Status,
} from '../float/wide.ts';
import { difference, nanResult, product, quotient, sum } from './arithmetic.ts';
import { fromInteger, toFormat, toInteger } from './convert.ts';
import { biasedExponent, fromBcd, shifted, toBcd, withExponent } from './digits.ts';
import { type Decimal, type DecimalFormat, EXTENDED, isNaN, LONG, pack, SHORT, unpack } from './format.ts';
import { decimalKindOf, DecimalKind, isExtended } from './operations.ts';
import { immediateMode, quantize, reround, toIntegral } from './quantum.ts';
import type { Control, Result } from './rounding.ts';
import { compare, testClass, testExponent, testGroup, testSignificance } from './tests.ts';

/** Everything an operation works on. */
interface Operation {
  readonly kind: number;
  readonly format: DecimalFormat;
  readonly first: bigint;
  readonly second: bigint;
  readonly parameter: number;
  readonly control: Control;
}

/** Does an operation of operations.ts on the slots; answers an `Outcome`. */
export function executeDecimal(view: DataView, cpu: number, word: number): number {
  const format = isExtended(word) ? EXTENDED : LONG;
  const fpscr = controlOf(view, cpu);
  const operation: Operation = {
    kind: decimalKindOf(word),
    format,
    first: format === LONG ? operandDoubleword(view, cpu, 0) : operand(view, cpu, 0),
    second: format === LONG ? operandDoubleword(view, cpu, 1) : operand(view, cpu, 1),
    parameter: operandWord(view, cpu, 2),
    control: { fpscr, mode: decimalRounding(view, cpu) },
  };
  const { kind } = operation;
  if (kind >= DecimalKind.compareUnordered) {
    const { field, raised } = condition(operation);
    return concludeCompare(view, cpu, field, raised);
  }
  const quiet = withoutStatus(operation);
  if (quiet !== undefined) {
    setResult(view, cpu, quiet);
    return 0;
  }
  const { bits, status } = kind === DecimalKind.toInteger ? integer(operation) : packed(compute(operation));
  const outcome = conclude(view, cpu, status);
  if ((outcome & 2) === 0) setResult(view, cpu, bits);
  return outcome;
}

function packed(result: Result): { bits: bigint; status: Status } {
  return { bits: pack(result.value, result.format), status: result };
}

function integer({ first, format, control }: Operation): { bits: bigint; status: Status } {
  const status = toInteger(unpack(first, format), control);
  return { bits: BigInt.asUintN(64, status.integer), status };
}

/** Operations that leave FPSCR alone. */
function withoutStatus({ kind, format, first, second, parameter }: Operation): bigint | undefined {
  const a = (): Decimal => unpack(first, format);
  switch (kind) {
    case DecimalKind.toBcd:
      return toBcd(a(), format.width, parameter);
    case DecimalKind.extractExponent:
      return BigInt.asUintN(64, biasedExponent(a(), format));
    case DecimalKind.insertExponent:
      return pack(withExponent(unpack(second, format), BigInt.asIntN(64, first), format), format);
    case DecimalKind.shiftLeft:
      return pack(shifted(a(), parameter, format), format);
    case DecimalKind.shiftRight:
      return pack(shifted(a(), -parameter, format), format);
    default:
      return undefined;
  }
}

function compute({ kind, format, first, second, parameter, control }: Operation): Result {
  const narrower = format === EXTENDED ? LONG : SHORT;
  const extended = format === EXTENDED;
  const narrowed = BigInt.asUintN(narrower.width, first);
  if (kind === DecimalKind.fromInteger) return fromInteger(BigInt.asIntN(64, first), format, control);
  if (kind === DecimalKind.fromBcd) return fromBcd(first, format, parameter !== 0);
  if (kind === DecimalKind.widen) return toFormat(unpack(narrowed, narrower), narrower, format, control, extended);
  const a = unpack(first, format);
  const mode = immediateMode(parameter, control);
  switch (kind) {
    case DecimalKind.narrow:
      return toFormat(a, format, narrower, control, extended);
    case DecimalKind.integral:
    case DecimalKind.integralExact:
      return toIntegral(a, format, mode, kind === DecimalKind.integralExact);
    case DecimalKind.quantizeImmediate: {
      const reference: Decimal = { kind: 'finite', negative: false, coefficient: 1n, exponent: parameter >> 8 };
      return quantize(reference, a, format, mode);
    }
    case DecimalKind.reround:
      return reround(Number(second & 63n), a, format, mode);
    default:
      return ofTwo(kind, a, unpack(second, format), format, control, mode);
  }
}

function ofTwo(kind: number, a: Decimal, b: Decimal, format: DecimalFormat, control: Control, mode: number): Result {
  if (kind === DecimalKind.quantize) return quantize(a, b, format, mode);
  const nan = nanResult(format, a, b);
  if (nan !== undefined) return nan;
  switch (kind) {
    case DecimalKind.add:
      return sum(a, b, format, control);
    case DecimalKind.subtract:
      return difference(a, b, format, control);
    case DecimalKind.multiply:
      return product(a, b, format, control);
    case DecimalKind.divide:
      return quotient(a, b, format, control);
    default:
      throw new Error(`no decimal operation ${kind}`);
  }
}

/** Compares are invalid on signalling NaNs, the ordered one on all (VXVC, but not with an enabled VXSNAN). */
function condition({ kind, format, first, second, parameter, control }: Operation): { field: number; raised: number } {
  const a = unpack(first, format);
  const silent = (field: number) => ({ field, raised: 0 });
  if (kind === DecimalKind.testClass) return silent(testClass(a, parameter, format));
  if (kind === DecimalKind.testGroup) return silent(testGroup(a, parameter, format));
  if (kind === DecimalKind.testSignificance) return silent(testSignificance(parameter & 63, a));
  const b = unpack(second, format);
  if (kind === DecimalKind.testExponent) return silent(testExponent(a, b));
  let raised = a.kind === 'signalling' || b.kind === 'signalling' ? FPSCR.VXSNAN : 0;
  const unordered = isNaN(a) || isNaN(b);
  if (kind === DecimalKind.compareOrdered && unordered && (raised === 0 || (control.fpscr & FPSCR.VE) === 0))
    raised |= FPSCR.VXVC;
  return { field: compare(a, b), raised };
}
