/** ptrace(2): sets of registers. PTRACE_GETREGSET names one by its note and a buffer by an iovec; the others are one set each. */
import { Errno } from '../../../generated/errors.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { Call } from '../../call.ts';
import { stopped } from '../../tracing/tracing.ts';
import { REGISTER_SETS, type RegisterSet } from '../tracing/register-sets.ts';

const GETREGSET = 0x4204;
const SETREGSET = 0x4205;

/** The set of a request, and whether it is written. */
const REQUESTS: ReadonlyMap<number, readonly [set: number, write: boolean]> = new Map([
  [12, [1, false]],
  [13, [1, true]],
  [14, [2, false]],
  [15, [2, true]],
  [18, [0x100, false]],
  [19, [0x100, true]],
  [22, [1, false]],
  [23, [1, true]],
  [27, [0x102, false]],
  [28, [0x102, true]],
]);

export function traceRegisters(c: Call): number {
  const target = stopped(c.thread, c.i32(1));
  if (typeof target === 'number') return target;
  const request = c.u32(0);
  if (request === GETREGSET || request === SETREGSET) return byNote(c, target, request === SETREGSET);
  const [number, write] = REQUESTS.get(request) ?? [0, false];
  const set = REGISTER_SETS.get(number);
  if (set === undefined) return Errno.EIO;
  return move(c, target, set, c.address(3), set.size(target), write);
}

function byNote(c: Call, target: Thread, write: boolean): number {
  const at = c.address(3);
  const word = c.process.abi.bits / 8;
  const vector = c.structIn(at, 2 * word);
  if (typeof vector === 'number') return vector;
  const base = word === 8 ? vector.address(0) : vector.u32(0);
  const length = word === 8 ? vector.u64(8) : vector.u32(4);
  const set = REGISTER_SETS.get(c.u32(2));
  if (set === undefined) return Errno.EINVAL;
  const unit = c.u32(2) === 1 ? word : c.u32(2) === 0x100 ? 16 : 8;
  if (length % unit !== 0) return Errno.EINVAL;
  const size = Math.min(length, set.size(target));
  const result = move(c, target, set, base, size, write);
  if (result < 0) return result;
  const told = c.structFor(word);
  if (word === 8) told.setU64(0, size);
  else told.setU32(0, size);
  return c.structOut(at + word, told);
}

function move(c: Call, target: Thread, set: RegisterSet, at: number, size: number, write: boolean): number {
  if (write) {
    const view = c.structIn(at, size);
    if (typeof view === 'number') return view;
    set.write(target, view, size);
    return 0;
  }
  return c.space.copyOut(at, set.read(target).bytes, 0, size) < size ? Errno.EFAULT : 0;
}
