/** The static ELF that runs cases one after the other and writes their blocks to standard output. */
import type { Order } from '../../../../emulator/memory/access.ts';
import { FRAME_SIZE } from '../../../../emulator/memory/physical-memory.ts';
import { assemble, loadAddress } from '../../../isa/cases/assembler.ts';
import { BASE_REGISTER, BLOCK, WINDOW, WINDOW_PAGE, WINDOW_SIZE, writeBlock } from '../../../isa/cases/block.ts';
import type { Case } from '../../../isa/cases/case.ts';

const CODE = 0x1000_0000;
const BLOCKS = 0x2000_0000;
const STUBS = CODE + 0x4000;
/** A case's instructions and the branch back. */
const STUB_SIZE = 64;

const EM_PPC64 = 21;
const ELF_HEADER = 64;
const PROGRAM_HEADER = 56;

export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}
export interface Program {
  readonly entry: number;
  readonly segments: readonly Segment[];
  readonly elf: Uint8Array;
  readonly order: Order;
  /** Width of addresses; absent: 64. */
  readonly bits?: 32 | 64;
  /** The case whose code an address lies in, if any. */
  caseAt(address: number): number | undefined;
}

/** Where a case's instructions stand. */
export function stubAddress(index: number): number {
  return STUBS + STUB_SIZE * index;
}

function caseAt(address: number): number | undefined {
  return address >= STUBS && address < BLOCKS ? Math.floor((address - STUBS) / STUB_SIZE) : undefined;
}

export function blockAddress(index: number): number {
  return BLOCKS + BLOCK.size * index;
}

export function writeProgram(cases: readonly Case[], order: Order): Program {
  const little = order === 'little';
  const blocks = new Uint8Array(BLOCK.size * cases.length);
  const blockView = new DataView(blocks.buffer);
  const code = new Uint8Array(STUBS - CODE + STUB_SIZE * cases.length);
  const codeView = new DataView(code.buffer);
  const put = (address: number, word: number): void => codeView.setInt32(address - CODE, word, little);

  const { words, epilogue } = driver(cases.length);
  words.forEach((word, index) => put(CODE + 4 * index, word));
  cases.forEach(({ words, state }, index) => {
    const stub = stubAddress(index);
    const all = [...words, assemble('b', { LI: CODE + 4 * epilogue - (stub + 4 * words.length) })];
    all.forEach((word, place) => put(stub + 4 * place, word));
    writeBlock(blockView, BLOCK.size * index, state, stub, order);
  });
  const segments = [
    { address: CODE, bytes: code, executable: true },
    { address: BLOCKS, bytes: blocks, executable: false },
    { address: WINDOW_PAGE, bytes: new Uint8Array(2 * FRAME_SIZE), executable: false },
  ];
  return { entry: CODE, segments, elf: elf(segments, CODE, order), order, caseAt };
}

