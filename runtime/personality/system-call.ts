/**
 * The way of a system call from the instruction `sc` to the translation layer and back.
 *
 * The emulator calls `enter` as a plain function, in the middle of the guest's code: no trap, no message, nothing
 * allocated. 0 goes on in the guest; 1 leaves the emulator because another thread or address space is next.
 */
import { STATE } from '../../emulator/index.ts';
import { Errno } from '../generated/errors.ts';
import { BLOCKED, INTERRUPTED, INTERRUPTED_NO_RESTART, INTERRUPTED_RESTART, KEEP } from '../kernel/result.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import { type Thread, ThreadState } from '../kernel/thread.ts';
import type { Call } from './call.ts';
import { backToCall, pastCall, setError, setResult, showArgument } from './call-result.ts';
import { Gate, PASS, STOPPED } from './filters/gate.ts';
import { attend } from './signal-delivery.ts';
import { enterCall, leaveCall } from './tracing/stops.ts';
import { Vector } from './vector.ts';

/** What watches calls: a tracer. Absent, it costs one comparison. */
export interface CallTracer {
  /** `again`: the call was blocked and is made anew. */
  before(thread: Thread, number: number, again: boolean): void;
  after(thread: Thread, number: number, result: number): void;
}

/**
 * Every so many calls one is timed: system time is an estimate, as a tick's is, since reading the clock takes as long as a
 * short call. A prime, so that a loop of calls is met at each of them.
 */
const TIMED = 13;

/** Where r3 is among the registers, in words. */
const R3 = 6;

export class SystemCalls {
  readonly #scheduler: Scheduler;
  readonly #call: Call;
  tracer: CallTracer | undefined;
  /** Told of numbers that the personality does not have. */
  readonly #unknown: (thread: Thread, number: number) => void;
  readonly #gate = new Gate();
  #untilTimed = TIMED;
  /** Calls made. */
  count = 0;

  constructor(scheduler: Scheduler, call: Call, unknown: (thread: Thread, number: number) => void) {
    this.#scheduler = scheduler;
    this.#call = call;
    this.#unknown = unknown;
  }

  /** The current thread executed `sc`; its pc is behind it. */
  enter(): number {
    const thread = this.#scheduler.current;
    if (thread === undefined) throw new Error('a system call without a thread');
    return this.#make(thread, false);
  }

  /** Makes a blocked call anew; true when the thread goes on in the guest. */
  again(thread: Thread): boolean {
    thread.inCall = false;
    const { trace } = thread;
    if (trace?.beforeCall !== true) pastCall(thread);
    // A tracer that did not leave the call out has its first argument back where it was.
    else if (trace.filtering && (thread.cpu.gprLo(0) | 0) >= 0) showArgument(thread);
    return this.#make(thread, true) === 0;
  }

  #make(thread: Thread, again: boolean): number {
    const { cpu, process } = thread;
    const { i32 } = cpu.physical;
    const registers = (cpu.address + STATE.gpr) >>> 2;
    const number = i32[registers] as number;
    const argumentLow = i32[registers + R3] as number;
    const argumentHigh = i32[registers + R3 + 1] as number;
    const { trace, confinement } = thread;
    let begins = !again;
    if (trace !== undefined && (begins || trace.beforeCall)) {
      begins = true;
      if (enterCall(thread, argumentLow, argumentHigh)) return 1;
    }
    const { space } = process;
    if (this.tracer !== undefined) this.tracer.before(thread, number, again);
    this.count++;
    const timed = --this.#untilTimed === 0 ? this.#scheduler.now() : 0;
    const layer = process.abi.lookup(number);
    let result: number = confinement === undefined || !begins ? PASS : this.#gate.enter(thread, confinement, number);
    if (result === STOPPED) return 1;
    if (result !== PASS) {
      // The filters have answered.
    } else if (layer === undefined) {
      // A tracer leaves a call out by this number.
      if (number !== -1 || trace === undefined) this.#unknown(thread, number);
      result = Errno.ENOSYS;
    } else {
      result = layer(this.#call.begin(thread));
    }
    if (timed !== 0) {
      this.#untilTimed = TIMED;
      this.#scheduler.chargeCall(thread, timed, TIMED);
    }
    if (result >= 0) setResult(thread, result);
    else if (result > BLOCKED) setError(thread, result);
    else if (result === BLOCKED) {
      thread.inCall = true;
      backToCall(thread);
      return 1;
    } else if (result === INTERRUPTED || result === INTERRUPTED_NO_RESTART || result === INTERRUPTED_RESTART)
      thread.interruption = result;
    else if (result !== KEEP) throw new Error(`a system call answered ${result}`);
    if (this.tracer !== undefined) this.tracer.after(thread, number, result);
    if (thread.interruption === 0) thread.completed();
    if (thread.trace !== undefined) leaveCall(thread, argumentLow, argumentHigh);
    if (thread.attention !== 0 || thread.interruption !== 0) {
      thread.vector = Vector.call;
      thread.argumentLow = argumentLow;
      thread.argumentHigh = argumentHigh;
      if (!attend(thread)) return 1;
      // The interrupted call is made anew at once: leave, so that the scheduler does it.
      if (thread.inCall) return 1;
    }
    return process.space === space && thread.state === ThreadState.ready && !this.#scheduler.yields ? 0 : 1;
  }
}
