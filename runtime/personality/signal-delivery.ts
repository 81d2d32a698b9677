/**
 * What happens to a thread before it goes back to its program: signals are taken, and an interrupted call is settled
 * (signal(7), "Interruption of system calls").
 */
import { SignalActionFlags } from '../generated/flags.ts';
import { Signal } from '../generated/signals.ts';
import { emptySignalInformation, type SignalAction, type SignalInformation } from '../generated/structs.ts';
import { INTERRUPTED, INTERRUPTED_RESTART } from '../kernel/result.ts';
import { Attention } from '../kernel/attention.ts';
import { type Thread, ThreadState } from '../kernel/thread.ts';
import { backToCall, setInterrupted, showArgument } from './call-result.ts';
import { dumpCore } from './core/core-dump.ts';
import { DEFAULT_HANDLER, IGNORE_HANDLER } from './process-signals.ts';
import { leaveSequence } from './restartable.ts';
import { noStack } from './thread-signals.ts';
import { exitStop, tellsExit } from './tracing/events.ts';
import { groupStop, nextStop, signalStop, stopSoon, takeInjected } from './tracing/stops.ts';

/** Taken before others: they belong to the instruction at hand (Linux: SYNCHRONOUS_MASK). */
const SYNCHRONOUS = [Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGILL, Signal.SIGTRAP, Signal.SIGFPE, Signal.SIGSYS];

/** Takes signals until none is left; false when the thread does not go on (over or stopped). */
export function attend(thread: Thread): boolean {
  const { process } = thread;
  for (;;) {
    if (thread.state === ThreadState.ended || process.ended !== undefined) return false;
    if (process.stopped) return false;
    if ((thread.attention & Attention.trace) !== 0) {
      if (nextStop(thread)) return false;
      const injected = takeInjected(thread);
      if (injected !== undefined) {
        const carried = thread.trace?.information ?? emptySignalInformation();
        if (injected !== 0) act(thread, injected, carried);
        continue;
      }
    }
    const signal = (thread.attention & Attention.signal) === 0 ? 0 : next(thread);
    if (signal === 0) {
      thread.signals.restoreMask();
      if ((thread.attention & Attention.signal) === 0) break;
      continue;
    }
    const information =
      thread.signals.pending.take(signal) ?? process.signals.pending.take(signal) ?? emptySignalInformation();
    process.signals.recalculate();
    if (thread.trace === undefined) act(thread, signal, information);
    else {
      signalStop(thread, signal, information);
      return false;
    }
  }
  if (thread.interruption !== 0) {
    // No handler ran: the call is made again, and goes on where it was.
    thread.interruption = 0;
    // A tracer sees it begin again.
    thread.inCall = thread.trace === undefined;
    makeAgain(thread);
  }
  return true;
}

/** The next signal to take, native: those of the thread before those of the process. */
function next(thread: Thread): number {
  const { signals, process } = thread;
  if (!signals.pending.set.empty) {
    for (const neutral of SYNCHRONOUS) {
      const signal = process.signals.nativeOf(neutral);
      if (signals.pending.set.has(signal) && !signals.mask.has(signal)) return signal;
    }
  }
  return signals.pending.set.firstOutside(signals.mask) || process.signals.pending.set.firstOutside(signals.mask);
}

function act(thread: Thread, signal: number, information: SignalInformation): void {
  const { process } = thread;
  const action = process.signals.action(signal);
  if (action.handler === IGNORE_HANDLER) return;
  if (action.handler !== DEFAULT_HANDLER) {
    handle(thread, signal, action, information);
    return;
  }
  switch (process.signals.defaultOf(signal)) {
    case 'ignore':
    case 'continue':
      return;
    case 'stop': {
      const always = signal === process.signals.nativeOf(Signal.SIGSTOP);
      if (!always && process.stubs.process.mayStop(process.pid) !== true) return;
      if (!groupStop(thread, signal)) process.processes.stop(process, signal);
      return;
    }
    case 'core':
      if (tellsExit(thread)) endSoon(thread, signal, information);
      else process.processes.terminate(process, signal, dumpCore(thread, signal, information));
      return;
    default:
      if (tellsExit(thread)) endSoon(thread, signal, information);
      else process.processes.terminate(process, signal);
  }
}

