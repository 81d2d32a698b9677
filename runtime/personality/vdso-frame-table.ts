/**
 * Tables by which unwinders step over a signal frame: .eh_frame with a description for each trampoline, and the sorted
 * index of it that PT_GNU_EH_FRAME points at (LSB, "Exception Frames"; DWARF 3, 6.4).
 */

/** DWARF numbers of registers (64-bit ELF V2 ABI, 2.4; libgcc takes 67 for the interrupted instruction's address). */
export const Column = { fpr: 32, link: 65, counter: 66, next: 67, condition: 68, vector: 77 } as const;

const DW_CFA_def_cfa_expression = 0x0f;
const DW_CFA_expression = 0x10;
const DW_OP_breg1 = 0x71;
const DW_OP_deref = 0x06;
/** Pointer encodings: relative to the place, or to the header; signed or unsigned words. */
const PC_RELATIVE = 0x1b;
const HEADER_RELATIVE = 0x3b;
const UNSIGNED_WORD = 0x03;

const CIE_SIZE = 20;
const HEADER_SIZE = 12;
const DESCRIPTION = 17;

/** Code that returns out of a frame, and where the registers of the interrupted function lie then. */
export interface FrameDescription {
  readonly at: number;
  readonly size: number;
  readonly rules: readonly number[];
}

/** The interrupted function's r1 is saved so far above r1. */
export function stackRule(offset: number): number[] {
  const stack = [...place(offset), DW_OP_deref];
  return [DW_CFA_def_cfa_expression, stack.length, ...stack];
}

/** A register is saved so far above r1. */
export function saved(column: number, offset: number): number[] {
  const at = place(offset);
  return [DW_CFA_expression, column, at.length, ...at];
}

const place = (offset: number): number[] => [DW_OP_breg1, ...sleb(offset)];

/** Bytes of the index of so many descriptions. */
export const indexSize = (count: number): number => HEADER_SIZE + 8 * count;

/** .eh_frame, to stand at `tableAt`, and its index, to stand at `indexAt`. `descriptions` ascend by address. */
export function frameTables(
  descriptions: readonly FrameDescription[],
  little: boolean,
  wordSize: 4 | 8,
  tableAt: number,
  indexAt: number,
): { table: Uint8Array; index: Uint8Array } {
  const sizes = descriptions.map(({ rules }) => Math.ceil((DESCRIPTION + rules.length) / 4) * 4);
  const table = new Uint8Array(CIE_SIZE + sizes.reduce((sum, size) => sum + size, 0) + 4);
  const view = new DataView(table.buffer);
  const index = new Uint8Array(indexSize(descriptions.length));
  const indexView = new DataView(index.buffer);
  index.set([1, PC_RELATIVE, UNSIGNED_WORD, HEADER_RELATIVE]);
  indexView.setInt32(4, tableAt - (indexAt + 4), little);
  indexView.setUint32(8, descriptions.length, little);

  // Version 1, "zRS" (a signal frame), code in words, data in words downwards, where the return address is saved.
  const factor = wordSize === 8 ? 0x78 : 0x7c;
  const common = [1, ...new TextEncoder().encode('zRS\0'), 4, factor, Column.next, 1, PC_RELATIVE];
  view.setUint32(0, CIE_SIZE - 4, little);
  table.set(common, 8);
  let start = CIE_SIZE;
  descriptions.forEach(({ at, size, rules }, n) => {
    view.setUint32(start, (sizes[n] ?? 0) - 4, little);
    view.setUint32(start + 4, start + 4, little);
    view.setInt32(start + 8, at - (tableAt + start + 8), little);
    view.setUint32(start + 12, size, little);
    table.set(rules, start + DESCRIPTION);
    indexView.setInt32(HEADER_SIZE + 8 * n, at - indexAt, little);
    indexView.setInt32(HEADER_SIZE + 8 * n + 4, tableAt + start - indexAt, little);
    start += sizes[n] ?? 0;
  });
  return { table, index };
}

/** A non-negative number as signed LEB128. */
function sleb(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 64) {
    bytes.push((left & 0x7f) | 0x80);
    left >>= 7;
  }
  return [...bytes, left];
}
