/**
 * Where a processor and its host take turns. Busy, it lets the host look at its events every few milliseconds; with
 * nothing to run it leaves the stack and waits there for a deadline or for the host, and uses no processor time.
 */
import type { HostEvents, HostTimer } from '../host/port.ts';
import type { Clock } from './clock.ts';
import type { Scheduler } from './scheduler.ts';
import { VirtualTime } from './virtual-time.ts';

/** Nanoseconds of guest work between two looks at the host's events. */
const TURN = 10_000_000;
/** The longest wait that a host timer can be asked for. */
const LONGEST = 2 ** 31 - 1;

export class EventLoop {
  readonly #events: HostEvents;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  #running = false;
  #deferred = false;
  /** Wakes us when the clock reads `#due` at the latest. It stays while guests run: the next wait is seldom for something earlier. */
  #timer: HostTimer | undefined;
  #due = 0;
  #failed: (error: unknown) => void;
  /** While this is positive somebody waits for guests: the host must not go away. */
  #users = 0;

  constructor(events: HostEvents, clock: Clock, scheduler: Scheduler, failed: (error: unknown) => void) {
    this.#events = events;
    this.#clock = clock;
    this.#scheduler = scheduler;
    this.#failed = failed;
    scheduler.wanted = () => this.#kick();
    clock.earlier = () => {
      if (!this.#running && this.#users > 0) this.#kick();
    };
  }

  /** Something waits for this loop's guests; pairs with `leave`. */
  enter(): void {
    this.#users++;
    this.#kick();
  }

  leave(): void {
    this.#users--;
    if (this.#users === 0) this.#stopWaiting();
  }

  #kick(): void {
    if (this.#running || this.#deferred || this.#users === 0) return;
    this.#deferred = true;
    this.#events.defer(() => {
      this.#deferred = false;
      this.#run();
    });
  }

  #run(): void {
    this.#running = true;
    try {
      this.#turn();
    } catch (error) {
      this.#users = 0;
      this.#failed(error);
    } finally {
      this.#running = false;
    }
    if (this.#users === 0) return;
    // Virtual time does not wait for a deadline, it goes there.
    const jumps = this.#clock.time instanceof VirtualTime && this.#clock.next !== Infinity;
    if (this.#scheduler.busy || jumps) this.#kick();
    else this.#wait();
  }

  #turn(): void {
    const clock = this.#clock;
    const scheduler = this.#scheduler;
    let now = clock.now();
    clock.keep(now);
    const end = now + TURN;
    for (;;) {
      if (clock.next <= now) clock.fire();
      if (!scheduler.busy) {
        if (!(clock.time instanceof VirtualTime) || clock.next === Infinity || this.#users === 0) return;
        clock.time.advance(Math.max(0, clock.next - clock.now()));
        now = clock.now();
        continue;
      }
      now = scheduler.step(now);
      if (now >= end || this.#users === 0) return;
    }
  }

  /** The host's timers are late by up to a millisecond: they are asked for whole ones, and the rest is slept here. */
  #wait(): void {
    const now = this.#clock.now();
    const { next } = this.#clock;
    const left = (next - now) / 1e6;
    const exact = this.#events.pause !== undefined;
    if (exact && left < 1) return this.#pause();
    // One that is earlier will ask again.
    if (this.#timer !== undefined && this.#due <= next) return;
    this.#stopWaiting();
    const whole = Math.max(0, Math.min(exact ? Math.floor(left) : Math.ceil(left), LONGEST));
    this.#due = now + whole * 1e6;
    this.#timer = this.#events.after(whole, () => {
      this.#timer = undefined;
      if (!this.#deferred) this.#run();
    });
  }

  /** The host has looked at its events before: they may have brought something to do. */
  #pause(): void {
    this.#deferred = true;
    this.#events.defer(() => {
      this.#deferred = false;
      if (this.#users === 0) return;
      const left = (this.#clock.next - this.#clock.now()) / 1e6;
      if (left > 0 && left < 1 && !this.#scheduler.busy) this.#events.pause?.(left);
      this.#run();
    });
  }

  #stopWaiting(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
