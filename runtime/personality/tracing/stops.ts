/**
 * Where a traced thread stops: before a signal is taken, before and behind a system call, and for events
 * (kernel/signal.c: ptrace_stop; kernel/ptrace.c).
 */
import { Errno } from '../../generated/errors.ts';
import { TraceResume } from '../../generated/enums.ts';
import { TraceOptions } from '../../generated/flags.ts';
import { Signal } from '../../generated/signals.ts';
import type { SignalInformation } from '../../generated/structs.ts';
import { Attention } from '../../kernel/attention.ts';
import { BLOCKED, INTERRUPTED, INTERRUPTED_NO_RESTART, INTERRUPTED_RESTART } from '../../kernel/result.ts';
import { type Thread, ThreadState } from '../../kernel/thread.ts';
import { setRestartCode } from '../call-result.ts';
import { Vector } from '../vector.ts';
import { CALL_MARK, EVENT, type Stop, TraceEvent } from './trace.ts';

/** ERESTARTSYS, ERESTARTNOINTR and ERESTARTNOHAND: what tracers see of a call that a signal came into. */
const SHOWN: Readonly<Record<number, number>> = {
  [INTERRUPTED]: 512,
  [INTERRUPTED_RESTART]: 513,
  [INTERRUPTED_NO_RESTART]: 514,
};

/** The thread stands still until its tracer says otherwise. */
export function stopAt(thread: Thread, stop: Stop): void {
  const { trace, process } = thread;
  if (trace === undefined) return;
  trace.stop = stop;
  if (stop.message !== undefined) trace.message = stop.message;
  thread.state = ThreadState.traced;
  process.stubs.process.trap(thread.tid, stop.code);
}

/** It is going to stop before it is next in its program. */
export function stopSoon(thread: Thread, stop: Stop): void {
  thread.trace?.queue.push(stop);
  thread.attention |= Attention.trace;
}

/** Stops for the next thing in the queue; false when there is none. */
export function nextStop(thread: Thread): boolean {
  const stop = thread.trace?.queue.shift();
  if (stop === undefined) {
    if (thread.trace?.injected === undefined) thread.attention &= ~Attention.trace;
    return false;
  }
  stopAt(thread, stop);
  return true;
}

/** The signal that the tracer wants taken; undefined when it has not decided on one. */
export function takeInjected(thread: Thread): number | undefined {
  const { trace } = thread;
  const signal = trace?.injected;
  if (trace === undefined || signal === undefined) return undefined;
  trace.injected = undefined;
  if (trace.queue.length === 0) thread.attention &= ~Attention.trace;
  return signal;
}

/** A signal is about to be taken: the tracer decides what becomes of it. */
export function signalStop(thread: Thread, signal: number, information: SignalInformation): void {
  const neutral = thread.process.abi.signals.toNeutral[signal] ?? 0;
  information.signal = neutral;
  stopAt(thread, { kind: 'signal', code: neutral, signal, information });
}

/** Every traced thread of a process that is stopped by job control says so; false when nobody traces it. */
export function groupStop(thread: Thread, signal: number): boolean {
  if (thread.trace === undefined) return false;
  const neutral = thread.process.abi.signals.toNeutral[signal] ?? 0;
  for (const one of thread.process.threads) {
    if (one.trace === undefined || one.trace.stop?.kind === 'group') continue;
    stopSoon(one, { kind: 'group', code: neutral + (one.trace.seized ? TraceEvent.stop * EVENT : 0) });
    if (one !== thread) one.wakeForSignal();
  }
  return true;
}

/** SIGCONT came: who listens is told. */
export function groupGoesOn(thread: Thread): void {
  const { trace } = thread;
  if (trace?.stop?.kind !== 'group' || !trace.seized) return;
  trace.continued = !trace.listening;
  if (!trace.listening) return;
  trace.listening = false;
  stopAt(thread, { kind: 'event', code: Signal.SIGTRAP + TraceEvent.stop * EVENT });
}

/** Before a call. True when the thread stops there: the call is made when it goes on. */
export function enterCall(thread: Thread, argumentLow: number, argumentHigh: number): boolean {
  const { trace } = thread;
  if (trace === undefined) return false;
  if (trace.entered) {
    trace.entered = false;
    return false;
  }
  if (trace.filtering) return false;
  if (trace.how !== TraceResume.toCall) return false;
  trace.entered = true;
  trace.inside = true;
  thread.inCall = true;
  showCall(thread, argumentLow, argumentHigh);
  stopAt(thread, callStop(thread, 'entry'));
  return true;
}

/**
 * A filter wants the tracer to decide about a call. Where a result goes stands that there is no such call, until the tracer puts
 * something else there or has the call made (do_seccomp of arch/powerpc/kernel/ptrace).
 */
export function filterStop(thread: Thread, message: number): void {
  const { trace, cpu } = thread;
  if (trace === undefined) return;
  trace.filtering = true;
  thread.inCall = true;
  showCall(thread, cpu.gprLo(3), cpu.gprHi(3));
  cpu.setGpr(3, -1, -thread.process.abi.errno(Errno.ENOSYS));
  stopAt(thread, { kind: 'event', code: Signal.SIGTRAP + TraceEvent.filter * EVENT, message });
}

/** Behind a call that did not block. */
export function leaveCall(thread: Thread, argumentLow: number, argumentHigh: number): void {
  const { trace } = thread;
  if (trace === undefined || thread.state === ThreadState.ended) return;
  if (thread.interruption !== 0) {
    setRestartCode(thread, SHOWN[thread.interruption] ?? 0);
    trace.shows = true;
  }
  showCall(thread, argumentLow, argumentHigh);
  trace.told = false;
  if (trace.how === TraceResume.toCall) stopSoon(thread, callStop(thread, 'exit'));
  trace.inside = false;
}

/** A stop within a call, which goes on afterwards: the call answers this. */
export function stopWithin(thread: Thread, stop: Stop): typeof BLOCKED {
  const { cpu } = thread;
  showCall(thread, cpu.gprLo(3), cpu.gprHi(3));
  stopAt(thread, stop);
  return BLOCKED;
}

function callStop(thread: Thread, kind: 'entry' | 'exit'): Stop {
  const marked = ((thread.trace?.options ?? 0) & TraceOptions.markCalls) !== 0;
  return { kind, code: Signal.SIGTRAP + (marked ? CALL_MARK : 0) };
}

function showCall(thread: Thread, argumentLow: number, argumentHigh: number): void {
  thread.vector = Vector.call;
  thread.argumentLow = argumentLow;
  thread.argumentHigh = argumentHigh;
}
