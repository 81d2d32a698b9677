/**
 * The processes of one processor, on the client's side: how they come into being, stop, go on and end.
 *
 * The process server keeps the tree and tells others; here are the things themselves.
 */
import { type PhysicalMemory, CpuState } from '../../emulator/index.ts';
import { WaitKind } from '../generated/enums.ts';
import { dispatchRecipient } from '../generated/servers/recipient.ts';
import { emptySignalInformation } from '../generated/structs.ts';
import type { Processor } from '../kernel/processor.ts';
import { Attention } from '../kernel/attention.ts';
import { Thread, ThreadState } from '../kernel/thread.ts';
import { CorePattern } from './core/core-dump.ts';
import { endThread, leave, usageOf } from './exit.ts';
import { FutexTable } from './futex-table.ts';
import type { GuestProcess } from './process.ts';
import { KeyTable } from './keys/key-table.ts';
import { NameSpaces, type SpaceMaker } from './name-spaces/spaces.ts';
import { tracerEnded } from './tracing/start.ts';
import { Leases } from './leases/leases.ts';
import type { Programs } from './programs.ts';
import { ProcessRecipient } from './recipient.ts';

/** How a process ended: `signal` is native, 0 when it exited with `code`. */
export interface Ending {
  readonly code: number;
  readonly signal: number;
  /** There is a core file. */
  readonly dumped?: boolean;
}

export class Processes {
  readonly processor: Processor;
  readonly physical: PhysicalMemory;
  readonly programs: Programs;
  readonly futexes = new FutexTable();
  readonly leases: Leases;
  readonly keys = new KeyTable();
  readonly spaces = new NameSpaces();
  readonly spaceMaker: SpaceMaker;
  readonly corePattern = new CorePattern();
  readonly all = new Map<number, GuestProcess>();
  /** Threads that somebody follows. */
  readonly traced = new Set<Thread>();
  /** How many there have been, and the number of the newest. */
  started = 0;
  last = 1;
  /** Told of every end before the process server is: a session leader's terminal is given up. */
  ending: (process: GuestProcess) => void = () => {};
  /** Told of every end, after the process server was. */
  ended: (process: GuestProcess, ending: Ending) => void = () => {};
  /** Told when job control has stopped a process. */
  stopped: (process: GuestProcess) => void = () => {};
  readonly #states: CpuState[] = [];

  constructor(processor: Processor, physical: PhysicalMemory, programs: Programs, spaceMaker: SpaceMaker) {
    this.spaceMaker = spaceMaker;
    this.processor = processor;
    this.physical = physical;
    this.programs = programs;
    this.leases = new Leases(processor, this.all);
  }

  /** Enters a new process: from now on signals reach it. */
  add(process: GuestProcess): void {
    const { ipc, clock } = this.processor;
    process.started = clock.now();
    process.recipient = ipc.table.register(new ProcessRecipient(process), dispatchRecipient);
    process.stubs.process.attach(process.pid, process.recipient, process.started);
    this.started++;
    this.last = process.pid;
    this.all.set(process.pid, process);
  }

  /** The thread of an id. */
  thread(tid: number): Thread | undefined {
    const leader = this.all.get(tid)?.threads.find((one) => one.tid === tid);
    if (leader !== undefined) return leader;
    for (const { threads } of this.all.values()) for (const one of threads) if (one.tid === tid) return one;
    return undefined;
  }

  /** A thread with registers of its own (their contents are the maker's business); undefined without memory. */
  newThread(process: GuestProcess, tid: number): Thread | undefined {
    const cpu = this.#states.pop() ?? this.#newState();
    if (cpu === undefined) return undefined;
    const thread = new Thread(process, tid, cpu, this.processor);
    process.threads.push(thread);
    return thread;
  }

