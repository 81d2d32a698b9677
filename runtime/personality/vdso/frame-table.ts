/**
 * Tables by which unwinders step out of the vDSO: .eh_frame with a description for each piece of code, and the sorted
 * index of it that PT_GNU_EH_FRAME points at (LSB, "Exception Frames"; DWARF 3, 6.4).
 *
 * Trampolines return out of signal frames; functions are leaves, whose caller's frame is untouched and whose return address
 * is in the link register.
 */

/** DWARF numbers of registers (64-bit ELF V2 ABI, 2.4; libgcc takes 67 for the interrupted instruction's address). */
export const Column = { fpr: 32, link: 65, counter: 66, next: 67, condition: 68, vector: 77 } as const;

const DW_CFA_def_cfa = 0x0c;
const DW_CFA_def_cfa_expression = 0x0f;
const DW_CFA_expression = 0x10;
const DW_OP_breg1 = 0x71;
const DW_OP_deref = 0x06;
/** Pointer encodings: relative to the place, or to the header; signed or unsigned words. */
const PC_RELATIVE = 0x1b;
const HEADER_RELATIVE = 0x3b;
const UNSIGNED_WORD = 0x03;

const HEADER_SIZE = 12;

/** Code, and where the registers of the interrupted function lie then; no rules: a leaf. */
export interface FrameDescription {
  readonly at: number;
  readonly size: number;
  readonly rules?: readonly number[];
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
  // Version 1, code in words, data in words downwards; "S" is a signal frame.
  const factor = wordSize === 8 ? 0x78 : 0x7c;
  const common = (letters: string, link: number, rules: readonly number[]): number[] =>
    padded([1, ...new TextEncoder().encode(`${letters}\0`), 4, factor, link, 1, PC_RELATIVE, ...rules]);
  const table: number[] = [];
  const word = (value: number): number[] => {
    const bytes = new DataView(new ArrayBuffer(4));
    bytes.setInt32(0, value, little);
    return [...new Uint8Array(bytes.buffer)];
  };
  /** Adds an entry whose contents may depend on where it stands; answers its place. */
  const enter = (contents: (at: number) => number[]): number => {
    const at = table.length;
    const bytes = contents(at);
    table.push(...word(bytes.length), ...bytes);
    return at;
  };
  const signal = enter(() => [...word(0), ...common('zRS', Column.next, [])]);
  const leaf = descriptions.some(({ rules }) => rules === undefined)
    ? enter(() => [...word(0), ...common('zR', Column.link, [DW_CFA_def_cfa, 1, 0])])
    : signal;

  const index = new Uint8Array(indexSize(descriptions.length));
  const indexView = new DataView(index.buffer);
  index.set([1, PC_RELATIVE, UNSIGNED_WORD, HEADER_RELATIVE]);
  indexView.setInt32(4, tableAt - (indexAt + 4), little);
  indexView.setUint32(8, descriptions.length, little);
  descriptions.forEach(({ at, size, rules }, n) => {
    const start = enter((entry) => [
      ...word(entry + 4 - (rules === undefined ? leaf : signal)),
      ...word(at - (tableAt + entry + 8)),
      ...word(size),
      ...padded([0, ...(rules ?? [])]),
    ]);
    indexView.setInt32(HEADER_SIZE + 8 * n, at - indexAt, little);
    indexView.setInt32(HEADER_SIZE + 8 * n + 4, tableAt + start - indexAt, little);
  });
  return { table: Uint8Array.from([...table, 0, 0, 0, 0]), index };
}

/** With DW_CFA_nop behind, up to a whole word. */
function padded(bytes: readonly number[]): number[] {
  const result = [...bytes];
  while (result.length % 4 !== 0) result.push(0);
  return result;
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
