/**
 * The addresses on a thread's stack, innermost first: pc, then return addresses by the back chain.
 *
 * Each frame begins with a pointer to its caller's (64-bit ELFv1 and v2 and 32-bit System V alike); a function saves its return
 * address in its *caller's* frame, 16 bytes up, 4 in 32-bit programs. A function that makes no frame (a leaf, or one
 * in its first instructions) has its return address in LR only; see `profiler.ts`.
 */
import { place } from '../../emulator/index.ts';
import { type CpuState, STATE } from '../../emulator/state.ts';
import { fold, PAGE_MASK, PAGE_SIZE } from '../kernel/address.ts';
import { Entry, frameOf } from '../kernel/page-table.ts';
import type { PagedSpace } from '../kernel/paged-space.ts';

/** Frames that are looked at. */
const DEEPEST = 128;
const WORD = 0x1_0000_0000;

export interface Stack {
  pc: number;
  lr: number;
  /** Return addresses that frames hold. */
  readonly returns: number[];
}

/** What of a thread is looked at. */
export interface Walked {
  readonly cpu: Pick<CpuState, 'hi' | 'lo' | 'gprHi' | 'gprLo'>;
  readonly process: { readonly space: PagedSpace; readonly abi: { readonly bits: 32 | 64 } };
}

export function walk({ cpu, process }: Walked, into: Stack): void {
  const { space, abi } = process;
  const wide = abi.bits === 64;
  const size = wide ? 8 : 4;
  const linkAt = wide ? 16 : 4;
  into.pc = addressAt(cpu.hi(STATE.pc), cpu.lo(STATE.pc), wide);
  into.lr = addressAt(cpu.hi(STATE.lr), cpu.lo(STATE.lr), wide);
  into.returns.length = 0;
  let frame = addressAt(cpu.gprHi(1), cpu.gprLo(1), wide);
  for (let depth = 0; depth < DEEPEST; depth++) {
    const caller = peek(space, frame, size);
    // A stack grows down: anything else is no chain, or its end (0).
    if (caller === undefined || caller <= frame) return;
    const link = peek(space, caller + linkAt, size);
    if (link === undefined || link === 0) return;
    into.returns.push(link);
    frame = caller;
  }
}

function addressAt(hi: number, lo: number, wide: boolean): number {
  return wide ? fold(hi, lo) : lo;
}

/** An aligned word of a page that has its frame; undefined otherwise. */
function peek(space: PagedSpace, address: number, size: 4 | 8): number | undefined {
  if (address % size !== 0) return undefined;
  const entry = space.table.get(Math.floor(address / PAGE_SIZE));
  if ((entry & Entry.read) === 0) return undefined;
  const at = place(frameOf(entry), space.order, address & PAGE_MASK, size);
  const { view } = space.physical;
  const low = view.getUint32(at, true);
  return size === 4 ? low : view.getUint32(at + 4, true) * WORD + low;
}
