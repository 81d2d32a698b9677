/** A vDSO as an ELF file of one page: trampolines, a name, and the tables of their frames. No symbols. */
import type { Order } from '../../emulator/index.ts';
import { type FrameDescription, frameTables, indexSize } from './vdso-frame-table.ts';

export interface VdsoShape {
  readonly bits: 32 | 64;
  readonly order: Order;
  readonly machine: number;
  /** e_flags: the version of the 64-bit ABIs. */
  readonly flags: number;
  readonly name: string;
  readonly code: { readonly at: number; readonly words: readonly number[] };
  readonly frames: readonly FrameDescription[];
}

const INDEX = 0x140;
const DYNAMIC = 0x180;
const STRINGS = 0x200;
const SYMBOLS = 0x240;
const TABLE = 0x280;

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_GNU_EH_FRAME = 0x6474e550;
const READ = 4;
const READ_EXECUTE = 5;

/** Where the fields stand that differ between the classes, and the sizes of header and program header. */
const LAYOUT = {
  32: {
    size: 52,
    phoff: 28,
    flags: 36,
    sizes: 40,
    header: 32,
    places: [4, 8, 12],
    lengths: [16, 20],
    rights: 24,
    align: 28,
  },
  64: {
    size: 64,
    phoff: 32,
    flags: 48,
    sizes: 52,
    header: 56,
    places: [8, 16, 24],
    lengths: [32, 40],
    rights: 4,
    align: 48,
  },
} as const;

export function vdsoImageOf({ bits, order, machine, flags, name, code, frames }: VdsoShape): Uint8Array {
  const little = order === 'little';
  const wordSize = bits === 64 ? 8 : 4;
  const { table, index } = frameTables(frames, little, wordSize, TABLE, INDEX);
  const image = new Uint8Array(TABLE + table.length);
  const view = new DataView(image.buffer);
  const u16 = (at: number, value: number): void => view.setUint16(at, value, little);
  const u32 = (at: number, value: number): void => view.setUint32(at, value, little);
  const word = (at: number, value: number): void =>
    bits === 64 ? view.setBigUint64(at, BigInt(value), little) : u32(at, value);

  const layout = LAYOUT[bits];
  image.set([0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1, little ? 1 : 2, 1]);
  u16(16, 3); // ET_DYN
  u16(18, machine);
  u32(20, 1);
  word(layout.phoff, layout.size);
  u32(layout.flags, flags);
  u16(layout.sizes, layout.size);
  u16(layout.sizes + 2, layout.header);
  u16(layout.sizes + 4, 3);
  const segments = [
    [PT_LOAD, READ_EXECUTE, 0, image.length, 0x10000],
    [PT_DYNAMIC, READ, DYNAMIC, 5 * 2 * wordSize, wordSize],
    [PT_GNU_EH_FRAME, READ, INDEX, indexSize(frames.length), 4],
  ] as const;
  segments.forEach(([type, rights, offset, size, alignment], number) => {
    const at = layout.size + layout.header * number;
    u32(at, type);
    u32(at + layout.rights, rights);
    for (const field of layout.places) word(at + field, offset);
    for (const field of layout.lengths) word(at + field, size);
    word(at + layout.align, alignment);
  });

  code.words.forEach((instruction, place) => u32(code.at + 4 * place, instruction));
  image.set(index, INDEX);

  // DT_SONAME, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_NULL. Without a hash table nobody looks for a symbol.
  const entries = [
    [14, 1],
    [5, STRINGS],
    [6, SYMBOLS],
    [10, name.length + 2],
    [0, 0],
  ] as const;
  entries.forEach(([tag, value], number) => {
    word(DYNAMIC + 2 * wordSize * number, tag);
    word(DYNAMIC + 2 * wordSize * number + wordSize, value);
  });
  image.set(new TextEncoder().encode(name), STRINGS + 1);
  image.set(table, TABLE);
  return image;
}
