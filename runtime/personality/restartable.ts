/**
 * Restartable sequences (rseq(2)): a structure of the thread in which the kernel keeps the processor's number, and which
 * may name a piece of code that is left for its abort handler when the thread is interrupted within it.
 *
 * struct rseq: cpu_id_start 0, cpu_id 4, rseq_cs 8, flags 16, node_id 20. struct rseq_cs: version 0, flags 4, start_ip 8,
 * post_commit_offset 16, abort_ip 24 (linux/rseq.h).
 */
import { STATE } from '../../emulator/index.ts';
import { Errno } from '../generated/errors.ts';
import { fold, highWord, lowWord } from '../kernel/address.ts';
import type { Thread } from '../kernel/thread.ts';

const UNREGISTER = 1;
const LENGTH = 32;
const CURRENT = 8;
const NODE = 20;
const START = 8;
const SIZE = 16;
const ABORT = 24;
/** cpu_id of a thread that is not registered. */
const UNINITIALIZED = 0xffff_ffff;

/** What a thread has registered. */
export interface Restartable {
  readonly address: number;
  readonly signature: number;
}

export function setRestartable(
  thread: Thread,
  address: number,
  length: number,
  flags: number,
  signature: number,
): number {
  const { space } = thread.process;
  const now = thread.restartable;
  if ((flags & UNREGISTER) !== 0) {
    if (flags !== UNREGISTER || now === undefined || now.address !== address || length !== LENGTH) return Errno.EINVAL;
    if (now.signature !== signature) return Errno.EPERM;
    if (space.writeU32(address, 0) < 0 || space.writeU32(address + 4, UNINITIALIZED) < 0) return Errno.EFAULT;
    thread.restartable = undefined;
    return 0;
  }
  if (flags !== 0) return Errno.EINVAL;
  if (now !== undefined) {
    if (now.address !== address || length !== LENGTH) return Errno.EINVAL;
    return now.signature === signature ? Errno.EBUSY : Errno.EPERM;
  }
  if (address % LENGTH !== 0 || length !== LENGTH) return Errno.EINVAL;
  // There is one processor, number 0, on node 0.
  for (const field of [0, 4, NODE]) if (space.writeU32(address + field, 0) < 0) return Errno.EFAULT;
  thread.restartable = { address, signature };
  return 0;
}

/**
 * The thread was preempted, or is about to handle a signal: a sequence that it is in goes to its abort handler. False when
 * the program's structures are wrong, for which Linux sends SIGSEGV.
 */
export function leaveSequence(thread: Thread): boolean {
  const { restartable, process, cpu } = thread;
  if (restartable === undefined) return true;
  const { space } = process;
  const sequence = space.readU64(restartable.address + CURRENT);
  if (sequence === 0) return true;
  if (sequence < 0) return false;
  const start = space.readU64(sequence + START);
  const size = space.readU64(sequence + SIZE);
  const abort = space.readU64(sequence + ABORT);
  if (start < 0 || size < 0 || abort < 0) return false;
  if (space.writeU64(restartable.address + CURRENT, 0) < 0) return false;
  const pc = fold(cpu.hi(STATE.pc), cpu.lo(STATE.pc));
  if (pc < start || pc >= start + size) return true;
  if (space.readU32(abort - 4) !== restartable.signature) return false;
  cpu.set(STATE.pc, highWord(abort), lowWord(abort));
  return true;
}
