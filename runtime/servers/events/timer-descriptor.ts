/**
 * timerfd_create(2). As on Linux a timer that has expired is not armed again before somebody looks: however short its
 * interval, one that nobody reads costs nothing. What was missed is counted then.
 */
import { Clock as ClockId } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Availability, TimerFlags } from '../../generated/flags.ts';
import {
  dispatchTimerDescriptor,
  type TimerDescriptor as TimerInterface,
} from '../../generated/servers/timer-descriptor.ts';
import { dispatchWatcher, type Watcher } from '../../generated/servers/watcher.ts';
import type { IntervalTimerValue, Timespec } from '../../generated/structs.ts';
import { type Clock, nanosecondsOf, timespec } from '../../kernel/clock.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { EventObject, type NamelessNode } from './event-object.ts';

const BYTES = 8;
const WORD = 2 ** 32;
/** The clocks that timers run by. */
const CLOCKS: readonly number[] = [
  ClockId.realtime,
  ClockId.monotonic,
  ClockId.boottime,
  ClockId.realtimeAlarm,
  ClockId.boottimeAlarm,
];

export function hasTimers(clock: number): boolean {
  return CLOCKS.includes(clock);
}

export class TimerDescriptor extends EventObject implements TimerInterface {
  readonly #clock: Clock;
  readonly #id: number;
  /** What the clock signals: the stream's own handle is that of another interface. */
  readonly #alarm: ObjectHandle;
  /** Monotonic nanoseconds of the next expiration; Infinity when it is off. */
  #at = Infinity;
  #interval = 0;
  /** Expirations since the last read. */
  #ticks = 0;
  /** It expired and was not armed again. */
  #expired = false;

  constructor(ipc: Ipc, node: NamelessNode, clock: Clock, id: number) {
    super(ipc, node, 'timerfd');
    this.#clock = clock;
    this.#id = id;
    this.#alarm = ipc.table.register<Watcher>({ signal: () => this.#expire() }, dispatchWatcher);
  }

  set(flags: number, value: IntervalTimerValue): IntervalTimerValue {
    const before = this.get();
    this.#clock.disarm(this.#alarm);
    this.#ticks = 0;
    this.#expired = false;
    this.#interval = nanosecondsOf(value.interval);
    const first = nanosecondsOf(value.value);
    if (first === 0) this.#at = Infinity;
    else if ((flags & TimerFlags.absolute) !== 0) this.#at = this.#monotonic(value.value);
    else this.#at = this.#clock.now() + first;
    if (this.#at !== Infinity) this.#arm();
    return before;
  }

  get(): IntervalTimerValue {
    this.#look();
    if (this.#expired && this.#interval > 0) this.#catchUp();
    const left = this.#at === Infinity || this.#expired ? 0 : Math.max(0, this.#at - this.#clock.now());
    return { interval: timespec(this.#interval), value: timespec(left) };
  }

  override receive(into: Lease, _flags: number): number {
    if (into.remaining < BYTES) return Errno.EINVAL;
    this.#look();
    if (this.#ticks === 0) return WOULD_BLOCK;
    if (this.#expired && this.#interval > 0) this.#catchUp();
    this.#expired = false;
    const ticks = this.#ticks;
    this.#ticks = 0;
    return into.putWide(Math.floor(ticks / WORD), ticks % WORD) < BYTES ? Errno.EFAULT : BYTES;
  }

  getAvailability(): number {
    this.#look();
    return Availability.plain | (this.#ticks > 0 ? Availability.readable : 0);
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<TimerInterface>(this, dispatchTimerDescriptor);
  }

  protected override closed(): void {
    this.#clock.disarm(this.#alarm);
    this.ipc.table.remove(this.#alarm);
  }

  /** A point of the timer's clock on the monotonic one. The difference is taken first: wall-clock nanoseconds are no exact number. */
  #monotonic({ seconds, nanoseconds }: Timespec): number {
    const time = this.#clock.getTime(this.#id);
    if (typeof time === 'number') return Infinity;
    return this.#clock.now() + (seconds - time.seconds) * 1e9 + (nanoseconds - time.nanoseconds);
  }

  #arm(): void {
    this.#clock.arm(this.#alarm, Math.max(0, this.#at));
  }

  /** A time that has passed counts even when the clock has not signalled it yet; it still does, for the watchers. */
  #look(): void {
    if (this.#expired || this.#at > this.#clock.now()) return;
    this.#expired = true;
    this.#ticks++;
    if (this.#interval === 0) this.#at = Infinity;
  }

  #expire(): number {
    this.#look();
    this.tell(Availability.readable);
    return 0;
  }

  /** Counts what was missed, and arms it for what comes next. */
  #catchUp(): void {
    const late = Math.max(0, this.#clock.now() - this.#at);
    const periods = Math.floor(late / this.#interval) + 1;
    this.#ticks += periods - 1;
    this.#at += periods * this.#interval;
    this.#expired = false;
    this.#arm();
  }
}
