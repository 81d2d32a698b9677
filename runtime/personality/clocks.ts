/**
 * The clocks that a process may ask for: the machine's, by their neutral number, and processor times. Linux gives those of
 * other processes and threads negative numbers: the complement of the id, and what is counted (linux/posix-timers.h).
 */
import { Clock as ClockId } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { Timespec } from '../generated/structs.ts';
import { type Clock, nanosecondsOf } from '../kernel/clock.ts';
import type { Thread } from '../kernel/thread.ts';
import type { GuestProcess } from './process.ts';
import { processorTime } from './processor-time.ts';

/** Processor time of a process, or of one of its threads. */
export interface CpuClock {
  readonly pid: number;
  /** 0: the whole process. */
  readonly tid: number;
}

/** From here on a clock is the processor time of another: 2 × an id, and 1 more for a thread's. */
export const OTHERS = 32;

export function isCpuClock(clock: number): boolean {
  return clock === ClockId.processCpu || clock === ClockId.threadCpu || clock >= OTHERS;
}

/** Its nanoseconds so far; undefined when the process or thread is no more. */
export function readClock({ processes }: GuestProcess, { pid, tid }: CpuClock): number | undefined {
  const process = processes.all.get(pid);
  if (process === undefined) return undefined;
  if (tid === 0) return processorTime(process);
  const thread = process.threads.find((one) => one.tid === tid);
  return thread === undefined ? undefined : processes.processor.scheduler.timeOf(thread);
}

/** What a clock of processor time means for a thread: only those of its own process's threads; 0 is itself. */
export function cpuClockOf(thread: Thread, clock: number): CpuClock | Errno {
  const { process } = thread;
  if (clock === ClockId.processCpu) return { pid: process.pid, tid: 0 };
  if (clock === ClockId.threadCpu) return { pid: process.pid, tid: thread.tid };
  const id = (clock - OTHERS) >>> 1;
  if ((clock - OTHERS) % 2 === 1) {
    const one = id === 0 ? thread : process.threads.find(({ tid }) => tid === id);
    return one === undefined ? Errno.EINVAL : { pid: process.pid, tid: one.tid };
  }
  const other = id === 0 ? process : process.processes.all.get(id);
  return other === undefined ? Errno.EINVAL : { pid: other.pid, tid: 0 };
}

/** A point of one of the machine's clocks, on the monotonic one. */
export function pointOn(clock: Clock, id: number, time: Timespec): number {
  const now = clock.getTime(id);
  return typeof now === 'number' ? Infinity : clock.now() + nanosecondsOf(time) - nanosecondsOf(now);
}
