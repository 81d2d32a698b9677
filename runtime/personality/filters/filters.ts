/** seccomp(2): what a thread is confined to. */
import { Errno } from '../../generated/errors.ts';
import { FilterFlags } from '../../generated/flags.ts';
import type { Filters as FiltersInterface } from '../../generated/servers/filters.ts';
import type { FilterProgram } from '../../generated/structs.ts';
import { StructView } from '../../kernel/struct-view.ts';
import type { Thread } from '../../kernel/thread.ts';
import { Capability, isCapable } from '../capabilities.ts';
import { CallFilter, programOf, Verdict } from './call-filter.ts';
import { isValid, MOST_INSTRUCTIONS } from './classic.ts';

/** SECCOMP_MODE_STRICT and SECCOMP_MODE_FILTER. */
export const FilterMode = { none: 0, strict: 1, filter: 2 } as const;

/** What a thread may do: with filters, or without them four calls. Never changed: threads and children have the same one. */
export interface Confinement {
  readonly filter: CallFilter | undefined;
}

const STRICT: Confinement = { filter: undefined };
/** Nobody can be asked. */
const OFFERED: ReadonlySet<number> = new Set(Object.values(Verdict).filter((one) => one !== Verdict.notify));
/** Bytes of struct sock_filter. */
const INSTRUCTION = 8;
/** MAX_INSNS_PER_PATH. */
const LONGEST_PATH = 32_768;

export class Filters implements FiltersInterface {
  confine(thread: Thread): number {
    if (modeOf(thread) === FilterMode.filter) return Errno.EINVAL;
    thread.confinement = STRICT;
    return 0;
  }

  getMode(thread: Thread): number {
    return modeOf(thread);
  }

  offers(_thread: Thread, verdict: number): number {
    return OFFERED.has(verdict | 0) ? 0 : Errno.EOPNOTSUPP;
  }

  add(thread: Thread, { count, instructions }: FilterProgram, flags: number): number {
    if (count === 0 || count > MOST_INSTRUCTIONS) return Errno.EINVAL;
    if (!thread.noNewPrivileges && !isCapable(thread.process, Capability.administrator)) return Errno.EACCES;
    const program = readProgram(thread, instructions, count);
    if (typeof program === 'number') return program;
    if (modeOf(thread) === FilterMode.strict) return Errno.EINVAL;
    const filter = new CallFilter(program, thread.confinement?.filter);
    if (filter.length > LONGEST_PATH) return Errno.ENOMEM;
    const together = (flags & FilterFlags.together) !== 0;
    if (together) {
      const other = cannotFollow(thread);
      if (other !== undefined) return (flags & FilterFlags.refuse) !== 0 ? Errno.ESRCH : other.tid;
    }
    thread.confinement = { filter };
    if (together) bringAlong(thread);
    return 0;
  }
}

export function modeOf({ confinement }: Thread): number {
  if (confinement === undefined) return FilterMode.none;
  return confinement.filter === undefined ? FilterMode.strict : FilterMode.filter;
}

function readProgram({ process: { space, abi } }: Thread, address: number, count: number): Int32Array | Errno {
  if (address === 0) return Errno.EINVAL;
  const view = new StructView(abi.order, count * INSTRUCTION);
  if (!space.bytesIn(address, view, count * INSTRUCTION)) return Errno.EFAULT;
  const program = programOf(count, (i) => {
    const at = i * INSTRUCTION;
    return [view.u16(at), view.u8(at + 2), view.u8(at + 3), view.s32(at + 4)];
  });
  return isValid(program) ? program : Errno.EINVAL;
}

/** A thread of the process that has other filters than the caller's or some before them. */
function cannotFollow(thread: Thread): Thread | undefined {
  const { confinement, process } = thread;
  return process.threads.find((other) => {
    if (other === thread || other.confinement === undefined) return false;
    const theirs = other.confinement.filter;
    return theirs === undefined || confinement?.filter?.descendsFrom(theirs) !== true;
  });
}

function bringAlong(thread: Thread): void {
  for (const other of thread.process.threads) {
    other.confinement = thread.confinement;
    if (thread.noNewPrivileges) other.noNewPrivileges = true;
  }
}
