/**
 * timer_create(2): the timers of a process that it makes itself, each with a signal of its own. A timer that has expired does
 * not run on until its signal is taken; what it missed meanwhile is the overrun count. They end with the program.
 */
import { TimerNotice } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { dispatchWatcher, type Watcher } from '../generated/servers/watcher.ts';
import { emptySignalInformation, type IntervalTimerValue, type TimerEvent } from '../generated/structs.ts';
import { nanosecondsOf, timespec } from '../kernel/clock.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Thread } from '../kernel/thread.ts';
import { type CpuClock, pointOn, readClock } from './clocks.ts';
import type { GuestProcess } from './process.ts';
import { SignalCode } from './process-signals.ts';

/** More expirations than this are told as so many (DELAYTIMER_MAX). */
const MOST_OVERRUNS = 0x7fff_ffff;

class PosixTimer implements Watcher {
  readonly id: number;
  readonly event: TimerEvent;
  readonly clock: number | CpuClock;
  readonly #process: GuestProcess;
  /** Whom the signal is for; undefined: the process. */
  readonly #thread: Thread | undefined;
  /** When it next expires, on the machine's clock or its processor time; Infinity when it is off. */
  at = Infinity;
  interval = 0;
  /** A signal is under way: the timer stands still. */
  #pending = false;
  /** Tells signals of an earlier setting. */
  #setting = 0;
  overrun = 0;
  #handle: ObjectHandle | undefined;

  constructor(
    process: GuestProcess,
    id: number,
    clock: number | CpuClock,
    event: TimerEvent,
    thread: Thread | undefined,
  ) {
    this.#process = process;
    this.id = id;
    this.clock = clock;
    this.event = event;
    this.#thread = thread;
  }

  get countsProcessorTime(): boolean {
    return typeof this.clock !== 'number' && this.at !== Infinity && !this.#pending;
  }

  value(): IntervalTimerValue {
    const { interval } = this;
    if (this.at === Infinity) return { interval: timespec(interval), value: timespec(0) };
    const now = this.now();
    let left = this.at - now;
    // One that sends nothing runs on unseen; one whose signal is under way will go on from here.
    if (left <= 0 && interval > 0 && (this.#pending || this.event.notice === TimerNotice.none))
      left += Math.ceil((1 - left) / interval) * interval;
    if (left <= 0 && this.event.notice === TimerNotice.none) left = 0;
    else left = Math.max(1, left);
    return { interval: timespec(interval), value: timespec(left) };
  }

  set(value: IntervalTimerValue, absolute: boolean): void {
    const first = nanosecondsOf(value.value);
    this.interval = nanosecondsOf(value.interval);
    this.overrun = 0;
    this.#pending = false;
    this.#setting++;
    if (first === 0) this.at = Infinity;
    else if (!absolute) this.at = this.now() + first;
    else
      this.at =
        typeof this.clock === 'number'
          ? pointOn(this.#process.processes.processor.clock, this.clock, value.value)
          : first;
    this.arm();
  }

  /** The machine's clock has come to the time. */
  signal(_state: number, _stamp: number): number {
    this.expire();
    return 0;
  }

  expire(): void {
    const { event, interval } = this;
    if (this.at === Infinity || this.#pending) return;
    if (event.notice === TimerNotice.none) return;
    const { signals } = this.#process;
    const information = emptySignalInformation();
    information.code = SignalCode.timer;
    information.timer = this.id;
    information.value = event.value;
    const setting = this.#setting;
    this.#pending = interval > 0;
    const sent = signals.generateOwn(signals.nativeOf(event.signal), information, this.#thread, () => {
      if (setting === this.#setting) information.overrun = this.#goOn();
    });
    if (interval === 0) this.at = Infinity;
    // Nobody will take it: the timer runs on.
    else if (!sent) this.#goOn();
  }

  /** The signal was taken: the next expiration is in the future; answers those that were missed. */
  #goOn(): number {
    this.#pending = false;
    if (this.interval === 0) return (this.overrun = 0);
    this.at += this.interval;
    const late = this.now() - this.at;
    const missed = late < 0 ? 0 : Math.floor(late / this.interval) + 1;
    this.at += missed * this.interval;
    this.overrun = Math.min(missed, MOST_OVERRUNS);
    this.arm();
    return this.overrun;
  }

  now(): number {
    if (typeof this.clock === 'number') return this.#process.processes.processor.clock.now();
    return readClock(this.#process, this.clock) ?? 0;
  }

  arm(): void {
    if (typeof this.clock !== 'number') return;
    const { clock, ipc } = this.#process.processes.processor;
    if (this.at === Infinity || this.event.notice === TimerNotice.none) {
      if (this.#handle !== undefined) clock.disarm(this.#handle);
      return;
    }
    this.#handle ??= ipc.table.register<Watcher>(this, dispatchWatcher);
    // It may have been due before the machine was there.
    clock.arm(this.#handle, Math.max(1, this.at));
  }

  remove(): void {
    this.at = Infinity;
    this.#setting++;
    if (this.#handle === undefined) return;
    const { clock, ipc } = this.#process.processes.processor;
    clock.disarm(this.#handle);
    ipc.table.remove(this.#handle);
    this.#handle = undefined;
  }
}

export class PosixTimers {
  readonly #process: GuestProcess;
  readonly #timers = new Map<number, PosixTimer>();
  #next = 0;

  constructor(process: GuestProcess) {
    this.#process = process;
  }

  get size(): number {
    return this.#timers.size;
  }

  /** Answers the id. An event that is left out is SIGALRM with the id. */
  create(clock: number | CpuClock, event: TimerEvent | undefined, alarm: number): number {
    let thread: Thread | undefined;
    if (event?.notice === TimerNotice.thread) {
      thread = this.#process.threads.find(({ tid }) => tid === event.tid);
      if (thread === undefined) return Errno.EINVAL;
    }
    while (this.#timers.has(this.#next)) this.#next++;
    const id = this.#next++;
    const wanted = event ?? { notice: TimerNotice.signal, signal: alarm, tid: 0, value: id };
    this.#timers.set(id, new PosixTimer(this.#process, id, clock, wanted, thread));
    return id;
  }

  set(id: number, value: IntervalTimerValue, absolute: boolean): IntervalTimerValue | Errno {
    const timer = this.#timers.get(id);
    if (timer === undefined) return Errno.EINVAL;
    const before = timer.value();
    timer.set(value, absolute);
    return before;
  }

  get(id: number): IntervalTimerValue | Errno {
    return this.#timers.get(id)?.value() ?? Errno.EINVAL;
  }

  overrun(id: number): number {
    return this.#timers.get(id)?.overrun ?? Errno.EINVAL;
  }

  remove(id: number): number {
    const timer = this.#timers.get(id);
    if (timer === undefined) return Errno.EINVAL;
    timer.remove();
    this.#timers.delete(id);
    return 0;
  }

  /** The program is over. */
  removeAll(): void {
    for (const timer of this.#timers.values()) timer.remove();
    this.#timers.clear();
    this.#next = 0;
  }

  get countsProcessorTime(): boolean {
    for (const timer of this.#timers.values()) if (timer.countsProcessorTime) return true;
    return false;
  }

  /** Looks at the timers that run by processor time. */
  checkProcessorTime(): void {
    for (const timer of this.#timers.values()) if (timer.countsProcessorTime && timer.now() >= timer.at) timer.expire();
  }
}
