/**
 * What operations on numbers wider than a double share: operands and result are quadwords in the state block's slots
 * (emulator/float/layout.ts), and the status goes where the architecture has it (book I, 4.2.2).
 */
import { FPSCR, raise } from './fpscr.ts';
import { FLOAT } from './layout.ts';

/** Operation words of these units have bits that those of the double unit have not. */
export const Family = { quad: 0x10000, decimal: 0x20000, packed: 0x40000 } as const;

/** What an operation did besides its result. */
export interface Status {
  /** Exceptions raised. */
  readonly raised: number;
  /** FR and FI. */
  readonly rounding: number;
  /** FPRF of the result; absent when it stays. */
  readonly fprf?: number;
}

const SLOTS = [FLOAT.vectorA, FLOAT.vectorB, FLOAT.vectorC] as const;

/** Operand 0, 1 or 2 as an unsigned number of 128 bits. */
export function operand(view: DataView, cpu: number, slot: 0 | 1 | 2): bigint {
  const at = cpu + SLOTS[slot];
  return (view.getBigUint64(at + 8, true) << 64n) | view.getBigUint64(at, true);
}

/** The low doubleword of an operand, and its low word. */
export function operandDoubleword(view: DataView, cpu: number, slot: 0 | 1 | 2): bigint {
  return view.getBigUint64(cpu + SLOTS[slot], true);
}

export function operandWord(view: DataView, cpu: number, slot: 0 | 1 | 2): number {
  return view.getInt32(cpu + SLOTS[slot], true);
}

export function setResult(view: DataView, cpu: number, value: bigint): void {
  view.setBigUint64(cpu + FLOAT.result, BigInt.asUintN(64, value), true);
  view.setBigUint64(cpu + FLOAT.result + 8, BigInt.asUintN(64, value >> 64n), true);
}

export function controlOf(view: DataView, cpu: number): number {
  return view.getInt32(cpu + FLOAT.fpscr, true);
}

/** DRN: how decimal results are rounded. */
export function decimalRounding(view: DataView, cpu: number): number {
  return view.getInt32(cpu + FLOAT.fpscr + 4, true) & 7;
}

/**
 * Brings FPSCR in line with an operation that sets FR and FI. Answers an `Outcome`: an enabled invalid operation or
 * division by zero leaves the target and FPRF as they were.
 */
export function conclude(view: DataView, cpu: number, { raised, rounding, fprf }: Status): number {
  const old = controlOf(view, cpu);
  const suppressed =
    ((raised & FPSCR.ANY_VX) !== 0 && (old & FPSCR.VE) !== 0) || ((raised & FPSCR.ZX) !== 0 && (old & FPSCR.ZE) !== 0);
  let fpscr = raise(old, raised) & ~(FPSCR.FR | FPSCR.FI);
  if (!suppressed) {
    fpscr |= rounding;
    if (fprf !== undefined) fpscr = (fpscr & ~FPSCR.FPRF) | fprf;
  }
  view.setInt32(cpu + FLOAT.fpscr, fpscr, true);
  return (suppressed ? 2 : 0) | due(view, cpu);
}

/** The same for a compare or test, whose condition field goes into FPCC too. */
export function concludeCompare(view: DataView, cpu: number, field: number, raised: number): number {
  const fpscr = (raise(controlOf(view, cpu), raised) & ~FPSCR.FPCC) | (field << 12);
  view.setInt32(cpu + FLOAT.fpscr, fpscr, true);
  setField(view, cpu, field);
  return due(view, cpu);
}

/** What an instruction puts into a field of the condition register. */
export function setField(view: DataView, cpu: number, field: number): void {
  view.setInt32(cpu + FLOAT.field, field, true);
}

function due(view: DataView, cpu: number): number {
  if (view.getInt32(cpu + FLOAT.traps, true) === 0) return 0;
  return controlOf(view, cpu) & FPSCR.FEX ? 1 : 0;
}

const TWO_64 = 1n << 64n;

/** Binary digits of a positive number. */
export function bitLength(value: bigint): number {
  let bits = 0;
  let rest = value;
  for (; rest >= TWO_64; rest >>= 64n) bits += 64;
  const high = Number(rest >> 32n);
  return bits + (high === 0 ? 32 - Math.clz32(Number(rest)) : 64 - Math.clz32(high));
}
