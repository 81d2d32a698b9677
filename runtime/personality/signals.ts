/**
 * Mask, actions and pending signals of the caller, as spec/servers/signals.yaml promises. What goes to oneself stays here;
 * the rest goes through the process server, which knows who may.
 */
import { SignalHow } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { Signals as SignalsInterface } from '../generated/servers/signals.ts';
import { Signal } from '../generated/signals.ts';
import {
  emptySignalInformation,
  type SignalAction,
  type SignalInformation,
  type SignalStack,
  type Timespec,
} from '../generated/structs.ts';
import { INTERRUPTED_NO_RESTART, KEEP } from '../kernel/result.ts';
import type { Thread } from '../kernel/thread.ts';
import { SignalCode } from './process-signals.ts';
import { checkFloatingPoint } from './program-fault.ts';
import { forceFault, onAlternateStack } from './signal-delivery.ts';
import { SignalSet } from './signal-set.ts';

export class Signals implements SignalsInterface {
  getAction(thread: Thread, signal: number): SignalAction | Errno {
    const native = this.#native(thread, signal);
    return native === 0 ? Errno.EINVAL : thread.process.signals.action(native);
  }

  setAction(thread: Thread, signal: number, action?: SignalAction): SignalAction | Errno {
    const { process } = thread;
    const native = this.#native(thread, signal);
    if (native === 0) return Errno.EINVAL;
    const before = process.signals.action(native);
    if (action === undefined) return before;
    if (signal === Signal.SIGKILL || signal === Signal.SIGSTOP) return Errno.EINVAL;
    process.signals.setAction(native, { ...action, mask: process.signals.blockable(action.mask.clone()) });
    if (signal === Signal.SIGCHLD) process.stubs.process.ignoreChildren(process.pid, process.signals.ignoresChildren);
    return before;
  }

  getMask(thread: Thread): SignalSet {
    return thread.signals.mask;
  }

  setMask(thread: Thread, how: number, set?: SignalSet): SignalSet {
    const { mask } = thread.signals;
    const before = mask.clone();
    if (set === undefined) return before;
    const next = how === SignalHow.setMask ? set.clone() : mask.clone();
    if (how === SignalHow.block) next.addAll(set);
    if (how === SignalHow.unblock) next.deleteAll(set);
    thread.signals.setMask(thread.process.signals.blockable(next));
    return before;
  }

  getPending(thread: Thread): SignalSet {
    const pending = thread.signals.pending.set.clone().addAll(thread.process.signals.pending.set);
    const open = pending.clone().deleteAll(thread.signals.mask);
    return pending.deleteAll(open);
  }

  suspend(thread: Thread, set: SignalSet): number {
    thread.process.signals.maskUntilReturn(thread, set.clone());
    return thread.interrupted() ? INTERRUPTED_NO_RESTART : thread.block([]);
  }

  pause(thread: Thread): number {
    return thread.interrupted() ? INTERRUPTED_NO_RESTART : thread.block([]);
  }

  wait(thread: Thread, set: SignalSet, timeout?: Timespec): SignalInformation | Errno {
    const { process, signals } = thread;
    const outside = ALL.clone().deleteAll(process.signals.blockable(set.clone()));
    const signal = signals.pending.set.firstOutside(outside) || process.signals.pending.set.firstOutside(outside);
    signals.awaited = undefined;
    if (signal !== 0) {
      const information = signals.pending.take(signal) ?? process.signals.pending.take(signal);
      process.signals.recalculate();
      if (information !== undefined) return information;
    }
    if (timeout !== undefined && (timeout.seconds < 0 || timeout.nanoseconds >= 1e9)) return Errno.EINVAL;
    if (timeout !== undefined && timeout.seconds === 0 && timeout.nanoseconds === 0) return Errno.EAGAIN;
    if (thread.timedOut()) return Errno.EAGAIN;
    if (thread.interrupted()) return Errno.EINTR;
    signals.awaited = set.clone();
    return thread.block([], timeout === undefined ? undefined : thread.deadlineAfter(timeout));
  }

  getStack(thread: Thread): SignalStack {
    return { ...thread.signals.stack, onStack: onAlternateStack(thread) };
  }

  setStack(thread: Thread, stack?: SignalStack): SignalStack | Errno {
    const before = this.getStack(thread);
    if (stack === undefined) return before;
    if (before.onStack) return Errno.EPERM;
    if (!stack.disabled && stack.size < thread.process.abi.frame.leastStack) return Errno.ENOMEM;
    thread.signals.stack = stack.disabled ? { ...stack, address: 0, size: 0 } : { ...stack };
    return before;
  }

  send(thread: Thread, target: number, signal?: number): number {
    const { process } = thread;
    const information = this.#from(thread, SignalCode.user);
    // K42: a signal to oneself needs no server.
    if (target === process.pid) return this.#generate(thread, signal, information, undefined);
    return process.stubs.process.signal(process.pid, target, signal ?? 0, information);
  }

  sendThread(thread: Thread, group: number, tid: number, signal?: number): number {
    const { process } = thread;
    if (tid <= 0 || group < 0) return Errno.EINVAL;
    const information = this.#from(thread, SignalCode.thread);
    const own = process.threads.find((one) => one.tid === tid);
    if (own !== undefined && (group === 0 || group === process.pid))
      return this.#generate(thread, signal, information, own);
    return process.stubs.process.signalThread(process.pid, group, tid, signal ?? 0, information);
  }

  queue(
    thread: Thread,
    target: number,
    tid: number,
    signal: number | undefined,
    information: SignalInformation,
  ): number {
    const { process } = thread;
    // Only the kernel says that it sent something itself.
    const pretends = information.code >= 0 || information.code === SignalCode.thread;
    if (pretends && target !== process.pid) return Errno.EPERM;
    if (tid !== 0) return process.stubs.process.signalThread(process.pid, target, tid, signal ?? 0, information);
    if (target === process.pid) return this.#generate(thread, signal, information, undefined);
    return target <= 0 ? Errno.ESRCH : process.stubs.process.signal(process.pid, target, signal ?? 0, information);
  }

  return(thread: Thread): number {
    if (!thread.process.abi.frame.leave(thread)) {
      forceFault(thread, thread.process.signals.native('SIGSEGV'), emptySignalInformation());
    }
    checkFloatingPoint(thread);
    return KEEP;
  }

  swapContext(thread: Thread, save: number, load: number, size: number): number {
    const { frame } = thread.process.abi;
    if (frame.swap === undefined) return Errno.ENOSYS;
    const error = frame.swap(thread, save, load, size);
    checkFloatingPoint(thread);
    return error ?? KEEP;
  }

  #native(thread: Thread, signal: number): number {
    return thread.process.abi.signals.toNative[signal] ?? 0;
  }

  #generate(
    thread: Thread,
    signal: number | undefined,
    information: SignalInformation,
    target: Thread | undefined,
  ): number {
    if (signal === undefined || signal === 0) return 0;
    const native = this.#native(thread, signal);
    if (native === 0) return Errno.EINVAL;
    return thread.process.signals.generate(native, information, target);
  }

  #from(thread: Thread, code: number): SignalInformation {
    const information = emptySignalInformation();
    information.code = code;
    information.pid = thread.process.pid;
    information.user = thread.process.credentials.user;
    return information;
  }
}

const ALL = new SignalSet();
ALL.words.fill(0xffff_ffff);
