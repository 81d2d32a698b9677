/** What a thread and a process leave behind: _exit(2), exit_group(2), set_tid_address(2), robust futexes. */
import type { ResourceUsage } from '../generated/structs.ts';
import { PAGE_SIZE } from '../kernel/address.ts';
import { timespec } from '../kernel/clock.ts';
import type { Thread } from '../kernel/thread.ts';
import type { GuestProcess } from './process.ts';
import { releaseLocks } from './futex-lock.ts';
import { releaseRobustFutexes } from './robust-list.ts';

/** A thread ends: locks that it held are marked, whoever joins it is woken. */
export function endThread(thread: Thread): void {
  const { process } = thread;
  leaveMemory(thread);
  process.keys.threadEnded(thread);
  process.pastUserTime += process.processes.processor.scheduler.timeOf(thread);
  process.pastSystemTime += thread.systemTime;
  process.pastVoluntary += thread.voluntarySwitches;
  process.pastInvoluntary += thread.involuntarySwitches;
}

/** What a thread leaves in memory when it ends or executes a program: locks, and the word that says that it is there. */
export function leaveMemory(thread: Thread): void {
  const { process } = thread;
  if (thread.robustList !== 0) releaseRobustFutexes(thread);
  releaseLocks(thread);
  const address = thread.clearTidAddress;
  // Nobody else can see the word when the address space goes away with the thread.
  if (address === 0 || (process.threads.length <= 1 && !process.uses.space.shared)) return;
  if (process.space.writeU32(address, 0) === 0) process.processes.futexes.wake(process.space, address, 1);
}

/** Gives up everything the process had. */
export function leave(process: GuestProcess): void {
  if (process.uses.descriptors.leave()) process.descriptors.closeAll(process.pid);
  if (process.uses.names.leave()) process.names.close();
  leaveSpace(process);
  process.keys.release();
  process.executable?.release();
  process.executable = undefined;
}

/** The address space goes, unless somebody shares it; a parent waiting in vfork goes on. */
export function leaveSpace(process: GuestProcess): void {
  process.uses.space.leave();
  process.space.release();
  process.release?.release();
  process.release = undefined;
}

/** getrusage(2) of the process itself. */
export function usageOf(process: GuestProcess): ResourceUsage {
  const { scheduler } = process.processes.processor;
  let time = process.pastUserTime;
  let system = process.pastSystemTime;
  let voluntary = process.pastVoluntary;
  let involuntary = process.pastInvoluntary;
  for (const thread of process.threads) {
    time += scheduler.timeOf(thread);
    system += thread.systemTime;
    voluntary += thread.voluntarySwitches;
    involuntary += thread.involuntarySwitches;
  }
  return usage(process, time, system, voluntary, involuntary);
}

/** RUSAGE_THREAD: times and switches are its own, the rest is the process's. */
export function usageOfThread(thread: Thread): ResourceUsage {
  const { process, processor, systemTime, voluntarySwitches, involuntarySwitches } = thread;
  return usage(process, processor.scheduler.timeOf(thread), systemTime, voluntarySwitches, involuntarySwitches);
}

function usage(
  { space }: GuestProcess,
  time: number,
  estimate: number,
  voluntary: number,
  involuntary: number,
): ResourceUsage {
  // An estimate of a part must not be more than the whole.
  const system = Math.min(time, estimate);
  return {
    userTime: timespec(time - system),
    systemTime: timespec(system),
    maximumResidentSet: Math.max(space.peakResident * PAGE_SIZE, space.residentBytes),
    minorFaults: space.minorFaults,
    majorFaults: space.majorFaults,
    blocksIn: 0,
    blocksOut: 0,
    voluntarySwitches: voluntary,
    involuntarySwitches: involuntary,
  };
}
