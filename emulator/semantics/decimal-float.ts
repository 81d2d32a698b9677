/** Decimal floating point (Power ISA, book I, chapter 5): the unit in emulator/decimal does it. */
import { DecimalKind, decimalWord } from '../decimal/operations.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i64x2 } from '../wasm/simd.ts';
import type { Builder, Field, Fields, Semantics, SemanticsTable } from './builder.ts';
import { leaveIfDue, recordStatus, setScalarBits, unitResult } from './float-unit.ts';
import { fieldResult, unlessSuppressed, wide } from './wide-unit.ts';

type Operand = (b: Builder, f: Fields) => V128;
type Target = (b: Builder, f: Fields) => void;

const NOTHING = i64x2.splat(i64.zero);
const none: Operand = () => NOTHING;

/** A floating-point register, and an even-odd pair of them. */
const long =
  (name: 'FRA' | 'FRB'): Operand =>
  (b, f) =>
    b.let(i64x2.splat(b.fprBits(f[name])));
const pair =
  (name: 'FRAp' | 'FRBp'): Operand =>
  (b, f) =>
    b.let(i64x2.pair(b.fprBits(f[name]), b.fprBits(f[name], 1)));

const toLong: Target = (b, f) => setScalarBits(b, f.FRT, unitResult.doubleword(b));

function setPair(b: Builder, f: Fields, high: I64, low: I64): void {
  b.setFprBits(f.FRTp, high);
  b.setFprBits(f.FRTp, low, 1);
}

const toPair: Target = (b, f) => {
  const result = b.let(unitResult.vector(b));
  setPair(b, f, i64x2.extract(result, 1), i64x2.extract(result, 0));
};
/** drdpq: a long number, and zeros in the odd register. */
const toFirst: Target = (b, f) => setPair(b, f, b.let(unitResult.doubleword(b)), i64.zero);

/** Field values for the unit. */
type Parameter = (b: Builder, f: Fields) => I32;
const value =
  (field: (f: Fields) => Field): Parameter =>
  (b, f) =>
    b.field(field(f));
const rounding: Parameter = (b, f) => b.field(f.RMC);
const selected: Parameter = (b, f) => i32.or(i32.shl(b.field(f.R), i32.const(2)), b.field(f.RMC));
const exponent: Parameter = (b, f) => i32.or(i32.shl(b.field(f.TE), i32.const(8)), b.field(f.RMC));

const asVector = (b: Builder, parameter: I32): V128 => b.let(i64x2.splat(i64.extendS(parameter)));

interface Shape {
  readonly kind: number;
  readonly extended: boolean;
  readonly first: Operand;
  readonly second?: Operand;
  readonly parameter?: Parameter;
}

function call(b: Builder, f: Fields, { kind, extended, first, second = none, parameter }: Shape): I32 {
  const operands = [first(b, f), second(b, f)];
  if (parameter !== undefined) operands.push(asVector(b, parameter(b, f)));
  return wide(b, decimalWord(kind, extended), ...operands);
}

function compute(shape: Shape, target: Target): Semantics {
  return (b, f) => {
    const outcome = call(b, f, shape);
    unlessSuppressed(b, outcome, () => target(b, f));
    recordStatus(b, f);
    leaveIfDue(b, outcome);
  };
}

function test(shape: Shape): Semantics {
  return (b, f) => {
    const outcome = call(b, f, shape);
    b.setCrField(f.BF, fieldResult(b));
    leaveIfDue(b, outcome);
  };
}

type Operands = 'AB' | 'A' | 'B';

function shapeOf(kind: number, operands: Operands, parameter: Parameter | undefined, extended: boolean): Shape {
  const [a, b] = extended ? [pair('FRAp'), pair('FRBp')] : [long('FRA'), long('FRB')];
  const list = operands === 'AB' ? { first: a, second: b } : { first: operands === 'A' ? a : b };
  return { kind, extended, ...list, ...(parameter === undefined ? {} : { parameter }) };
}

/** Both formats of an instruction on one or two numbers that gives one. */
function both(name: string, kind: number, operands: Operands, parameter?: Parameter): SemanticsTable {
  return {
    [name]: compute(shapeOf(kind, operands, parameter, false), toLong),
    [`${name}q`]: compute(shapeOf(kind, operands, parameter, true), toPair),
  };
}

