/**
 * The vDSO of 64-bit Linux (arch/powerpc/kernel/vdso): one page with the trampoline that calls signal handlers and the
 * tables by which unwinders step over a signal frame: thread cancellation, exceptions and backtraces out of a handler need
 * them, for what libgcc falls back to without a vDSO (config/rs6000/linux-unwind.h) gives up where vectors were saved.
 *
 * No functions: getting the time is a system call, as it is on Linux when the vDSO has none.
 */
import type { Order } from '../../emulator/index.ts';
import { LINUX_FRAME } from './signal-frame-linux.ts';
import { LINUX_TRAMPOLINE } from './trampolines.ts';

/** Where the trampoline begins in the page. */
export const VDSO_TRAMPOLINE = 0x100;
const FRAME_TABLE_HEADER = 0x140;
const DYNAMIC = 0x180;
const STRINGS = 0x200;
const SYMBOLS = 0x240;
const FRAME_TABLE = 0x280;

const NAME = 'linux-vdso64.so.1';

/** DWARF numbers of registers (64-bit ELF V2 ABI, 2.4; libgcc takes 67 for the interrupted instruction's address). */
const Column = { fpr: 32, link: 65, counter: 66, next: 67, condition: 68, vector: 77 } as const;

const DW_CFA_def_cfa_expression = 0x0f;
const DW_CFA_expression = 0x10;
const DW_OP_breg1 = 0x71;
const DW_OP_deref = 0x06;
/** Pointer encodings: relative to the place, or to the header; signed or unsigned words. */
const PC_RELATIVE = 0x1b;
const HEADER_RELATIVE = 0x3b;
const UNSIGNED_WORD = 0x03;

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_GNU_EH_FRAME = 0x6474e550;
const READ = 4;
const READ_EXECUTE = 5;

/** The page as a process of this byte order reads it; ELF ABI version 1 or 2. */
export function vdsoImage(order: Order, version: 1 | 2): Uint8Array {
  const little = order === 'little';
  const table = frameTable(little);
  const image = new Uint8Array(FRAME_TABLE + table.length);
  const view = new DataView(image.buffer);
  const u16 = (at: number, value: number): void => view.setUint16(at, value, little);
  const u32 = (at: number, value: number): void => view.setUint32(at, value, little);
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), little);

  image.set([0x7f, 0x45, 0x4c, 0x46, 2, little ? 1 : 2, 1]);
  u16(16, 3); // ET_DYN
  u16(18, 21); // EM_PPC64
  u32(20, 1);
  u64(32, 64); // e_phoff
  u32(48, version);
  u16(52, 64);
  u16(54, 56);
  u16(56, 3);
  const segments = [
    [PT_LOAD, READ_EXECUTE, 0, image.length, 0x10000],
    [PT_DYNAMIC, READ, DYNAMIC, 5 * 16, 8],
    [PT_GNU_EH_FRAME, READ, FRAME_TABLE_HEADER, 20, 4],
  ] as const;
  segments.forEach(([type, flags, offset, size, alignment], index) => {
    const at = 64 + 56 * index;
    u32(at, type);
    u32(at + 4, flags);
    for (const field of [8, 16, 24]) u64(at + field, offset);
    for (const field of [32, 40]) u64(at + field, size);
    u64(at + 48, alignment);
  });

  LINUX_TRAMPOLINE.forEach((word, index) => u32(VDSO_TRAMPOLINE + 4 * index, word));

  image.set([1, PC_RELATIVE, UNSIGNED_WORD, HEADER_RELATIVE], FRAME_TABLE_HEADER);
  u32(FRAME_TABLE_HEADER + 4, FRAME_TABLE - (FRAME_TABLE_HEADER + 4));
  u32(FRAME_TABLE_HEADER + 8, 1);
  view.setInt32(FRAME_TABLE_HEADER + 12, VDSO_TRAMPOLINE - FRAME_TABLE_HEADER, little);
  u32(FRAME_TABLE_HEADER + 16, FRAME_TABLE + CIE_SIZE - FRAME_TABLE_HEADER);

  // DT_SONAME, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_NULL. Without a hash table nobody looks for a symbol.
  const entries = [
    [14, 1],
    [5, STRINGS],
    [6, SYMBOLS],
    [10, NAME.length + 2],
    [0, 0],
  ] as const;
  entries.forEach(([tag, value], index) => {
    u64(DYNAMIC + 16 * index, tag);
    u64(DYNAMIC + 16 * index + 8, value);
  });
  image.set(new TextEncoder().encode(NAME), STRINGS + 1);
  image.set(table, FRAME_TABLE);
  return image;
}

const CIE_SIZE = 20;

/** .eh_frame: one CIE, one FDE, an end. */
function frameTable(little: boolean): Uint8Array {
  // Version 1, "zRS" (a signal frame), code in words, data in doublewords downwards, where the return address is saved.
  const common = [1, ...new TextEncoder().encode('zRS\0'), 4, 0x78, Column.next, 1, PC_RELATIVE];
  const rules = frameRules(little);
  const body = 4 + 4 + 4 + 1 + rules.length;
  const fde = Math.ceil((4 + body) / 4) * 4;
  const table = new Uint8Array(CIE_SIZE + fde + 4);
  const view = new DataView(table.buffer);
  view.setUint32(0, CIE_SIZE - 4, little);
  table.set(common, 8);
  view.setUint32(CIE_SIZE, fde - 4, little);
  view.setUint32(CIE_SIZE + 4, CIE_SIZE + 4, little);
  view.setInt32(CIE_SIZE + 8, VDSO_TRAMPOLINE - (FRAME_TABLE + CIE_SIZE + 8), little);
  view.setUint32(CIE_SIZE + 12, 4 * LINUX_TRAMPOLINE.length, little);
  table.set(rules, CIE_SIZE + 17);
  return table;
}

/** Where each register of the interrupted function lies, from r1 as the trampoline has it. */
function frameRules(little: boolean): number[] {
  const { callerFrame, gpr, fpr, vectors } = LINUX_FRAME;
  const place = (offset: number): number[] => [DW_OP_breg1, ...sleb(callerFrame + offset)];
  const saved = (column: number, offset: number): number[] => {
    const at = place(offset);
    return [DW_CFA_expression, column, at.length, ...at];
  };
  const stack = [...place(gpr + 8), DW_OP_deref];
  const rules = [DW_CFA_def_cfa_expression, stack.length, ...stack];
  for (let n = 0; n < 32; n++) {
    if (n !== 1) rules.push(...saved(n, gpr + 8 * n));
    rules.push(...saved(Column.fpr + n, fpr + 8 * n), ...saved(Column.vector + n, vectors + 16 * n));
  }
  rules.push(
    ...saved(Column.next, gpr + 8 * 32),
    ...saved(Column.counter, gpr + 8 * 35),
    ...saved(Column.link, gpr + 8 * 36),
  );
  // Each field of the condition register is saved as the whole word.
  for (let n = 0; n < 8; n++) rules.push(...saved(Column.condition + n, gpr + 8 * 38 + (little ? 0 : 4)));
  return rules;
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
