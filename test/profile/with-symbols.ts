/** Adds a symbol table to an ELF file of `buildElf`, and sections that stand for its code and its descriptors. */
import type { Order } from '../../emulator/index.ts';
import { StructView } from '../../runtime/kernel/struct-view.ts';
import { text } from '../image/elf-builder.ts';

export interface SymbolSpec {
  readonly name: string;
  readonly address: number;
  readonly size?: number;
  /** STT_ value; default 2, a function. */
  readonly type?: number;
  /** STB_ value; default 1, global. */
  readonly binding?: number;
  /** Which section it is of; default the code. */
  readonly section?: 'code' | 'descriptors';
}

export interface SectionSpec {
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

const EXECUTABLE = 6;
const WRITABLE = 3;

/** Sections: none, code, descriptors, symbols, strings. */
export function withSymbols(
  elf: Uint8Array,
  order: Order,
  bits: 32 | 64,
  code: SectionSpec,
  descriptors: SectionSpec,
  symbols: readonly SymbolSpec[],
): Uint8Array {
  const wide = bits === 64;
  const symbolSize = wide ? 24 : 16;
  const sectionSize = wide ? 64 : 40;
  const names = `\0${symbols.map(({ name }) => `${name}\0`).join('')}`;
  const symbolsAt = Math.ceil(elf.length / 8) * 8;
  const namesAt = symbolsAt + symbolSize * symbols.length;
  const sectionsAt = Math.ceil((namesAt + names.length) / 8) * 8;
  const view = new StructView(order, sectionsAt + 5 * sectionSize);
  view.bytes.set(elf);
  const word = (at: number, value: number): void => (wide ? view.setU64(at, value) : view.setU32(at, value));
  word(wide ? 40 : 32, sectionsAt);
  view.setU16(wide ? 58 : 46, sectionSize);
  view.setU16(wide ? 60 : 48, 5);
  let nameAt = 1;
  symbols.forEach(({ name, address, size = 0, type = 2, binding = 1, section = 'code' }, index) => {
    const at = symbolsAt + index * symbolSize;
    view.setU32(at, nameAt);
    nameAt += name.length + 1;
    word(at + (wide ? 8 : 4), address);
    word(at + (wide ? 16 : 8), size);
    view.bytes[at + (wide ? 4 : 12)] = (binding << 4) | type;
    view.setU16(at + (wide ? 6 : 14), section === 'code' ? 1 : 2);
  });
  view.bytes.set(text(names), namesAt);
  const section = (index: number, type: number, flags: number, where: SectionSpec, link = 0): void => {
    const at = sectionsAt + index * sectionSize;
    const step = wide ? 8 : 4;
    view.setU32(at + 4, type);
    [flags, where.address, where.offset, where.size].forEach((value, field) => word(at + 8 + field * step, value));
    view.setU32(at + (wide ? 40 : 24), link);
  };
  section(1, 1, EXECUTABLE, code);
  section(2, 1, WRITABLE, descriptors);
  section(3, 2, 0, { address: 0, offset: symbolsAt, size: symbolSize * symbols.length }, 4);
  section(4, 3, 0, { address: 0, offset: namesAt, size: names.length });
  return view.bytes;
}