function bothTests(name: string, kind: number, operands: Operands, parameter?: Parameter): SemanticsTable {
  return {
    [name]: test(shapeOf(kind, operands, parameter, false)),
    [`${name}q`]: test(shapeOf(kind, operands, parameter, true)),
  };
}

const longShape = (kind: number, first: Operand, second = none): Shape => ({ kind, extended: false, first, second });
const extendedShape = (kind: number, first: Operand, second = none): Shape => ({ kind, extended: true, first, second });

const reference: Parameter = (b, f) => i32.and(i32.wrap(b.fprBits(f.FRA)), i32.const(63));

export const decimalFloat: SemanticsTable = {
  ...both('dadd', DecimalKind.add, 'AB'),
  ...both('dsub', DecimalKind.subtract, 'AB'),
  ...both('dmul', DecimalKind.multiply, 'AB'),
  ...both('ddiv', DecimalKind.divide, 'AB'),

  ...both('dqua', DecimalKind.quantize, 'AB', rounding),
  ...both('dquai', DecimalKind.quantizeImmediate, 'B', exponent),
  drrnd: compute({ ...longShape(DecimalKind.reround, long('FRB'), long('FRA')), parameter: rounding }, toLong),
  drrndq: compute({ ...extendedShape(DecimalKind.reround, pair('FRBp'), long('FRA')), parameter: rounding }, toPair),
  ...both('drintx', DecimalKind.integralExact, 'B', selected),
  ...both('drintn', DecimalKind.integral, 'B', selected),

  dctdp: compute(longShape(DecimalKind.widen, long('FRB')), toLong),
  dctqpq: compute(extendedShape(DecimalKind.widen, long('FRB')), toPair),
  drsp: compute(longShape(DecimalKind.narrow, long('FRB')), toLong),
  drdpq: compute(extendedShape(DecimalKind.narrow, pair('FRBp')), toFirst),
  dcffix: compute(longShape(DecimalKind.fromInteger, long('FRB')), toLong),
  dcffixq: compute(extendedShape(DecimalKind.fromInteger, long('FRB')), toPair),
  dctfix: compute(longShape(DecimalKind.toInteger, long('FRB')), toLong),
  dctfixq: compute(extendedShape(DecimalKind.toInteger, pair('FRBp')), toLong),

  ...both(
    'ddedpd',
    DecimalKind.toBcd,
    'B',
    value((f) => f.SP),
  ),
  ...both(
    'denbcd',
    DecimalKind.fromBcd,
    'B',
    value((f) => f.S),
  ),
  dxex: compute(longShape(DecimalKind.extractExponent, long('FRB')), toLong),
  dxexq: compute(extendedShape(DecimalKind.extractExponent, pair('FRBp')), toLong),
  diex: compute(longShape(DecimalKind.insertExponent, long('FRA'), long('FRB')), toLong),
  diexq: compute(extendedShape(DecimalKind.insertExponent, long('FRA'), pair('FRBp')), toPair),
  ...both(
    'dscli',
    DecimalKind.shiftLeft,
    'A',
    value((f) => f.SH),
  ),
  ...both(
    'dscri',
    DecimalKind.shiftRight,
    'A',
    value((f) => f.SH),
  ),

  ...bothTests('dcmpu', DecimalKind.compareUnordered, 'AB'),
  ...bothTests('dcmpo', DecimalKind.compareOrdered, 'AB'),
  ...bothTests('dtstex', DecimalKind.testExponent, 'AB'),
  ...bothTests(
    'dtstdc',
    DecimalKind.testClass,
    'A',
    value((f) => f.DCM),
  ),
  ...bothTests(
    'dtstdg',
    DecimalKind.testGroup,
    'A',
    value((f) => f.DGM),
  ),
  ...bothTests('dtstsf', DecimalKind.testSignificance, 'B', reference),
  ...bothTests(
    'dtstsfi',
    DecimalKind.testSignificance,
    'B',
    value((f) => f.UIM),
  ),
};
