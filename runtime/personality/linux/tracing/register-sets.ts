/** Register sets by the types of their ELF notes: how a stopped thread's are read and written (regset of the kernel). */
import { STATE } from '../../../../emulator/index.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import type { Thread } from '../../../kernel/thread.ts';
import { writeFloats, writeLowHalves, writeVectors } from '../core/registers.ts';
import { readGeneral, REGISTERS, registerBytes, writeFloat, writeGenerals } from './user-registers.ts';

export interface RegisterSet {
  size(thread: Thread): number;
  read(thread: Thread): StructView;
  /** Takes the first bytes of the set. */
  write(thread: Thread, view: StructView, size: number): void;
}

const FLOATS = 264;
const VECTORS = 544;
const LOW_HALVES = 256;

const general: RegisterSet = {
  size: (thread) => REGISTERS * registerBytes(thread),
  read: readGeneral,
  write: (thread, view, size) => writeGenerals(thread, 0, view, size),
};

const floats: RegisterSet = {
  size: () => FLOATS,
  read: (thread) => filled(thread, FLOATS, writeFloats),
  write: (thread, view, size) => {
    for (let n = 0; 8 * n + 8 <= size; n++) writeFloat(thread, n, view.u64High(8 * n), view.u64Low(8 * n));
  },
};

const vectors: RegisterSet = {
  size: () => VECTORS,
  read: (thread) => filled(thread, VECTORS, writeVectors),
  write: ({ cpu, process }, view, size) => {
    const little = process.abi.order === 'little';
    const words = cpu.physical.i32;
    for (let n = 0; n < 32 && 16 * n + 16 <= size; n++) {
      const to = (cpu.address + STATE.vsr + 16 * (32 + n)) >>> 2;
      for (let word = 0; word < 4; word++) words[to + word] = view.u32(16 * n + 4 * (little ? word : 3 - word)) | 0;
    }
    if (size >= 528) cpu.vscr = view.u32(512 + (little ? 0 : 12));
    if (size >= 532) cpu.vrsave = view.u32(528);
  },
};

const lowHalves: RegisterSet = {
  size: () => LOW_HALVES,
  read: (thread) => filled(thread, LOW_HALVES, writeLowHalves),
  write: ({ cpu }, view, size) => {
    const words = cpu.physical.i32;
    for (let n = 0; n < 32 && 8 * n + 8 <= size; n++) {
      const to = (cpu.address + STATE.vsr + 16 * n) >>> 2;
      words[to + 1] = view.u64High(8 * n);
      words[to] = view.u64Low(8 * n);
    }
  },
};

/** One special register of 64 bits. */
function special(offset: number): RegisterSet {
  return {
    size: () => 8,
    read: ({ cpu, process }) => {
      const view = new StructView(process.abi.order, 8);
      view.setWords(0, cpu.hi(offset), cpu.lo(offset));
      return view;
    },
    write: ({ cpu }, view, size) => {
      if (size >= 8) cpu.set(offset, view.u64High(0), view.u64Low(0));
    },
  };
}

function filled(thread: Thread, size: number, fill: (view: StructView, thread: Thread) => void): StructView {
  const view = new StructView(thread.process.abi.order, size);
  fill(view, thread);
  return view;
}

/** By NT_PRSTATUS, NT_PRFPREG, NT_PPC_VMX, NT_PPC_VSX, NT_PPC_TAR, NT_PPC_PPR and NT_PPC_DSCR. */
export const REGISTER_SETS: ReadonlyMap<number, RegisterSet> = new Map([
  [1, general],
  [2, floats],
  [0x100, vectors],
  [0x102, lowHalves],
  [0x103, special(STATE.tar)],
  [0x104, special(STATE.ppr)],
  [0x105, special(STATE.dscr)],
]);
