/**
 * A thread of a guest process: a hardware state, what it waits for, and what survives a restarted call.
 *
 * Blocking is in the client only. A ground method that finds `WOULD_BLOCK` says
 *
 *     if (thread.interrupted()) return INTERRUPTED;
 *     return thread.block([stub]);
 *
 * and the *same system call is executed again from its start* when a source signals, the deadline passes or a
 * signal comes. What must survive that is in `restart`; it is cleared when the call completes.
 */
import type { CpuState } from '../../emulator/state.ts';
import type { Timespec } from '../generated/structs.ts';
import type { Watcher } from '../generated/servers/watcher.ts';
import { dispatchWatcher } from '../generated/servers/watcher.ts';
import type { Confinement } from '../personality/filters/filters.ts';
import type { MemoryPolicy } from '../personality/linux/memory-policy/policy.ts';
import type { GuestProcess } from '../personality/process.ts';
import type { Restartable } from '../personality/restartable.ts';
import type { Trace } from '../personality/tracing/trace.ts';
import { ThreadSignals } from '../personality/thread-signals.ts';
import { Attention } from './attention.ts';
import type { ObjectHandle } from './object-handle.ts';
import type { Processor } from './processor.ts';
import { BLOCKED } from './result.ts';

/** Something that tells a watcher when it may be worth trying again: stubs of streams, children of a process, a futex. */
export interface Waitable {
  subscribe(watcher: ObjectHandle): unknown;
  unsubscribe(watcher: ObjectHandle): unknown;
}

/** What a blocked call finds again when it is executed anew. */
export interface Restart {
  /** Monotonic nanoseconds; set once by `deadlineAfter` or `block`. */
  deadline: number | undefined;
  /** Bytes (or other units) done so far. */
  progress: number;
  /** Whatever else the method needs. */
  data: unknown;
}

export const ThreadState = { ready: 0, blocked: 1, ended: 2, traced: 3 } as const;
export type ThreadState = (typeof ThreadState)[keyof typeof ThreadState];

export class Thread implements Watcher {
  readonly process: GuestProcess;
  readonly processor: Processor;
  readonly cpu: CpuState;
  /** exec of another thread than the first takes the first one's id. */
  tid: number;
  name = '';
  state: ThreadState = ThreadState.ready;
  /** Whether the scheduler's queue holds the thread. */
  queued = false;
  /** Next in the ready queue; the scheduler's. */
  next: Thread | undefined;
  /** 0 when nothing keeps the thread from going on in the guest. */
  attention = 0;
  /** A call is blocked or interrupted, and is made again when the thread next runs. */
  inCall = false;
  /** INTERRUPTED or INTERRUPTED_NO_RESTART while it is not settled what becomes of the call; 0 otherwise. */
  interruption = 0;
  /** Who follows it, and how; absent for nearly all. */
  trace: Trace | undefined;
  /** Which calls it may make; absent for nearly all. */
  confinement: Confinement | undefined;
  /** No program gives it more rights than it has (PR_SET_NO_NEW_PRIVS). */
  noNewPrivileges = false;
  readonly signals: ThreadSignals;
  /** Policy and priority (enum SchedulingPolicy); an urgent thread comes before others when it wakes. */
  readonly scheduling = { policy: 0, priority: 0, resetOnFork: false, urgency: 0 };
  readonly restart: Restart = { deadline: undefined, progress: 0, data: undefined };
  /** Address of the word that is cleared and woken at the thread's end (set_tid_address), 0 for none. */
  clearTidAddress = 0;
  /** Where its memory comes from; absent for the usual. */
  memoryPolicy: MemoryPolicy | undefined;
  robustList = 0;
  /** Its restartable sequences (rseq(2)). */
  restartable: Restartable | undefined;
  robustListLength = 0;
  /** The interrupt by which it last left the guest, and the address of the last fault: signal frames show them. */
  vector = 0;
  /** What r3 held at the call that was interrupted last: its low and its high word. */
  argumentLow = 0;
  argumentHigh = 0;
  /** DAR and DSISR as frames show them: of the last access that failed. */
  faultAddress = 0;
  faultStatus = 0;
  /** What a program or instruction interrupt adds to the MSR that is shown: see `Reason` in runtime/personality/vector.ts. */
  reason = 0;
  /** Nanoseconds on the processor, those of them that calls took (an estimate: SystemTime), and waiting switches. */
  userTime = 0;
  systemTime = 0;
  voluntarySwitches = 0;
  involuntarySwitches = 0;

