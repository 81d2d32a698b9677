/** What a tracer asks for (kernel/ptrace.c): who may trace whom, and how a thread that stands still goes on. */
import { Errno } from '../../generated/errors.ts';
import type { Tracing as TracingInterface } from '../../generated/servers/tracing.ts';
import { Signal } from '../../generated/signals.ts';
import { emptySignalInformation, type SignalInformation } from '../../generated/structs.ts';
import { Attention } from '../../kernel/attention.ts';
import { type Thread, ThreadState } from '../../kernel/thread.ts';
import type { SignalSet } from '../signal-set.ts';
import { mayTouch } from '../transfer.ts';
import { beginTracing, endTracing } from './start.ts';
import { groupGoesOn, stopAt, stopSoon } from './stops.ts';
import { EVENT, type Trace, TraceEvent } from './trace.ts';

export class Tracing implements TracingInterface {
  offer(thread: Thread): number {
    const { process } = thread;
    const parent = process.processes.all.get(process.stubs.process.getParent(process.pid));
    if (thread.trace !== undefined || parent === undefined) return Errno.EPERM;
    return beginTracing(thread, parent, false, 0);
  }

  attach(thread: Thread, tid: number): number {
    const target = this.#begin(thread, tid, false, 0);
    if (typeof target === 'number') return target;
    const { process } = target;
    if (!stopsAlready(target)) process.signals.generate(process.signals.native('SIGSTOP'), sentBy(thread), target);
    return 0;
  }

  seize(thread: Thread, tid: number, options: number): number {
    const target = this.#begin(thread, tid, true, options);
    if (typeof target === 'number') return target;
    stopsAlready(target);
    return 0;
  }

  #begin(thread: Thread, tid: number, seized: boolean, options: number): Thread | number {
    const target = thread.process.processes.thread(tid);
    if (target === undefined) return Errno.ESRCH;
    if (target.process === thread.process || !mayTouch(thread.process, target.process)) return Errno.EPERM;
    return beginTracing(target, thread.process, seized, options) || target;
  }

  detach(thread: Thread, tid: number, signal = 0): number {
    const target = stopped(thread, tid);
    if (typeof target === 'number') return target;
    const { signals } = target.process;
    const native = signals.nativeOf(signal);
    const information = informationFor(thread, target, native);
    endTracing(target);
    if (native !== 0) signals.generate(native, information, target);
    return 0;
  }

  resume(thread: Thread, tid: number, how: number, signal = 0): number {
    const target = stopped(thread, tid);
    if (typeof target === 'number') return target;
    const trace = target.trace as Trace;
    const native = target.process.signals.nativeOf(signal);
    const { stop } = trace;
    trace.information = informationFor(thread, target, native);
    trace.how = how;
    trace.stop = undefined;
    trace.listening = false;
    trace.continued = false;
    target.process.stubs.process.untrap(tid);
    if (stop?.kind === 'signal') {
      trace.injected = native;
      target.attention |= Attention.trace;
    } else if (native !== 0 && stop !== undefined && stop.kind !== 'group') {
      target.process.signals.generate(native, trace.information, target);
    }
    target.state = ThreadState.ready;
    target.processor.scheduler.ready(target);
    return 0;
  }

  interrupt(thread: Thread, tid: number): number {
    const target = followed(thread, tid);
    if (typeof target === 'number') return target;
    const trace = target.trace as Trace;
    if (!trace.seized) return Errno.EIO;
    const stop = { kind: 'event', code: Signal.SIGTRAP + TraceEvent.stop * EVENT } as const;
    if (trace.listening) {
      trace.listening = false;
      stopAt(target, stop);
    } else if (trace.stop?.kind !== 'group' && !trace.queue.some(({ code }) => code === stop.code)) {
      stopSoon(target, stop);
      if (target.state !== ThreadState.traced) target.wakeForSignal();
    }
    return 0;
  }

  listen(thread: Thread, tid: number): number {
    const target = stopped(thread, tid);
    if (typeof target === 'number') return target;
    const trace = target.trace as Trace;
    if (!trace.seized) return Errno.EIO;
    if (trace.stop?.kind !== 'group' && Math.floor((trace.stop?.code ?? 0) / EVENT) !== TraceEvent.stop)
      return Errno.EIO;
    target.process.stubs.process.untrap(tid);
    trace.listening = true;
    if (trace.continued) groupGoesOn(target);
    return 0;
  }

  kill(thread: Thread, tid: number): number {
    const target = followed(thread, tid);
    if (typeof target === 'number') return target;
    const { process } = target;
    process.processes.terminate(process, process.signals.native('SIGKILL'));
    return 0;
  }

  setOptions(thread: Thread, tid: number, options: number): number {
    const target = stopped(thread, tid);
    if (typeof target === 'number') return target;
    (target.trace as Trace).options = options;
    return 0;
  }

  getMessage(thread: Thread, tid: number): number {
    const target = stopped(thread, tid);
    return typeof target === 'number' ? target : (target.trace as Trace).message;
  }

  getInformation(thread: Thread, tid: number): SignalInformation | Errno {
    const target = stopped(thread, tid);
    if (typeof target === 'number') return target;
    const trace = target.trace as Trace;
    const { stop } = trace;
    if (stop === undefined || (stop.kind === 'group' && !trace.seized)) return Errno.EINVAL;
    if (stop.information !== undefined) return stop.information;
    const information = emptySignalInformation();
    information.signal = stop.code % 128;
    information.code = nativeCode(target, stop.code);
    information.pid = target.tid;
    information.user = target.process.credentials.user;
    return information;
  }

  setInformation(thread: Thread, tid: number, information: SignalInformation): number {
    const target = stopped(thread, tid);
    if (typeof target === 'number') return target;
    const trace = target.trace as Trace;
    if (trace.stop?.information === undefined) return Errno.EINVAL;
    trace.stop = { ...trace.stop, information: { ...information } };
    return 0;
  }

  getMask(thread: Thread, tid: number): SignalSet | Errno {
    const target = stopped(thread, tid);
    return typeof target === 'number' ? target : target.signals.mask;
  }

  setMask(thread: Thread, tid: number, mask: SignalSet): number {
    const target = stopped(thread, tid);
    if (typeof target === 'number') return target;
    target.signals.setMask(target.process.signals.blockable(mask));
    return 0;
  }
}

