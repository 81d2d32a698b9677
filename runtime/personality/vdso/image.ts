/**
 * A vDSO as an ELF file: code, the symbols by which C libraries and Go's runtime find its functions (with a hash table and a
 * version, as they ask for them), its name, and the tables of its frames.
 */
import type { Order } from '../../../emulator/index.ts';
import { type FrameDescription, frameTables, indexSize } from './frame-table.ts';

/** Instructions at a place of the image, and how unwinders leave them. */
export interface VdsoCode extends Omit<FrameDescription, 'size'> {
  readonly words: readonly number[];
}

export interface VdsoSymbol {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

export interface VdsoShape {
  readonly bits: 32 | 64;
  readonly order: Order;
  readonly machine: number;
  /** e_flags: the version of the 64-bit ABIs. */
  readonly flags: number;
  readonly name: string;
  /** The version of all symbols. */
  readonly version: string;
  /** In ascending order, behind the headers (below 0x100). */
  readonly code: readonly VdsoCode[];
  readonly symbols: readonly VdsoSymbol[];
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_GNU_EH_FRAME = 0x6474e550;
const READ = 4;
const READ_EXECUTE = 5;
const TAGS = {
  hash: 4,
  strings: 5,
  symbols: 6,
  stringsSize: 10,
  symbolSize: 11,
  name: 14,
  versions: 0x6fff_fff0,
  definitions: 0x6fff_fffc,
  definitionCount: 0x6fff_fffd,
} as const;
/** STB_GLOBAL, STT_FUNC; a section number that is none of the reserved ones. */
const GLOBAL_FUNCTION = 0x12;
const SECTION = 1;
/** Versions of symbols: 1 is the file's own name. */
const BASE = 1;
const VERSION = 2;

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
    symbol: { size: 16, value: 4, length: 8, info: 12, section: 14 },
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
    symbol: { size: 24, value: 8, length: 16, info: 4, section: 6 },
  },
} as const;

/** Strings one behind the other, each zero-terminated; a place for each. */
class Strings {
  text = '\0';

  place(text: string): number {
    const at = this.text.length;
    this.text += `${text}\0`;
    return at;
  }
}

/** Fields in the order of the file, growing as pieces are put in. */
class Bytes {
  readonly #little: boolean;
  readonly #wordSize: 4 | 8;
  #view = new DataView(new ArrayBuffer(4096));
  size = 0;

  constructor(little: boolean, wordSize: 4 | 8) {
    this.#little = little;
    this.#wordSize = wordSize;
  }

  /** Sets room aside; answers where. */
  room(bytes: number, alignment: number): number {
    const at = Math.ceil(this.size / alignment) * alignment;
    this.size = at + bytes;
    return at;
  }

  u8(at: number, value: number): void {
    this.#view.setUint8(at, value);
  }

  u16(at: number, value: number): void {
    this.#view.setUint16(at, value, this.#little);
  }

  u32(at: number, value: number): void {
    this.#view.setUint32(at, value, this.#little);
  }

