/** What follows from a process's processor time: its virtual and profiling timers, and RLIMIT_CPU (setrlimit(2)). */
import { Resource } from '../generated/enums.ts';
import { Signal } from '../generated/signals.ts';
import { emptySignalInformation } from '../generated/structs.ts';
import { NO_LIMIT } from './limits.ts';
import type { GuestProcess } from './process.ts';
import { SignalCode } from './process-signals.ts';

/** Nanoseconds that the threads of a process have run, those that are over included. */
export function processorTime({ threads, pastUserTime, processes }: GuestProcess): number {
  const { scheduler } = processes.processor;
  let time = pastUserTime;
  for (const thread of threads) time += scheduler.timeOf(thread);
  return time;
}

/** Called when a thread has run: SIGXCPU at every second over the soft limit, SIGKILL at the hard one. */
export function checkProcessorTime(process: GuestProcess): void {
  if (process.ended !== undefined) return;
  if (process.timers.countsProcessorTime) process.timers.checkProcessorTime();
  if (process.posixTimers.countsProcessorTime) process.posixTimers.checkProcessorTime();
  const { current, maximum } = process.limits.get(Resource.cpu);
  if (current >= NO_LIMIT) return;
  const seconds = processorTime(process) / 1e9;
  if (seconds >= maximum) {
    process.processes.terminate(process, process.signals.nativeOf(Signal.SIGKILL));
  } else if (seconds >= Math.max(current, process.toldSeconds)) {
    process.toldSeconds = Math.floor(seconds) + 1;
    const information = emptySignalInformation();
    information.code = SignalCode.kernel;
    process.signals.generate(process.signals.nativeOf(Signal.SIGXCPU), information);
  }
}