/** The loop over all cases, and where in it a case comes back to. */
function driver(count: number): { words: number[]; epilogue: number } {
  const base = BASE_REGISTER;
  const words: number[] = [...loadAddress(base, BLOCKS)];
  const loop = words.length;
  const load = (RT: number, D: number): number => assemble('ld', { RT, RA: base, DS: D });
  const store = (RS: number, D: number): number => assemble('std', { RS, RA: base, DS: D });
  const all = (count: number, make: (n: number) => readonly number[]): void => {
    for (let n = 0; n < count; n++) words.push(...make(n));
  };

  words.push(...loadAddress(30, WINDOW));
  all(WINDOW_SIZE / 8, (n) => [load(3, BLOCK.window + 8 * n), assemble('std', { RS: 3, RA: 30, DS: 8 * n })]);
  words.push(assemble('lfd', { FRT: 0, RA: base, D: BLOCK.fpscr }), assemble('mtfsf', { FLM: 255, FRB: 0, L: 1 }));
  words.push(assemble('lxv', { XT: 32, RA: base, DQ: BLOCK.vscr }), assemble('mtvscr', { VRB: 0 }));
  all(64, (n) => [assemble('lxv', { XT: n, RA: base, DQ: BLOCK.vsr + 16 * n })]);
  words.push(load(3, BLOCK.cr), assemble('mtcrf', { FXM: 255, RS: 3 }));
  for (const [spr, offset] of [
    [1, BLOCK.xer],
    [8, BLOCK.lr],
    [9, BLOCK.ctr],
    [815, BLOCK.stub],
  ] as const)
    words.push(load(3, offset), assemble('mtspr', { SPR: spr, RS: 3 }));
  all(31, (n) => [load(n, BLOCK.gpr + 8 * n)]);
  words.push(assemble('bctar', { BO: 20 }));

  const epilogue = words.length;
  all(31, (n) => [store(n, BLOCK.gpr + 8 * n)]);
  words.push(assemble('mfcr', { RT: 3 }), store(3, BLOCK.cr));
  for (const [spr, offset] of [
    [1, BLOCK.xer],
    [8, BLOCK.lr],
    [9, BLOCK.ctr],
  ] as const)
    words.push(assemble('mfspr', { SPR: spr, RT: 3 }), store(3, offset));
  all(64, (n) => [assemble('stxv', { XS: n, RA: base, DQ: BLOCK.vsr + 16 * n })]);
  words.push(assemble('mffs', { FRT: 0 }), assemble('stfd', { FRS: 0, RA: base, D: BLOCK.fpscr }));
  words.push(assemble('mfvscr', { VRT: 0 }), assemble('stxv', { XS: 32, RA: base, DQ: BLOCK.vscr }));
  words.push(...loadAddress(30, WINDOW));
  all(WINDOW_SIZE / 8, (n) => [assemble('ld', { RT: 3, RA: 30, DS: 8 * n }), store(3, BLOCK.window + 8 * n)]);
  words.push(assemble('addi', { RT: base, RA: base, SI: BLOCK.size }), ...loadAddress(30, blockAddress(count)));
  words.push(assemble('cmpl', { L: 1, RA: base, RB: 30 }));
  words.push(assemble('bc', { BO: 12, BI: 0, BD: 4 * (loop - words.length) }));

  const call = (number: number): number[] => [assemble('addi', { RT: 0, RA: 0, SI: number }), assemble('sc')];
  words.push(
    assemble('addi', { RT: 3, RA: 0, SI: 1 }),
    ...loadAddress(4, BLOCKS),
    ...loadAddress(5, BLOCK.size * count),
    ...call(SYSCALL.write),
  );
  words.push(assemble('addi', { RT: 3, RA: 0, SI: 0 }), ...call(SYSCALL.exit));
  return { words, epilogue };
}

/** Linux numbers of the two calls the program makes. */
export const SYSCALL = { exit: 1, write: 4 } as const;

function elf(segments: readonly Segment[], entry: number, order: Order): Uint8Array {
  const little = order === 'little';
  const page = 0x10000;
  const offsets: number[] = [];
  let end = page;
  for (const { bytes } of segments) {
    offsets.push(end);
    end += Math.ceil(bytes.length / page) * page;
  }
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, little ? 1 : 2, 1, 0]);
  view.setUint16(16, 2, little);
  view.setUint16(18, EM_PPC64, little);
  view.setUint32(20, 1, little);
  view.setBigUint64(24, BigInt(entry), little);
  view.setBigUint64(32, BigInt(ELF_HEADER), little);
  // The ABI version 2: the entry point is code, not a descriptor, in big-endian files too.
  view.setUint32(48, 2, little);
  view.setUint16(52, ELF_HEADER, little);
  view.setUint16(54, PROGRAM_HEADER, little);
  view.setUint16(56, segments.length, little);
  segments.forEach(({ address, bytes, executable }, index) => {
    const at = ELF_HEADER + PROGRAM_HEADER * index;
    view.setUint32(at, 1, little);
    view.setUint32(at + 4, executable ? 5 : 6, little);
    view.setBigUint64(at + 8, BigInt(offsets[index] ?? 0), little);
    for (const [offset, value] of [
      [16, address],
      [24, address],
      [32, bytes.length],
      [40, bytes.length],
      [48, page],
    ] as const)
      view.setBigUint64(at + offset, BigInt(value), little);
    file.set(bytes, offsets[index] ?? 0);
  });
  return file;
}
