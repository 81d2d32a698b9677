/** VSX scalar floating point (book I, 7.6.1.3 to 7.6.1.7): as on FPRs, with 64 registers and without Rc. */
import { Form, Kind, Lane, operationWord } from '../float/operations.ts';
import { Outcome } from '../float/unit.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64, I32, I64 } from '../wasm/node.ts';
import { f32x4 } from '../wasm/simd.ts';
import type { Builder, FieldName, Fields, HelperCode, Semantics, SemanticsTable } from './builder.ts';
import { ARITHMETIC, arithmetic, type Arithmetic } from './float-arithmetic.ts';
import { compare, testDivide, testRoot } from './float-compare.ts';
import { fromInteger, nearestAway, type Place, roundToSingle, toInteger, toIntegral, widen } from './float-convert.ts';
import { change as changeRegister, SIGN_CHANGE } from './float-move.ts';
import { narrowed, widened } from './float-single.ts';
import { areOrdered } from './float-safe.ts';
import { leaveIfDue, scalar, setScalar, setScalarBits, setSingle, unitResult, whereSafe } from './float-unit.ts';

const double = (what: Arithmetic, ...operands: FieldName[]) => arithmetic(what, false, operands, 'XT', false);
const single = (what: Arithmetic, ...operands: FieldName[]) => arithmetic(what, true, operands, 'XT', false);

/** Operands of a · c + b: the A forms add to the target, the M forms multiply it. */
const A_FORM = ['XA', 'XT', 'XB'] as const;
const M_FORM = ['XA', 'XB', 'XT'] as const;

const PLACE: Place = { source: 'XB', target: 'XT', record: false };

function change(operation: (value: F64) => F64): Semantics {
  return (b, f) => changeRegister(b, f.XT, f.XB, operation);
}

/** Passes both operands to the unit; the result is a doubleword. */
function askUnit(b: Builder, f: Fields, operation: number, x: F64, y: F64): void {
  const outcome = b.let(b.floatAside(operation, [x, y]));
  b.if(i32.eqz(i32.and(outcome, i32.const(Outcome.suppressed))), () =>
    setScalarBits(b, f.XT, unitResult.doubleword(b)),
  );
  leaveIfDue(b, outcome);
}

/** Without a NaN, wasm's own. */
function extreme(kind: number, native: (x: F64, y: F64) => F64): Semantics {
  const operation = operationWord(kind, { form: Form.aside });
  return (b, f) => {
    const x = b.let(b.fpr(f.XA));
    const y = b.let(b.fpr(f.XB));
    const result = b.let(native(x, y));
    whereSafe(
      b,
      f64.eq(result, result),
      undefined,
      () => setScalar(b, f.XT, result),
      () => askUnit(b, f, operation, x, y),
    );
  };
}

/** What only the unit can do. */
function byUnit(operation: number): Semantics {
  const native = (_: Builder, [value]: readonly F64[]) => ({ value: value as F64, safe: () => i32.zero });
  return scalar({ operation, operands: ['XB'], target: 'XT', native, record: false });
}

/** Comparisons of ISA 3.0 that give all ones or zeros in doubleword 0. */
function compareMask(kind: number, test: (x: F64, y: F64) => I32): Semantics {
  const operation = operationWord(kind, { form: Form.aside });
  return (b, f) => {
    const x = b.let(b.fpr(f.XA));
    const y = b.let(b.fpr(f.XB));
    whereSafe(
      b,
      areOrdered(x, y),
      undefined,
      () => setScalarBits(b, f.XT, i64.sub(i64.zero, i64.extendU(test(x, y)))),
      () => askUnit(b, f, operation, x, y),
    );
  };
}

/** A single in the high half of doubleword 0, and again in the low half, as hardware has it. */
function packSingle(b: HelperCode, bits: I64): I64 {
  const word = b.let(i64.extendU(i32.reinterpret(narrowed(b, f64.reinterpret(bits)))));
  return i64.or(i64.shl(word, i64.const(32)), word);
}

const readSingle = (b: Builder, f: Fields): F64 => widened(b, b.let(f32x4.extract(b.vsr(f.XB), 3)));

/** A 32-bit result stands in the low word of doubleword 0. */
const WORD_PLACE: Place = { ...PLACE, pack: (_, bits) => i64.low32(bits) };