/** A thread that the caller follows, or ESRCH. */
function followed(thread: Thread, tid: number): Thread | Errno {
  const target = thread.process.processes.thread(tid);
  return target?.trace?.tracer === thread.process ? target : Errno.ESRCH;
}

/** The same, and it stands still. */
export function stopped(thread: Thread, tid: number): Thread | Errno {
  const target = followed(thread, tid);
  if (typeof target === 'number') return target;
  return target.state === ThreadState.traced && target.trace?.listening === false ? target : Errno.ESRCH;
}

/** What a signal carries: as it came, when the tracer lets it through. */
function informationFor(tracer: Thread, { trace }: Thread, native: number): SignalInformation {
  const { signal, information } = trace?.stop ?? {};
  return signal === native && information !== undefined ? information : sentBy(tracer);
}

function sentBy({ process }: Thread): SignalInformation {
  const information = emptySignalInformation();
  information.pid = process.pid;
  information.user = process.credentials.user;
  return information;
}

/** si_code of a stop that is no signal: its code with the native signal. */
function nativeCode({ process }: Thread, code: number): number {
  return process.signals.nativeOf(code % 128) + Math.floor(code / 128) * 128;
}

/** A process that job control has stopped stops for its tracer at once; answers whether it was so. */
function stopsAlready(target: Thread): boolean {
  const { process, trace } = target;
  if (!process.stopped || trace === undefined) return false;
  if (process.threads.every((one) => one.trace !== undefined)) process.stopped = false;
  if (target.state === ThreadState.blocked) target.wake();
  const code = Signal.SIGSTOP + (trace.seized ? TraceEvent.stop * EVENT : 0);
  stopAt(target, { kind: 'group', code });
  return true;
}
