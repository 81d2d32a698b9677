/** Where the driver, the cases' code and their blocks stand in a program, whatever the width of its addresses. */
import type { Order } from '../../../../emulator/memory/access.ts';
import { FRAME_SIZE } from '../../../../emulator/memory/physical-memory.ts';
import { assemble, loadAddress } from '../../../isa/cases/assembler.ts';
import { BASE_REGISTER, BLOCK, WINDOW_PAGE, writeBlock } from '../../../isa/cases/block.ts';
import type { Case } from '../../../isa/cases/case.ts';
import { elf, type Segment } from './elf.ts';

const CODE = 0x1000_0000;
export const BLOCKS = 0x2000_0000;
export const STUBS = CODE + 0x4000;

/** Linux numbers of the two calls a program makes. */
export const SYSCALL = { exit: 1, write: 4 } as const;

export interface Program {
  readonly entry: number;
  readonly segments: readonly Segment[];
  readonly elf: Uint8Array;
  readonly order: Order;
  /** Width of addresses. */
  readonly bits: 32 | 64;
  /** The case whose code an address lies in, if any. */
  caseAt(address: number): number | undefined;
}

export function blockAddress(index: number): number {
  return BLOCKS + BLOCK.size * index;
}

/** The loop over all cases, and where in it a case comes back to. */
export interface Driver {
  readonly words: readonly number[];
  readonly epilogue: number;
}

export interface Form {
  readonly order: Order;
  readonly bits: 32 | 64;
  /** Bytes for a case's instructions, what stands before them, and the branch back. */
  readonly stubSize: number;
  readonly before: readonly number[];
  readonly driver: Driver;
}

export function layOut(cases: readonly Case[], { order, bits, stubSize, before, driver }: Form): Program {
  const blocks = new Uint8Array(BLOCK.size * cases.length);
  const blockView = new DataView(blocks.buffer);
  const code = new Uint8Array(STUBS - CODE + stubSize * cases.length);
  const codeView = new DataView(code.buffer);
  const put = (address: number, words: readonly number[]): void =>
    words.forEach((word, place) => codeView.setInt32(address - CODE + 4 * place, word, order === 'little'));

  put(CODE, driver.words);
  cases.forEach(({ words, state }, index) => {
    const stub = STUBS + stubSize * index;
    const all = [...before, ...words];
    put(stub, [...all, assemble('b', { LI: CODE + 4 * driver.epilogue - (stub + 4 * all.length) })]);
    writeBlock(blockView, BLOCK.size * index, state, stub, order);
  });
  const segments = [
    { address: CODE, bytes: code, executable: true },
    { address: BLOCKS, bytes: blocks, executable: false },
    { address: WINDOW_PAGE, bytes: new Uint8Array(2 * FRAME_SIZE), executable: false },
  ];
  const caseAt = (address: number): number | undefined =>
    address >= STUBS && address < STUBS + stubSize * cases.length
      ? Math.floor((address - STUBS) / stubSize)
      : undefined;
  return { entry: CODE, segments, elf: elf(segments, CODE, order, bits), order, bits, caseAt };
}

/** The end of a driver: on to the next block, and behind the last one all of them are written. `words` is what comes before. */
export function ending(words: readonly number[], loop: number, count: number, bits: 32 | 64): number[] {
  const base = BASE_REGISTER;
  const li = (RT: number, SI: number): number => assemble('addi', { RT, RA: 0, SI });
  const call = (number: number): number[] => [li(0, number), assemble('sc')];
  const next = [
    assemble('addi', { RT: base, RA: base, SI: BLOCK.size }),
    ...loadAddress(30, blockAddress(count)),
    assemble('cmpl', { L: bits === 64 ? 1 : 0, RA: base, RB: 30 }),
  ];
  return [
    ...next,
    assemble('bc', { BO: 12, BI: 0, BD: 4 * (loop - words.length - next.length) }),
    li(3, 1),
    ...loadAddress(4, BLOCKS),
    ...loadAddress(5, BLOCK.size * count),
    ...call(SYSCALL.write),
    li(3, 0),
    ...call(SYSCALL.exit),
  ];
}
