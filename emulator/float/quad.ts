/**
 * The quad-precision unit: what the generated code calls for instructions on binary numbers of 128 bits. Exact by
 * integer arithmetic; nothing of it is meant to be fast.
 */
import { FPSCR } from './fpscr.ts';
import { arithmetic, type Control, type Result } from './quad-arithmetic.ts';
import { fromDouble, fromInteger, immediateMode, toDouble, toExtended, toInteger, toIntegral } from './quad-convert.ts';
import { type BinaryNumber, DOUBLE, QUAD, unpack } from './quad-number.ts';
import { QuadKind, quadKindOf, roundsToOdd } from './quad-operations.ts';
import { Mode } from './quad-rounding.ts';
import { conclude, concludeCompare, controlOf, operand, operandWord, setResult } from './wide.ts';

/** Does an operation of quad-operations.ts on the slots; answers an `Outcome`. */
export function executeQuad(view: DataView, cpu: number, operation: number): number {
  const kind = quadKindOf(operation);
  const fpscr = controlOf(view, cpu);
  const first = operand(view, cpu, 0);
  if (kind === QuadKind.compareUnordered || kind === QuadKind.compareOrdered) {
    const [a, b] = [unpack(first, QUAD), unpack(operand(view, cpu, 1), QUAD)];
    return compare(view, cpu, a, b, kind === QuadKind.compareOrdered && fpscr);
  }
  const control = { fpscr, mode: roundsToOdd(operation) ? Mode.odd : fpscr & FPSCR.RN };
  const result = compute(view, cpu, kind, first, control);
  const outcome = conclude(view, cpu, result);
  if ((outcome & 2) === 0) setResult(view, cpu, result.bits);
  return outcome;
}

function compute(view: DataView, cpu: number, kind: number, first: bigint, control: Control): Result {
  const top = first >> 64n;
  if (kind === QuadKind.fromDouble) return fromDouble(unpack(top, DOUBLE));
  if (kind === QuadKind.fromSigned) return fromInteger(BigInt.asIntN(64, top), control);
  if (kind === QuadKind.fromUnsigned) return fromInteger(top, control);
  const a = unpack(first, QUAD);
  if (kind >= QuadKind.toSigned64) return toInteger(a, kind);
  if (kind === QuadKind.toDouble) return toDouble(a, control);
  if (kind >= QuadKind.integral) {
    const mode = immediateMode(operandWord(view, cpu, 1), control.fpscr);
    if (kind === QuadKind.extended) return toExtended(a, mode, control.fpscr);
    return toIntegral(a, mode, kind === QuadKind.integralExact);
  }
  const b = kind === QuadKind.squareRoot ? a : unpack(operand(view, cpu, 1), QUAD);
  const c = kind >= QuadKind.multiplyAdd ? unpack(operand(view, cpu, 2), QUAD) : a;
  return arithmetic(kind, a, b, c, control);
}

/** `ordered`: FPSCR when any NaN is invalid (VXVC, but not with an enabled VXSNAN), otherwise false. */
function compare(view: DataView, cpu: number, a: BinaryNumber, b: BinaryNumber, ordered: number | false): number {
  if (a.kind !== 'nan' && b.kind !== 'nan') return concludeCompare(view, cpu, relation(a, b), 0);
  let raised = a.signalling || b.signalling ? FPSCR.VXSNAN : 0;
  if (ordered !== false && (raised === 0 || (ordered & FPSCR.VE) === 0)) raised |= FPSCR.VXVC;
  return concludeCompare(view, cpu, 1, raised);
}

/** Of numbers: 8 less, 4 greater, 2 equal. Magnitudes are in the order of their bits. */
function relation(a: BinaryNumber, b: BinaryNumber): number {
  const key = ({ bits, negative }: BinaryNumber): bigint => (negative ? -(bits - (1n << 127n)) : bits);
  const [x, y] = [key(a), key(b)];
  return x < y ? 8 : x > y ? 4 : 2;
}
