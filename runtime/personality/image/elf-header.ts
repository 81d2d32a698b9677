/**
 * Reads and checks the header of an ELF file (System V gABI, chapter 4).
 *
 * Only what no PowerPC system could run is refused here; which system it is for is found out by `recognize`.
 */
import type { Order } from '../../../emulator/index.ts';
import { Errno } from '../../generated/errors.ts';
import { StructView } from '../../kernel/struct-view.ts';
import { ImageProblem } from './image-problem.ts';
import { type ImageFile, readExactly } from './image-file.ts';

export const ElfType = { executable: 2, shared: 3 } as const;

export interface ElfHeader {
  readonly class: 32 | 64;
  readonly order: Order;
  readonly osabi: number;
  readonly type: number;
  readonly machine: number;
  readonly flags: number;
  readonly entry: number;
  /** Program headers: where, how many. */
  readonly tableAt: number;
  readonly count: number;
}

/** Where the fields stand that differ between the classes, and the sizes of header and program header. */
const LAYOUT = {
  32: { size: 52, entry: 24, phoff: 28, flags: 36, ehsize: 40, phentsize: 42, phnum: 44, programHeader: 32 },
  64: { size: 64, entry: 24, phoff: 32, flags: 48, ehsize: 52, phentsize: 54, phnum: 56, programHeader: 56 },
} as const;

/** As Linux has it. */
const LARGEST_TABLE = 65_536;

const TYPES = ['nothing (ET_NONE)', 'an object file that was not linked (ET_REL)', '', '', 'a core dump (ET_CORE)'];
const MACHINES: { readonly [machine: number]: string | undefined } = {
  2: 'SPARC',
  3: 'x86',
  4: '68000',
  8: 'MIPS',
  15: 'PA-RISC',
  20: 'PowerPC',
  21: '64-bit PowerPC',
  22: 'S/390',
  40: 'ARM',
  42: 'SuperH',
  43: 'SPARC V9',
  50: 'Itanium',
  62: 'x86-64',
  183: 'AArch64',
  243: 'RISC-V',
  258: 'LoongArch',
};

export function machineName(machine: number): string {
  const name = MACHINES[machine];
  return name === undefined ? `machine ${machine}` : `${name} (machine ${machine})`;
}

/** Whether the first bytes of a file are those of an ELF file. */
export function isElf(start: Uint8Array): boolean {
  return start[0] === 0x7f && start[1] === 0x45 && start[2] === 0x4c && start[3] === 0x46;
}

export function readElfHeader(file: ImageFile): ElfHeader | ImageProblem {
  const bad = (offset: number, text: string) => new ImageProblem(Errno.ENOEXEC, file.name, offset, text);
  const ident = readExactly(file, 0, 16);
  if (typeof ident === 'number') return new ImageProblem(ident, file.name, 0, 'cannot be read');
  if (ident === undefined || !isElf(ident)) return bad(0, 'not an ELF file');
  const bits = ident[4] === 1 ? 32 : ident[4] === 2 ? 64 : undefined;
  if (bits === undefined) return bad(4, `ELF class ${ident[4]} is neither 1 (32-bit) nor 2 (64-bit)`);
  const order = ident[5] === 1 ? 'little' : ident[5] === 2 ? 'big' : undefined;
  if (order === undefined)
    return bad(5, `ELF data encoding ${ident[5]} is neither 1 (little-endian) nor 2 (big-endian)`);
  if (ident[6] !== 1) return bad(6, `ELF version ${ident[6]} is not 1`);

  const layout = LAYOUT[bits];
  const bytes = readExactly(file, 0, layout.size);
  if (typeof bytes === 'number') return new ImageProblem(bytes, file.name, 0, 'cannot be read');
  if (bytes === undefined)
    return bad(file.length, `truncated: the file ends within its ELF header of ${layout.size} bytes`);
  const view = StructView.over(bytes, order);
  const word = (offset: number) => (bits === 64 ? view.u64(offset) : view.u32(offset));

  const type = view.u16(16);
  const machine = view.u16(18);
  if (type !== ElfType.executable && type !== ElfType.shared) {
    return bad(16, `is ${TYPES[type] || `of unknown type ${type}`}, not a program`);
  }
  if (view.u32(20) !== 1) return bad(20, `ELF version ${view.u32(20)} is not 1`);
  const headerSize = view.u16(layout.ehsize);
  if (headerSize < layout.size)
    return bad(layout.ehsize, `the header says that it has ${headerSize} bytes, it has ${layout.size}`);
  const count = view.u16(layout.phnum);
  if (count === 0) return bad(layout.phnum, 'there are no program headers, so nothing can be loaded');
  const entrySize = view.u16(layout.phentsize);
  if (entrySize !== layout.programHeader) {
    return bad(layout.phentsize, `program headers of ${entrySize} bytes, they have ${layout.programHeader}`);
  }
  if (count * entrySize > LARGEST_TABLE)
    return bad(layout.phnum, `${count} program headers are more than ${LARGEST_TABLE} bytes`);
  const tableAt = word(layout.phoff);
  if (tableAt + count * entrySize > file.length) {
    return bad(
      layout.phoff,
      `truncated: ${count} program headers at 0x${tableAt.toString(16)} do not fit into ${file.length} bytes`,
    );
  }
  return {
    class: bits,
    order,
    osabi: ident[7] ?? 0,
    type,
    machine,
    flags: view.u32(layout.flags),
    entry: word(layout.entry),
    tableAt,
    count,
  };
}