/** The tracer is told first; then the signal ends the process. */
function endSoon(thread: Thread, signal: number, information: SignalInformation): void {
  stopSoon(thread, exitStop(signal));
  if (thread.trace === undefined) return;
  thread.trace.injected = signal;
  thread.trace.information = information;
}

/** Enters a handler. One whose frame cannot be written causes SIGSEGV, and that one's ends the process (force_sigsegv). */
function handle(thread: Thread, signal: number, action: SignalAction, information: SignalInformation): void {
  const { process, signals } = thread;
  settleCall(thread, action);
  // A fault in the structures of a restartable sequence is one in the frame.
  const clean = leaveSequence(thread);
  const mask = signals.takeFrameMask();
  const stack = stackFor(thread, action);
  const { handler, flags } = action;
  if (
    !clean ||
    overflows(thread) ||
    !process.abi.frame.enter(thread, { signal, handler, information, flags, mask, stack })
  ) {
    const fault = process.signals.nativeOf(Signal.SIGSEGV);
    if (signal === fault) process.processes.terminate(process, signal, dumpCore(thread, signal, information));
    else forceFault(thread, fault, emptySignalInformation());
    return;
  }
  if (stack !== undefined && signals.stack.autoDisarm) {
    signals.stack = noStack();
  }
  if ((flags & SignalActionFlags.resetHandler) !== 0) {
    process.signals.setAction(signal, { ...action, handler: DEFAULT_HANDLER });
  }
  // What cannot be blocked is in neither of the two.
  signals.mask.addAll(action.mask);
  if ((flags & SignalActionFlags.noDefer) === 0) signals.mask.add(signal);
  signals.recalculate();
}

/** A call that a signal interrupted: EINTR, or made again after the handler returns. */
function settleCall(thread: Thread, action: SignalAction): void {
  const { interruption } = thread;
  if (interruption === 0) return;
  thread.interruption = 0;
  thread.completed();
  const wanted = interruption === INTERRUPTED && (action.flags & SignalActionFlags.restart) !== 0;
  if (wanted || interruption === INTERRUPTED_RESTART) makeAgain(thread);
  else setInterrupted(thread);
  if (thread.trace !== undefined) thread.trace.shows = false;
}

function makeAgain(thread: Thread): void {
  if (thread.trace?.shows === true) {
    showArgument(thread);
    thread.trace.shows = false;
  }
  backToCall(thread);
}

/** The top of the alternate stack, when the handler wants it and the thread is not on it already. */
function stackFor(thread: Thread, { flags }: SignalAction): number | undefined {
  const { stack } = thread.signals;
  if ((flags & SignalActionFlags.onStack) === 0 || stack.disabled || onAlternateStack(thread)) return undefined;
  return stack.address + stack.size;
}

/** Whether a frame would go beyond the alternate stack on which the thread is: Linux takes it for a stack that cannot be written. */
function overflows(thread: Thread): boolean {
  if (!onAlternateStack(thread)) return false;
  const { cpu, process, signals } = thread;
  const pointer = process.abi.bits === 32 ? cpu.gprLo(1) : cpu.gpr(1);
  return pointer - process.abi.frame.leastStack <= signals.stack.address;
}

/** Whether the stack pointer is within the alternate stack. */
export function onAlternateStack(thread: Thread): boolean {
  const { stack } = thread.signals;
  if (stack.disabled || stack.autoDisarm) return false;
  const { cpu, process } = thread;
  const pointer = process.abi.bits === 32 ? cpu.gprLo(1) : cpu.gpr(1);
  return pointer > stack.address && pointer <= stack.address + stack.size;
}

/**
 * A signal that the thread's own instruction caused. It cannot wait: blocked or ignored, it ends the process
 * (Linux: force_sig_fault).
 */
export function forceFault(thread: Thread, signal: number, information: SignalInformation): void {
  const { process, signals } = thread;
  const action = process.signals.action(signal);
  if (action.handler === IGNORE_HANDLER || signals.mask.has(signal)) {
    process.signals.setAction(signal, { ...action, handler: DEFAULT_HANDLER });
    signals.mask.delete(signal);
  }
  process.signals.generate(signal, information, thread);
}
