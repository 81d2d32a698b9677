/**
 * The exact floating-point unit: what the generated code calls when its fast path does not apply. It works on the
 * operands in the state block, gives the result there, and keeps FPSCR as the architecture has it.
 *
 * The fast path, for which generated code need not come here: rounding to nearest, no exception enabled, XX set
 * already, and a result for which nothing but inexactness can have happened. It stores the operation in the record,
 * from which `settle` computes FR, FI and FPRF when somebody looks.
 */
import { executePacked } from '../decimal/packed-unit.ts';
import { executeDecimal } from '../decimal/unit.ts';
import { compare, extreme, mask } from './compare.ts';
import { fromInteger, toInteger, toIntegral } from './convert.ts';
import { estimate } from './estimate.ts';
import { evaluate } from './evaluate.ts';
import { FPSCR, raise, summarize } from './fpscr.ts';
import { FLOAT } from './layout.ts';
import { readLane, writeLane } from './lanes.ts';
import { Form, formOf, fromOf, isSingle, Kind, kindOf, Lane, toOf } from './operations.ts';
import { DOUBLE, type Format, HALF, SINGLE } from './rounding.ts';
import { executeQuad } from './quad.ts';
import { classify } from './status.ts';
import { Family } from './wide.ts';
import { Work } from './work.ts';

/** What `execute` answers, added up. */
export const Outcome = {
  /** An enabled exception is due: leave with `Exit.floatingPoint`. */
  exception: 1,
  /** The target register keeps its old value. */
  suppressed: 2,
} as const;

/** Where the state block is: the view is asked for each time, since memory may grow. */
export interface StateMemory {
  readonly view: DataView;
}

export class FloatUnit {
  readonly #memory: StateMemory;
  readonly #work = new Work();

  constructor(memory: StateMemory) {
    this.#memory = memory;
  }