  word(at: number, value: number): void {
    if (this.#wordSize === 8) this.#view.setBigUint64(at, BigInt(value), this.#little);
    else this.u32(at, value);
  }

  put(at: number, bytes: Uint8Array | readonly number[]): void {
    new Uint8Array(this.#view.buffer).set(bytes, at);
  }

  image(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.size);
  }
}

export function vdsoImageOf(shape: VdsoShape): Uint8Array {
  const { bits, order, code, symbols } = shape;
  const little = order === 'little';
  const wordSize = bits === 64 ? 8 : 4;
  const layout = LAYOUT[bits];
  const bytes = new Bytes(little, wordSize);
  const strings = new Strings();

  for (const { at, words } of code) {
    words.forEach((instruction, place) => bytes.u32(at + 4 * place, instruction));
    bytes.size = at + 4 * words.length;
  }

  const symbolsAt = bytes.room((symbols.length + 1) * layout.symbol.size, 8);
  const versionsAt = bytes.room(2 * (symbols.length + 1), 4);
  symbols.forEach(({ name, at, size }, n) => {
    const entry = symbolsAt + (n + 1) * layout.symbol.size;
    bytes.u32(entry, strings.place(name));
    bytes.word(entry + layout.symbol.value, at);
    bytes.word(entry + layout.symbol.length, size);
    bytes.u8(entry + layout.symbol.info, GLOBAL_FUNCTION);
    bytes.u16(entry + layout.symbol.section, SECTION);
    bytes.u16(versionsAt + 2 * (n + 1), VERSION);
  });
  const hashAt = hashTable(bytes, symbols);
  const definitionsAt = definitions(bytes, [
    [BASE, shape.name, strings.place(shape.name)],
    [VERSION, shape.version, strings.place(shape.version)],
  ]);
  const stringsAt = bytes.room(strings.text.length, 1);
  bytes.put(stringsAt, new TextEncoder().encode(strings.text));

  const entries = [
    [TAGS.name, strings.text.indexOf(shape.name)],
    [TAGS.hash, hashAt],
    [TAGS.strings, stringsAt],
    [TAGS.symbols, symbolsAt],
    [TAGS.stringsSize, strings.text.length],
    [TAGS.symbolSize, layout.symbol.size],
    [TAGS.definitions, definitionsAt],
    [TAGS.definitionCount, 2],
    [TAGS.versions, versionsAt],
    [0, 0],
  ] as const;
  const dynamicAt = bytes.room(entries.length * 2 * wordSize, wordSize);
  entries.forEach(([tag, value], n) => {
    bytes.word(dynamicAt + 2 * wordSize * n, tag);
    bytes.word(dynamicAt + 2 * wordSize * n + wordSize, value);
  });

  const frames: FrameDescription[] = code.map(({ words, ...frame }) => ({ ...frame, size: 4 * words.length }));
  const indexAt = bytes.room(indexSize(frames.length), 4);
  const tableAt = bytes.room(0, 4);
  const { table, index } = frameTables(frames, little, wordSize, tableAt, indexAt);
  bytes.room(table.length, 4);
  bytes.put(indexAt, index);
  bytes.put(tableAt, table);

  header(bytes, shape, [
    [PT_LOAD, READ_EXECUTE, 0, bytes.size, 0x10000],
    [PT_DYNAMIC, READ, dynamicAt, entries.length * 2 * wordSize, wordSize],
    [PT_GNU_EH_FRAME, READ, indexAt, index.length, 4],
  ]);
  return bytes.image();
}

type Segment = readonly [type: number, rights: number, offset: number, size: number, alignment: number];

function header(bytes: Bytes, { bits, order, machine, flags }: VdsoShape, segments: readonly Segment[]): void {
  const layout = LAYOUT[bits];
  bytes.put(0, [0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1, order === 'little' ? 1 : 2, 1]);
  bytes.u16(16, 3); // ET_DYN
  bytes.u16(18, machine);
  bytes.u32(20, 1);
  bytes.word(layout.phoff, layout.size);
  bytes.u32(layout.flags, flags);
  bytes.u16(layout.sizes, layout.size);
  bytes.u16(layout.sizes + 2, layout.header);
  bytes.u16(layout.sizes + 4, segments.length);
  segments.forEach(([type, rights, offset, size, alignment], number) => {
    const at = layout.size + layout.header * number;
    bytes.u32(at, type);
    bytes.u32(at + layout.rights, rights);
    for (const field of layout.places) bytes.word(at + field, offset);
    for (const field of layout.lengths) bytes.word(at + field, size);
    bytes.word(at + layout.align, alignment);
  });
}

/** DT_HASH (gABI, "Hash Table"): one bucket for all. Entries are 32 bits wide also in 64-bit files. */
function hashTable(bytes: Bytes, symbols: readonly VdsoSymbol[]): number {
  const count = symbols.length + 1;
  const at = bytes.room(4 * (3 + count), 4);
  bytes.u32(at, 1);
  bytes.u32(at + 4, count);
  bytes.u32(at + 8, symbols.length === 0 ? 0 : 1);
  for (let n = 1; n < count; n++) bytes.u32(at + 12 + 4 * n, n + 1 < count ? n + 1 : 0);
  return at;
}

/** DT_VERDEF: Elf_Verdef with one Elf_Verdaux each. The first is the file itself. */
function definitions(bytes: Bytes, all: readonly (readonly [number: number, name: string, at: number])[]): number {
  const SIZE = 28;
  const start = bytes.room(all.length * SIZE, 4);
  all.forEach(([number, name, place], n) => {
    const at = start + n * SIZE;
    bytes.u16(at, 1);
    bytes.u16(at + 2, number === BASE ? 1 : 0);
    bytes.u16(at + 4, number);
    bytes.u16(at + 6, 1);
    bytes.u32(at + 8, elfHash(name));
    bytes.u32(at + 12, 20);
    bytes.u32(at + 16, n + 1 < all.length ? SIZE : 0);
    bytes.u32(at + 20, place);
    bytes.u32(at + 24, 0);
  });
  return start;
}

/** The hash of the gABI. */
function elfHash(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) {
    hash = ((hash << 4) + name.charCodeAt(i)) >>> 0;
    const high = hash & 0xf000_0000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  return hash >>> 0;
}
