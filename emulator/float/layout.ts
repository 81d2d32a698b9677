/**
 * The floating-point unit's part of a processor's state block (byte offsets).
 *
 * The *record* is the last scalar operation, with its operands. While `pending` is not zero, FPSCR's FR, FI and FPRF
 * still have to be computed from it (`settle`). All that reads or writes FPSCR as a whole settles first.
 */
export const FLOAT = {
  /** FPSCR itself: the low word. */
  fpscr: 328,
  /** i32: the operation recorded, 0 for none; byte 3 is 0x80 | FPCC when a compare came after it. */
  pending: 1536,
  pendingCompare: 1539,
  /** i32: not 0 when an enabled exception interrupts the program (MSR.FE0 or FE1 set). */
  traps: 1540,
  /** f64: operands of the record, and the result of the unit (two words after it, for 128 bits). */
  a: 1544,
  b: 1552,
  c: 1560,
  /** Operands (v128) and result of operations that leave the record alone: vectors, compares. */
  vectorA: 1568,
  vectorB: 1584,
  vectorC: 1600,
  result: 1616,
  /** i32: the condition field that a comparison or test of wide numbers gives (emulator/float/wide.ts). */
  field: 1632,
  end: 1636,
} as const;