  /** Does an operation (`operationWord`, 0 to settle) on the state block at `cpu`; answers an `Outcome`. */
  execute(cpu: number, operation: number): number {
    const view = this.#memory.view;
    if (operation === 0) {
      settle(view, cpu, this.#work);
      return due(view, cpu);
    }
    if (operation & Family.quad) return executeQuad(view, cpu, operation);
    if (operation & Family.decimal) return executeDecimal(view, cpu, operation);
    if (operation & Family.packed) return executePacked(view, cpu, operation);
    switch (formOf(operation)) {
      case Form.scalar:
        // Of what is pending only a compare can outlive this operation: see `settle`.
        settleCompare(view, cpu, view.getInt32(cpu + FLOAT.pending, true));
        return scalar(view, cpu, this.#work, operation);
      case Form.aside:
        settle(view, cpu, this.#work);
        return aside(view, cpu, this.#work, operation);
      case Form.vector:
        return vector(view, cpu, this.#work, operation);
      default:
        return altivec(view, cpu, this.#work, operation);
    }
  }

  /** Brings FPSCR up to date. */
  settle(cpu: number): void {
    settle(this.#memory.view, cpu, this.#work);
  }
}

function due(view: DataView, cpu: number): number {
  if (view.getInt32(cpu + FLOAT.traps, true) === 0) return 0;
  return view.getInt32(cpu + FLOAT.fpscr, true) & FPSCR.FEX ? Outcome.exception : 0;
}

function compute(work: Work, kind: number, format: Format, control: number): void {
  work.raised = 0;
  work.rounding = 0;
  if (kind <= Kind.convert) evaluate(work, kind, format, control);
  else if (kind <= Kind.integralCurrent) toIntegral(work, kind, control);
  else if (kind <= Kind.fromUnsigned) fromInteger(work, kind === Kind.fromSigned, format, control);
  else if (kind <= Kind.truncateToUnsigned64) toInteger(work, kind, control);
  else if (kind <= Kind.compareOrdered) compare(work, kind === Kind.compareOrdered, control);
  else if (kind <= Kind.greaterOrEqual) mask(work, kind, control);
  else if (kind <= Kind.minimum) extreme(work, kind);
  else estimate(work, kind);
}

function settle(view: DataView, cpu: number, work: Work): void {
  const pending = view.getInt32(cpu + FLOAT.pending, true);
  if (pending === 0) return;
  // The operation took the fast path: it is the same now, with nothing new raised.
  if ((pending & 0xffff) !== 0) scalar(view, cpu, work, pending & 0xffff);
  settleCompare(view, cpu, pending);
  view.setInt32(cpu + FLOAT.pending, 0, true);
}

function settleCompare(view: DataView, cpu: number, pending: number): void {
  if (pending >= 0) return;
  const fpscr = view.getInt32(cpu + FLOAT.fpscr, true);
  const fpcc = ((pending >>> 24) & 0xf) << 12;
  view.setInt32(cpu + FLOAT.fpscr, (fpscr & ~FPSCR.FPCC) | fpcc, true);
}

/** The record's operation: result, exceptions, FR, FI and FPRF. */
function scalar(view: DataView, cpu: number, work: Work, operation: number): number {
  const kind = kindOf(operation);
  const old = view.getInt32(cpu + FLOAT.fpscr, true);
  work.setOperand(0, view.getInt32(cpu + FLOAT.a + 4, true), view.getInt32(cpu + FLOAT.a, true));
  work.setOperand(1, view.getInt32(cpu + FLOAT.b + 4, true), view.getInt32(cpu + FLOAT.b, true));
  work.setOperand(2, view.getInt32(cpu + FLOAT.c + 4, true), view.getInt32(cpu + FLOAT.c, true));
  if (fromOf(operation) === Lane.half) readLane(view, cpu + FLOAT.a, Lane.half, work, 0);
  const format = formatOf(operation);
  compute(work, kind, format, old);
  view.setInt32(cpu + FLOAT.pending, 0, true);
  const { raised } = work;
  const suppressed =
    ((raised & FPSCR.ANY_VX) !== 0 && (old & FPSCR.VE) !== 0) || ((raised & FPSCR.ZX) !== 0 && (old & FPSCR.ZE) !== 0);
  let fpscr = raise(old, raised) & ~(FPSCR.FR | FPSCR.FI);
  if (!suppressed) {
    fpscr |= work.rounding;
    // Conversions to integers leave FPRF undefined: it stays.
    if (kind <= Kind.fromUnsigned) fpscr = (fpscr & ~FPSCR.FPRF) | classify(work.resultHigh, work.resultLow, format);
    view.setInt32(cpu + FLOAT.result + 4, 0, true);
    writeLane(view, cpu + FLOAT.result, toOf(operation), work);
  }
  view.setInt32(cpu + FLOAT.fpscr, fpscr, true);
  return (suppressed ? Outcome.suppressed : 0) | due(view, cpu);
}

/** Compares, maximum, minimum: exceptions only, and FPCC from a compare. */
function aside(view: DataView, cpu: number, work: Work, operation: number): number {
  const kind = kindOf(operation);
  const old = view.getInt32(cpu + FLOAT.fpscr, true);
  readLane(view, cpu + FLOAT.vectorA, Lane.double, work, 0);
  readLane(view, cpu + FLOAT.vectorB, Lane.double, work, 1);
  compute(work, kind, DOUBLE, old);
  let fpscr = raise(old, work.raised);
  const compares = kind === Kind.compareUnordered || kind === Kind.compareOrdered;
  if (compares) fpscr = (fpscr & ~FPSCR.FPCC) | (work.resultLow << 12);
  view.setInt32(cpu + FLOAT.fpscr, fpscr, true);
  writeLane(view, cpu + FLOAT.result, Lane.doubleword, work);
  // A compare sets its condition field whatever is enabled.
  const suppressed = !compares && (work.raised & FPSCR.ANY_VX) !== 0 && (old & FPSCR.VE) !== 0;
  return (suppressed ? Outcome.suppressed : 0) | due(view, cpu);
}

/** Every lane; a newly raised enabled exception in any of them leaves the target alone (book I, 7.4). */
function vector(view: DataView, cpu: number, work: Work, operation: number): number {
  const old = view.getInt32(cpu + FLOAT.fpscr, true);
  const raised = lanes(view, cpu, work, operation, old);
  const enabled = summarize(raised | (old & FPSCR.ENABLES)) & FPSCR.FEX;
  view.setInt32(cpu + FLOAT.fpscr, raise(old, raised), true);
  return (enabled ? Outcome.suppressed : 0) | due(view, cpu);
}

/** VMX: to nearest, no status. */
function altivec(view: DataView, cpu: number, work: Work, operation: number): number {
  lanes(view, cpu, work, operation, 0);
  return 0;
}

function lanes(view: DataView, cpu: number, work: Work, operation: number, control: number): number {
  const kind = kindOf(operation);
  const from = fromOf(operation);
  const to = toOf(operation);
  const format = formatOf(operation);
  const fromSize = sizeOf(from);
  const toSize = sizeOf(to);
  const step = Math.max(fromSize, toSize);
  let raised = 0;
  for (let at = 0; at < 16; at += step) {
    // Of a doubleword, a word operand is the first in the ISA's order: the higher one here.
    const source = at + step - fromSize;
    readLane(view, cpu + FLOAT.vectorA + source, from, work, 0);
    if (kind === Kind.fromUnsigned && from === Lane.word) work.setOperand(0, 0, work.low32(0));
    readLane(view, cpu + FLOAT.vectorB + source, from, work, 1);
    readLane(view, cpu + FLOAT.vectorC + source, from, work, 2);
    compute(work, kind, format, control);
    raised |= work.raised;
    // A narrow result goes to both words: the second is undefined in the architecture.
    for (let part = 0; part < step; part += toSize) writeLane(view, cpu + FLOAT.result + at + part, to, work);
  }
  return raised;
}

function formatOf(operation: number): Format {
  if (toOf(operation) === Lane.half) return HALF;
  return isSingle(operation) ? SINGLE : DOUBLE;
}

function sizeOf(lane: number): number {
  return lane === Lane.double || lane === Lane.doubleword ? 8 : 4;
}
