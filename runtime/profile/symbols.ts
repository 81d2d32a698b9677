/**
 * The functions of an ELF file by their place in the file: .symtab and .dynsym (System V gABI, chapter 4).
 *
 * In ELFv1 a function's symbol names its descriptor in .opd, whose first doubleword is the code's address (64-bit PowerPC
 * ELF ABI Supplement 1.9, 3.2.5); the symbol's size is that of the code.
 */
import { isElf } from '../personality/image/elf-header.ts';
import type { FileFrames } from '../kernel/frame-source.ts';
import { StructView } from '../kernel/struct-view.ts';
import { readFile } from './read-file.ts';

interface Symbol {
  readonly address: number;
  /** 0: up to the next one. */
  readonly size: number;
  readonly name: string;
}

interface Section {
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

const SectionType = { symbols: 2, dynamicSymbols: 11 } as const;
const EXECUTABLE = 4;
const SymbolType = { none: 0, function: 2, indirect: 10 } as const;
const LOAD = 1;

/** Where fields stand in the header, a section header, a program header and a symbol. */
const LAYOUT = {
  32: {
    header: { size: 52, programs: 28, sections: 32, programCount: 44, sectionCount: 48 },
    section: { size: 40, type: 4, flags: 8, address: 12, offset: 16, length: 20, link: 24 },
    program: { size: 32, offset: 4, address: 8, fileSize: 16 },
    symbol: { size: 16, value: 4, length: 8, information: 12, section: 14 },
  },
  64: {
    header: { size: 64, programs: 32, sections: 40, programCount: 56, sectionCount: 60 },
    section: { size: 64, type: 4, flags: 8, address: 16, offset: 24, length: 32, link: 40 },
    program: { size: 56, offset: 8, address: 16, fileSize: 32 },
    symbol: { size: 24, value: 8, length: 16, information: 4, section: 6 },
  },
} as const;

/** More than any real file has; a wrong header does not make us read for ever. */
const MOST_BYTES = 2 ** 28;

export class Symbols {
  readonly #symbols: readonly Symbol[];
  readonly #segments: readonly { readonly offset: number; readonly address: number; readonly size: number }[];

  /** A file that is no ELF file, or has no symbols, answers nothing. */
  constructor(file: FileFrames) {
    const reader = ElfReader.of(file);
    this.#segments = reader?.segments() ?? [];
    this.#symbols = reader?.symbols() ?? [];
  }

  /** The name of the function that holds the byte at an offset of the file. */
  at(offset: number): string | undefined {
    const segment = this.#segments.find((one) => offset >= one.offset && offset < one.offset + one.size);
    if (segment === undefined) return undefined;
    const address = offset - segment.offset + segment.address;
    let low = 0;
    let high = this.#symbols.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#symbols[middle] as Symbol).address <= address) low = middle + 1;
      else high = middle;
    }
    const found = this.#symbols[low - 1];
    return found !== undefined && (found.size === 0 || address < found.address + found.size) ? found.name : undefined;
  }
}

class ElfReader {
  readonly #file: FileFrames;
  readonly #header: StructView;
  readonly #bits: 32 | 64;

  private constructor(file: FileFrames, header: StructView, bits: 32 | 64) {
    this.#file = file;
    this.#header = header;
    this.#bits = bits;
  }

  static of(file: FileFrames): ElfReader | undefined {
    const bytes = readFile(file, 0, LAYOUT[64].header.size);
    if (bytes === undefined || !isElf(bytes)) return undefined;
    return new ElfReader(file, StructView.over(bytes, bytes[5] === 1 ? 'little' : 'big'), bytes[4] === 1 ? 32 : 64);
  }

