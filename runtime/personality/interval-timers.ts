/**
 * setitimer(2) and alarm(2): the three timers of a process. The real one runs by the clock; the virtual and the profiling
 * one by the process's own processor time, looked at whenever a thread of it leaves the processor.
 */
import { IntervalTimer } from '../generated/enums.ts';
import type { SignalName } from '../generated/signals.ts';
import { emptySignalInformation, type IntervalTimerValue } from '../generated/structs.ts';
import { dispatchWatcher, type Watcher } from '../generated/servers/watcher.ts';
import { nanosecondsOf, timespec } from '../kernel/clock.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import { processorTime } from './processor-time.ts';
import { SignalCode } from './process-signals.ts';
import type { GuestProcess } from './process.ts';

interface Timer {
  /** When it next expires, on its own clock; Infinity when it is off. */
  at: number;
  interval: number;
}

const SIGNALS: readonly SignalName[] = ['SIGALRM', 'SIGVTALRM', 'SIGPROF'];

export class IntervalTimers implements Watcher {
  readonly #process: GuestProcess;
  readonly #timers: Timer[] = SIGNALS.map(() => ({ at: Infinity, interval: 0 }));
  #handle: ObjectHandle | undefined;

  constructor(process: GuestProcess) {
    this.#process = process;
  }

  get(which: number): IntervalTimerValue {
    const { at, interval } = this.#timer(which);
    // A timer that is due shows a microsecond at least: 0 would say that it is off.
    const left = at === Infinity ? 0 : Math.max(1000, at - this.#now(which));
    return { interval: timespec(interval), value: timespec(left) };
  }

  set(which: number, value: IntervalTimerValue | undefined): void {
    const timer = this.#timer(which);
    const first = value === undefined ? 0 : nanosecondsOf(value.value);
    timer.interval = value === undefined ? 0 : nanosecondsOf(value.interval);
    timer.at = first === 0 ? Infinity : this.#now(which) + first;
    if (which === IntervalTimer.real) this.#arm();
  }

  /** The clock says that the real timer is due. */
  signal(_state: number, _stamp: number): number {
    this.#expire(IntervalTimer.real);
    this.#arm();
    return 0;
  }

  /** Looks at the timers that run by processor time. */
  checkProcessorTime(): void {
    for (const which of [IntervalTimer.virtual, IntervalTimer.profile]) {
      const { at } = this.#timer(which);
      if (at !== Infinity && this.#now(which) >= at) this.#expire(which);
    }
  }

  /** Whether one of those runs. */
  get countsProcessorTime(): boolean {
    return this.#timer(IntervalTimer.virtual).at !== Infinity || this.#timer(IntervalTimer.profile).at !== Infinity;
  }

  /** The process is over. */
  stop(): void {
    for (const timer of this.#timers) timer.at = Infinity;
    if (this.#handle === undefined) return;
    const { clock, ipc } = this.#process.processes.processor;
    clock.disarm(this.#handle);
    ipc.table.remove(this.#handle);
    this.#handle = undefined;
  }

  #expire(which: number): void {
    const timer = this.#timer(which);
    const now = this.#now(which);
    if (timer.interval === 0) timer.at = Infinity;
    // Expirations that were missed are one (setitimer has no overrun count).
    else timer.at += Math.ceil((now - timer.at + 1) / timer.interval) * timer.interval;
    const { signals } = this.#process;
    const information = emptySignalInformation();
    information.code = SignalCode.kernel;
    signals.generate(signals.native(SIGNALS[which] ?? 'SIGALRM'), information);
  }

  #arm(): void {
    const { clock, ipc } = this.#process.processes.processor;
    const { at } = this.#timer(IntervalTimer.real);
    if (this.#handle === undefined) {
      if (at === Infinity) return;
      this.#handle = ipc.table.register<Watcher>(this, dispatchWatcher);
    }
    if (at === Infinity) clock.disarm(this.#handle);
    else clock.arm(this.#handle, at);
  }

  #now(which: number): number {
    if (which === IntervalTimer.real) return this.#process.processes.processor.clock.now();
    return processorTime(this.#process);
  }

  #timer(which: number): Timer {
    // There are three, by the numbers of IntervalTimer.
    return this.#timers[which] as Timer;
  }
}
