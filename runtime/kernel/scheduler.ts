/**
 * Which thread runs next on a processor: a ready queue, round robin, a quantum of fuel each.
 *
 * A switch is a few pointers: a thread's registers stay where they are, its address space brings its own TLB.
 */
import { type Thread, ThreadState } from './thread.ts';
import type { Clock } from './clock.ts';
import { LoadAverage } from './load-average.ts';
import { NANOSECONDS_PER_FUEL, VirtualTime } from './virtual-time.ts';

/** Fuel of a quantum: taken branches, a few milliseconds of work. */
const QUANTUM = 50_000;

/** Runs a thread until its fuel is used up or it cannot go on; answers the fuel that it used. */
export type Execute = (thread: Thread, fuel: number) => number;

export class Scheduler {
  /** The thread that runs now. */
  current: Thread | undefined;
  /** Told when the queue gets its first thread while nothing runs. */
  wanted: () => void = () => {};
  /** The current thread gives up the rest of its quantum. */
  yields = false;
  /** Nanoseconds that threads had the processor, those of them that calls took (an estimate), and how often one got it. */
  busyTime = 0;
  systemTime = 0;
  switches = 0;
  readonly load = new LoadAverage();
  /** What cannot be done while the current thread is still on the processor. */
  afterwards: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #execute: Execute;
  #first: Thread | undefined;
  #last: Thread | undefined;
  /** When the thread that runs now was given the processor. */
  #since = 0;

  constructor(clock: Clock, execute: Execute) {
    this.#clock = clock;
    this.#execute = execute;
  }

  /** Whether some thread could run. */
  get busy(): boolean {
    return this.#first !== undefined;
  }

  /** Threads that run or could. */
  get running(): number {
    let count = this.current === undefined ? 0 : 1;
    for (let thread = this.#first; thread !== undefined; thread = thread.next) count++;
    return count;
  }

  /** A thread may run: it goes to the end of the queue. One that runs now is queued when it leaves the processor. */
  ready(thread: Thread): void {
    if (thread.queued || thread === this.current || thread.process.stopped) return;
    this.#enter(thread, thread.scheduling.urgency);
    if (this.current === undefined) this.wanted();
  }

  /** Behind those that are not less urgent. */
  #enter(thread: Thread, urgency: number): void {
    thread.queued = true;
    if (urgency === 0 || this.#first === undefined) {
      thread.next = undefined;
      if (this.#last === undefined) this.#first = thread;
      else this.#last.next = thread;
      this.#last = thread;
      return;
    }
    let before: Thread | undefined;
    let after: Thread | undefined = this.#first;
    while (after !== undefined && after.scheduling.urgency >= urgency) {
      before = after;
      after = after.next;
    }
    thread.next = after;
    if (before === undefined) this.#first = thread;
    else before.next = thread;
    if (after === undefined) this.#last = thread;
  }

  /** Gives the first thread of the queue a quantum. The clock reads `now`; answers what it reads afterwards. */
  step(now: number): number {
    const thread = this.#first;
    if (thread === undefined) return now;
    this.#first = thread.next;
    if (this.#first === undefined) this.#last = undefined;
    thread.queued = false;
    thread.next = undefined;
    if (thread.state !== ThreadState.ready || thread.process.stopped) return now;
    this.current = thread;
    this.yields = false;
    this.#since = now;
    const fuel = this.#execute(thread, QUANTUM);
    this.current = undefined;
    if (this.afterwards !== undefined) {
      this.afterwards();
      this.afterwards = undefined;
    }
    if (this.#clock.time instanceof VirtualTime) this.#clock.time.advance(fuel * NANOSECONDS_PER_FUEL);
    const after = this.#clock.now();
    thread.userTime += after - now;
    this.busyTime += after - now;
    this.switches++;
    if (this.load.due(after)) this.load.count(after, this.running + (thread.state === ThreadState.ready ? 1 : 0));
    if (thread.state === ThreadState.ready && !thread.process.stopped) {
      thread.involuntarySwitches++;
      // Who has used a quantum up takes turns with all others: an urgent thread that waits for one cannot stop it.
      if (!thread.queued) this.#enter(thread, 0);
    }
    return after;
  }

  /** The current thread's call took from then until now, and so did about as many others as stand for it. */
  chargeCall(thread: Thread, since: number, calls: number): void {
    const time = (this.#clock.now() - since) * calls;
    thread.systemTime += time;
    this.systemTime += time;
  }

  /** What the clock reads now. */
  now(): number {
    return this.#clock.now();
  }

  /** Nanoseconds that a thread has run, this quantum included. */
  timeOf(thread: Thread): number {
    return thread.userTime + (thread === this.current ? this.#clock.now() - this.#since : 0);
  }
}