  #sources: readonly Waitable[] = NOTHING;
  #armed = false;
  #uninterruptible = false;
  #handle: ObjectHandle | undefined;

  constructor(process: GuestProcess, tid: number, cpu: CpuState, processor: Processor) {
    this.process = process;
    this.tid = tid;
    this.cpu = cpu;
    this.processor = processor;
    this.signals = new ThreadSignals(this);
  }

  /** The handle under which servers signal this thread. */
  get watcher(): ObjectHandle {
    this.#handle ??= this.processor.ipc.table.register<Watcher>(this, dispatchWatcher);
    return this.#handle;
  }

  /**
   * Parks the thread until a source signals, a signal comes, or the deadline (monotonic nanoseconds) passes.
   * A deadline given here is kept in `restart` if none stands there.
   */
  block(sources: readonly Waitable[], deadline?: number): typeof BLOCKED {
    if (deadline !== undefined) this.restart.deadline ??= deadline;
    this.state = ThreadState.blocked;
    this.voluntarySwitches++;
    this.#sources = sources;
    const watcher = this.watcher;
    for (let i = 0; i < sources.length; i++) (sources[i] as Waitable).subscribe(watcher);
    if (this.restart.deadline !== undefined) {
      this.#armed = true;
      this.processor.clock.arm(watcher, this.restart.deadline);
    }
    return BLOCKED;
  }

  /** Parks the thread so that only its sources (and SIGKILL) wake it: the parent of a vfork. */
  blockUninterruptibly(sources: readonly Waitable[]): typeof BLOCKED {
    this.#uninterruptible = true;
    return this.block(sources);
  }

  /** A server, the clock or a futex says that something may go on. */
  signal(_state: number, _stamp: number): number {
    this.wake();
    return 0;
  }

  /** Ends a wait: the thread is ready, its call is executed again. */
  wake(): void {
    if (this.state !== ThreadState.blocked) return;
    this.#leaveWait();
    this.state = ThreadState.ready;
    this.processor.scheduler.ready(this);
  }

  /** Waits for something that no signal ends. */
  get uninterruptible(): boolean {
    return this.#uninterruptible;
  }

  /** Ends a wait because a signal is there. */
  wakeForSignal(): void {
    if (!this.#uninterruptible) this.wake();
  }

  /** The absolute deadline of a wait of such a length that began when the call was first executed. */
  deadlineAfter(span: Timespec): number {
    this.restart.deadline ??= this.processor.clock.now() + span.seconds * 1e9 + span.nanoseconds;
    return this.restart.deadline;
  }

  /** Whether the call's deadline has passed. */
  timedOut(): boolean {
    return this.restart.deadline !== undefined && this.processor.clock.now() >= this.restart.deadline;
  }

  /** Whether a signal that is not blocked is pending, or the thread is to end: a blocking call then answers INTERRUPTED. */
  interrupted(): boolean {
    return (this.attention & (Attention.signal | Attention.end | Attention.trace)) !== 0;
  }

  /** The call is over (any result but BLOCKED): nothing of it is left for the next one. */
  completed(): void {
    const { restart } = this;
    restart.deadline = undefined;
    restart.progress = 0;
    restart.data = undefined;
  }

  /** The thread is over; it is in no queue and nobody's watcher any more. */
  release(): void {
    this.#leaveWait();
    this.state = ThreadState.ended;
    if (this.#handle !== undefined) this.processor.ipc.table.remove(this.#handle);
    this.#handle = undefined;
  }

  #leaveWait(): void {
    this.#uninterruptible = false;
    if (this.#sources.length === 0 && !this.#armed) return;
    const watcher = this.watcher;
    const sources = this.#sources;
    this.#sources = NOTHING;
    for (let i = 0; i < sources.length; i++) (sources[i] as Waitable).unsubscribe(watcher);
    if (this.#armed) this.processor.clock.disarm(watcher);
    this.#armed = false;
  }
}

const NOTHING: readonly Waitable[] = [];