export const vsxScalar: SemanticsTable = {
  xsadddp: double(ARITHMETIC.add, 'XA', 'XB'),
  xsaddsp: single(ARITHMETIC.add, 'XA', 'XB'),
  xssubdp: double(ARITHMETIC.subtract, 'XA', 'XB'),
  xssubsp: single(ARITHMETIC.subtract, 'XA', 'XB'),
  xsmuldp: double(ARITHMETIC.multiply, 'XA', 'XB'),
  xsmulsp: single(ARITHMETIC.multiply, 'XA', 'XB'),
  xsdivdp: double(ARITHMETIC.divide, 'XA', 'XB'),
  xsdivsp: single(ARITHMETIC.divide, 'XA', 'XB'),
  xssqrtdp: double(ARITHMETIC.squareRoot, 'XB'),
  xssqrtsp: single(ARITHMETIC.squareRoot, 'XB'),
  xsredp: double(ARITHMETIC.reciprocal, 'XB'),
  xsresp: single(ARITHMETIC.reciprocal, 'XB'),
  xsrsqrtedp: double(ARITHMETIC.reciprocalRoot, 'XB'),
  xsrsqrtesp: single(ARITHMETIC.reciprocalRoot, 'XB'),

  xsmaddadp: double(ARITHMETIC.multiplyAdd, ...A_FORM),
  xsmaddmdp: double(ARITHMETIC.multiplyAdd, ...M_FORM),
  xsmaddasp: single(ARITHMETIC.multiplyAdd, ...A_FORM),
  xsmaddmsp: single(ARITHMETIC.multiplyAdd, ...M_FORM),
  xsmsubadp: double(ARITHMETIC.multiplySubtract, ...A_FORM),
  xsmsubmdp: double(ARITHMETIC.multiplySubtract, ...M_FORM),
  xsmsubasp: single(ARITHMETIC.multiplySubtract, ...A_FORM),
  xsmsubmsp: single(ARITHMETIC.multiplySubtract, ...M_FORM),
  xsnmaddadp: double(ARITHMETIC.negativeMultiplyAdd, ...A_FORM),
  xsnmaddmdp: double(ARITHMETIC.negativeMultiplyAdd, ...M_FORM),
  xsnmaddasp: single(ARITHMETIC.negativeMultiplyAdd, ...A_FORM),
  xsnmaddmsp: single(ARITHMETIC.negativeMultiplyAdd, ...M_FORM),
  xsnmsubadp: double(ARITHMETIC.negativeMultiplySubtract, ...A_FORM),
  xsnmsubmdp: double(ARITHMETIC.negativeMultiplySubtract, ...M_FORM),
  xsnmsubasp: single(ARITHMETIC.negativeMultiplySubtract, ...A_FORM),
  xsnmsubmsp: single(ARITHMETIC.negativeMultiplySubtract, ...M_FORM),

  xsabsdp: change(SIGN_CHANGE.absolute),
  xsnabsdp: change(SIGN_CHANGE.negativeAbsolute),
  xsnegdp: change(SIGN_CHANGE.negate),
  xscpsgndp: (b, f) => {
    setScalar(b, f.XT, SIGN_CHANGE.copySign(b.fpr(f.XA), b.fpr(f.XB)));
  },
  xsmaxdp: extreme(Kind.maximum, f64.max),
  xsmindp: extreme(Kind.minimum, f64.min),

  xscmpudp: compare(false, 'XA', 'XB'),
  xscmpodp: compare(true, 'XA', 'XB'),
  xscmpeqdp: compareMask(Kind.equal, f64.eq),
  xscmpgtdp: compareMask(Kind.greater, f64.gt),
  xscmpgedp: compareMask(Kind.greaterOrEqual, f64.ge),
  xstdivdp: testDivide('XA', 'XB'),
  xstsqrtdp: testRoot('XB'),

  xsrsp: roundToSingle(PLACE),
  xscvdpsp: roundToSingle({ ...PLACE, pack: packSingle }),
  xscvspdp: widen({ ...PLACE, source: readSingle }),
  xsrdpi: toIntegral(PLACE, Kind.integralAway, nearestAway),
  xsrdpiz: toIntegral(PLACE, Kind.integralZero, (_, value) => f64.trunc(value)),
  xsrdpip: toIntegral(PLACE, Kind.integralUp, (_, value) => f64.ceil(value)),
  xsrdpim: toIntegral(PLACE, Kind.integralDown, (_, value) => f64.floor(value)),
  xsrdpic: toIntegral(PLACE, Kind.integralCurrent, (_, value) => f64.nearest(value)),
  xscvdpsxws: toInteger(WORD_PLACE, Kind.truncateToSigned32, f64.trunc),
  xscvdpuxws: toInteger(WORD_PLACE, Kind.truncateToUnsigned32, f64.trunc),
  xscvdpsxds: toInteger(PLACE, Kind.truncateToSigned64, f64.trunc),
  xscvdpuxds: toInteger(PLACE, Kind.truncateToUnsigned64, f64.trunc),
  xscvsxddp: fromInteger(PLACE, true, false),
  xscvuxddp: fromInteger(PLACE, false, false),
  xscvsxdsp: fromInteger(PLACE, true, true),
  xscvuxdsp: fromInteger(PLACE, false, true),

  xscvhpdp: byUnit(operationWord(Kind.convert, { from: Lane.half, to: Lane.double })),
  xscvdphp: byUnit(operationWord(Kind.convert, { to: Lane.half })),

  /** Without exceptions: between the formats' bits. */
  xscvdpspn: (b, f) => setScalarBits(b, f.XT, packSingle(b, b.vsrDoubleword(f.XB, 0))),
  xscvspdpn: (b, f) => {
    const single = b.let(f32x4.extract(b.vsr(f.XB), 3));
    setSingle(b, f.XT, single, widened(b, single));
  },
};