  #newState(): CpuState | undefined {
    const address = this.physical.allocate(0);
    if (address === 0) return undefined;
    const state = new CpuState(this.physical, address);
    // Frames come with what was in them; the part of the block that no copy fills must be clear too.
    state.reset();
    return state;
  }

  /** Takes a thread out of its process. The last one takes the process with it. */
  removeThread(thread: Thread, code: number): void {
    const { process } = thread;
    const at = process.threads.indexOf(thread);
    if (at < 0) return;
    if (process.threads.length === 1) {
      this.end(process, { code, signal: 0 });
      return;
    }
    endThread(thread);
    process.threads.splice(at, 1);
    this.#dispose(thread);
    if (thread.trace !== undefined) this.#traceEnds(thread, WaitKind.exited, code & 0xff);
    if (thread.tid !== process.pid) process.stubs.process.endThread(process.pid, thread.tid);
  }

  /** exec by a thread: the others are no more, and it becomes the first. */
  leaveOnly(survivor: Thread): void {
    const { process } = survivor;
    for (const thread of [...process.threads]) {
      if (thread === survivor) continue;
      endThread(thread);
      process.threads.splice(process.threads.indexOf(thread), 1);
      this.#dispose(thread);
      if (thread.trace !== undefined) this.#traceEnds(thread, WaitKind.exited, 0);
      if (thread.tid !== process.pid) process.stubs.process.endThread(process.pid, thread.tid);
    }
    if (survivor.tid === process.pid) return;
    const { trace } = survivor;
    if (trace !== undefined) process.stubs.process.untrace(survivor.tid);
    process.stubs.process.endThread(process.pid, survivor.tid);
    survivor.tid = process.pid;
    if (trace !== undefined) process.stubs.process.trace(trace.tracer.pid, process.pid);
  }

  /** A signal's default action ends the process. */
  terminate(process: GuestProcess, signal: number, dumped = false): void {
    this.end(process, { code: 0, signal, dumped });
  }

  /** The process is over: its threads, its parts, and its place in the tree. */
  end(process: GuestProcess, ending: Ending): void {
    if (process.ended !== undefined) return;
    process.ended = ending;
    const usage = usageOf(process);
    const killed = ending.dumped === true ? WaitKind.dumped : WaitKind.killed;
    const kind = ending.signal === 0 ? WaitKind.exited : killed;
    const code = ending.signal === 0 ? ending.code & 0xff : (process.abi.signals.toNeutral[ending.signal] ?? 0);
    for (const thread of process.threads) {
      if (thread.trace !== undefined) this.#traceEnds(thread, kind, code);
      endThread(thread);
      this.#dispose(thread);
    }
    process.threads.length = 0;
    process.timers.stop();
    process.posixTimers.removeAll();
    this.ending(process);
    leave(process);
    process.leaveSpaces();
    for (const listener of process.signals.listeners) listener.ended();
    this.all.delete(process.pid);
    if (process.recipient !== undefined) this.processor.ipc.table.remove(process.recipient);
    this.#tellDeath(process);
    tracerEnded(process);
    process.stubs.process.exit(process.pid, kind, code, usage);
    this.ended(process, ending);
  }

  /** Job control stops every thread. */
  stop(process: GuestProcess, signal: number): void {
    if (process.stopped) return;
    process.stopped = true;
    process.stubs.process.change(process.pid, WaitKind.stopped, process.abi.signals.toNeutral[signal] ?? 0);
    this.stopped(process);
  }

  /** SIGCONT. */
  resume(process: GuestProcess): void {
    if (!process.stopped) return;
    process.stopped = false;
    for (const thread of process.threads) {
      if (thread.state === ThreadState.ready) this.processor.scheduler.ready(thread);
    }
    process.stubs.process.change(
      process.pid,
      WaitKind.continued,
      process.abi.signals.toNeutral[process.signals.native('SIGCONT')] ?? 0,
    );
  }

  /** The end of the first thread is the process's, and told with it. */
  #traceEnds(thread: Thread, kind: WaitKind, code: number): void {
    this.traced.delete(thread);
    if (thread.tid !== thread.process.pid) thread.process.stubs.process.endTraced(thread.tid, kind, code);
  }

  /** prctl(PR_SET_PDEATHSIG): children that asked for it hear of the end. */
  #tellDeath(parent: GuestProcess): void {
    for (const child of this.all.values()) {
      if (child.parentDeathSignal === 0 || child.stubs.process.getParent(child.pid) !== parent.pid) continue;
      const information = emptySignalInformation();
      information.pid = parent.pid;
      child.signals.generate(child.abi.signals.toNative[child.parentDeathSignal] ?? 0, information);
    }
  }

  /** Nothing knows the thread any more; its registers go back when the emulator has left them. */
  #dispose(thread: Thread): void {
    thread.release();
    thread.attention |= Attention.end;
    if (this.processor.scheduler.current === thread)
      this.processor.scheduler.afterwards = () => this.#states.push(thread.cpu);
    else this.#states.push(thread.cpu);
  }
}