  segments(): { offset: number; address: number; size: number }[] {
    const { header, program } = LAYOUT[this.#bits];
    const count = this.#header.u16(header.programCount);
    const view = this.#view(this.#word(this.#header, header.programs), count * program.size);
    return Array.from({ length: view === undefined ? 0 : count }, (_, index) => index * program.size).flatMap((at) =>
      view === undefined || view.u32(at) !== LOAD
        ? []
        : [
            {
              offset: this.#word(view, at + program.offset),
              address: this.#word(view, at + program.address),
              size: this.#word(view, at + program.fileSize),
            },
          ],
    );
  }

  /** In order of addresses; of several names of one place the first function's. */
  symbols(): Symbol[] {
    const sections = this.#sections();
    const descriptors = this.#descriptors(sections);
    const found = new Map<number, Symbol & { readonly rank: number }>();
    for (const table of sections) {
      if (table.type !== SectionType.symbols && table.type !== SectionType.dynamicSymbols) continue;
      for (const symbol of this.#table(table, sections, descriptors)) {
        const before = found.get(symbol.address);
        if (before === undefined || symbol.rank > before.rank) found.set(symbol.address, symbol);
      }
    }
    return [...found.values()].sort((a, b) => a.address - b.address);
  }

  #sections(): Section[] {
    const { header, section } = LAYOUT[this.#bits];
    const at = this.#word(this.#header, header.sections);
    const count = this.#header.u16(header.sectionCount);
    const view = at === 0 ? undefined : this.#view(at, count * section.size);
    if (view === undefined) return [];
    return Array.from({ length: count }, (_, index) => {
      const from = index * section.size;
      return {
        type: view.u32(from + section.type),
        flags: this.#word(view, from + section.flags),
        address: this.#word(view, from + section.address),
        offset: this.#word(view, from + section.offset),
        size: this.#word(view, from + section.length),
        link: view.u32(from + section.link),
      };
    });
  }

  *#table(
    table: Section,
    sections: readonly Section[],
    descriptors: (address: number, section: number) => number | undefined,
  ): Generator<Symbol & { readonly rank: number }> {
    const { symbol } = LAYOUT[this.#bits];
    const strings = sections[table.link];
    const view = this.#view(table.offset, table.size);
    const names = strings === undefined ? undefined : this.#view(strings.offset, strings.size);
    if (view === undefined || names === undefined) return;
    for (let at = 0; at + symbol.size <= table.size; at += symbol.size) {
      const section = view.u16(at + symbol.section);
      const information = view.u8(at + symbol.information);
      const type = information & 15;
      const isFunction = type === SymbolType.function || type === SymbolType.indirect;
      if (section === 0 || !(isFunction || type === SymbolType.none)) continue;
      const value = this.#word(view, at + symbol.value);
      const code = descriptors(value, section);
      const inCode = ((sections[section]?.flags ?? 0) & EXECUTABLE) !== 0;
      if (code === undefined && !inCode) continue;
      const name = textAt(names, view.u32(at));
      if (name === '') continue;
      // A function before a label, a global one (binding 1 or 2) before a local one.
      const rank = (isFunction ? 2 : 0) + (information >>> 4 === 0 ? 0 : 1);
      yield { address: code ?? value, size: this.#word(view, at + symbol.length), name, rank };
    }
  }

  /** What a descriptor at an address of .opd leads to. */
  #descriptors(sections: readonly Section[]): (address: number, section: number) => number | undefined {
    // ELFv1: big-endian, and e_flags does not say 2.
    if (this.#bits === 32 || this.#header.order === 'little' || (this.#header.u32(48) & 3) === 2)
      return () => undefined;
    const tables = new Map<number, StructView>();
    return (address, section) => {
      const row = sections[section];
      if (row === undefined || (row.flags & EXECUTABLE) !== 0 || address < row.address) return undefined;
      let view = tables.get(section);
      if (view === undefined) {
        view = this.#view(row.offset, row.size) ?? StructView.over(new Uint8Array(0), 'big');
        tables.set(section, view);
      }
      const at = address - row.address;
      return at + 8 <= view.size ? view.u64(at) : undefined;
    };
  }

  #view(at: number, length: number): StructView | undefined {
    const bytes = length <= MOST_BYTES ? readFile(this.#file, at, length) : undefined;
    return bytes === undefined ? undefined : StructView.over(bytes, this.#header.order);
  }

  #word(view: StructView, at: number): number {
    return this.#bits === 64 ? view.u64(at) : view.u32(at);
  }
}

function textAt({ bytes }: StructView, at: number): string {
  const end = bytes.indexOf(0, at);
  let text = '';
  for (let i = at; i < (end < 0 ? bytes.length : end); i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}
