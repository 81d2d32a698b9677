/** select(2) in terms of the events of poll: readable, writable or exceptional, as Linux maps them. */
import { Errno } from '../../generated/errors.ts';
import { PollEvents } from '../../generated/flags.ts';
import type { Timespec } from '../../generated/structs.ts';
import { INTERRUPTED_NO_RESTART } from '../../kernel/result.ts';
import type { Thread, Waitable } from '../../kernel/thread.ts';
import type { FdSet } from '../fd-set.ts';
import type { SignalSet } from '../signal-set.ts';
import { eventsOf, sourceOf } from './poll.ts';
import { tellRemaining } from './remaining.ts';
import type { DescriptorTable } from './table.ts';

const READ =
  PollEvents.in |
  PollEvents.readNormal |
  PollEvents.readBand |
  PollEvents.hangUp |
  PollEvents.error |
  PollEvents.invalid;
const WRITE = PollEvents.out | PollEvents.writeNormal | PollEvents.writeBand | PollEvents.error | PollEvents.invalid;
const EXCEPT = PollEvents.priority | PollEvents.invalid;

/**
 * @param sets the three sets; each is asked and then holds the ready ones
 * @param remaining filled with what is left of the timeout
 * @returns how many bits are set in all three
 */
export function select(
  thread: Thread,
  table: DescriptorTable,
  count: number,
  sets: readonly [FdSet | undefined, FdSet | undefined, FdSet | undefined],
  timeout: Timespec | undefined,
  mask: SignalSet | undefined,
  remaining: Timespec,
): number {
  if (count < 0) return Errno.EINVAL;
  // A timeval may hold more than a million microseconds, which Linux adds up (kern_select).
  if (timeout !== undefined && (timeout.seconds < 0 || timeout.nanoseconds < 0)) return Errno.EINVAL;
  const [read, write, except] = sets;
  const sources: Waitable[] = [];
  const found = look(thread, table, Math.min(count, table.room), sets, sources);
  if (typeof found === 'number') return found;
  const none = timeout !== undefined && timeout.seconds === 0 && timeout.nanoseconds === 0;
  if (found.ready === 0 && !none && !thread.timedOut()) {
    if (mask !== undefined) thread.process.signals.maskUntilReturn(thread, mask);
    if (thread.interrupted()) return INTERRUPTED_NO_RESTART;
    return thread.block(sources, timeout === undefined ? undefined : thread.deadlineAfter(timeout));
  }
  tellRemaining(thread, timeout, remaining);
  read?.set(found.read);
  write?.set(found.write);
  except?.set(found.except);
  return found.ready;
}

interface Found {
  ready: number;
  readonly read: FdSet;
  readonly write: FdSet;
  readonly except: FdSet;
}

/** Asks every descriptor of the sets, word by word; EBADF for one that is not open. */
function look(
  thread: Thread,
  table: DescriptorTable,
  count: number,
  [read, write, except]: readonly [FdSet | undefined, FdSet | undefined, FdSet | undefined],
  sources: Waitable[],
): Found | Errno {
  const found = {
    ready: 0,
    read: new Uint32Array(read?.length ?? 0),
    write: new Uint32Array(write?.length ?? 0),
    except: new Uint32Array(except?.length ?? 0),
  };
  for (let word = 0; word < count / 32; word++) {
    const reads = read?.[word] ?? 0;
    const writes = write?.[word] ?? 0;
    const exceptions = except?.[word] ?? 0;
    const rest = count - word * 32;
    let left = (reads | writes | exceptions) & (rest < 32 ? 2 ** rest - 1 : -1);
    while (left !== 0) {
      const bit = left & -left;
      left ^= bit;
      const description = table.get(word * 32 + 31 - Math.clz32(bit));
      if (description === undefined) return Errno.EBADF;
      const events = eventsOf(thread, description);
      if ((reads & bit) !== 0 && (events & READ) !== 0) {
        found.read[word] = (found.read[word] ?? 0) | bit;
        found.ready++;
      }
      if ((writes & bit) !== 0 && (events & WRITE) !== 0) {
        found.write[word] = (found.write[word] ?? 0) | bit;
        found.ready++;
      }
      if ((exceptions & bit) !== 0 && (events & EXCEPT) !== 0) {
        found.except[word] = (found.except[word] ?? 0) | bit;
        found.ready++;
      }
      const source = sourceOf(thread, description);
      if (source !== undefined) sources.push(source);
    }
  }
  return found;
}
