/** What a tracer is told besides signals and calls: new processes and threads, exec, and the end. */
import { CloneFlags, TraceOptions } from '../../generated/flags.ts';
import { Signal } from '../../generated/signals.ts';
import { emptySignalInformation } from '../../generated/structs.ts';
import type { Thread } from '../../kernel/thread.ts';
import { beginTracing } from './start.ts';
import { stopSoon, stopWithin } from './stops.ts';
import { EVENT, TraceEvent } from './trace.ts';

/** A thread has made another one; true when it is going to stop for that within the call, before it waits for a vfork. */
export function childMade(maker: Thread, child: Thread, flags: number, exitSignal: number): boolean {
  const { trace } = maker;
  if (trace === undefined || (flags & CloneFlags.untraced) !== 0) return false;
  const vfork = (flags & CloneFlags.vfork) !== 0;
  const plain = exitSignal === Signal.SIGCHLD && (flags & CloneFlags.thread) === 0;
  const event = vfork ? TraceEvent.vfork : plain ? TraceEvent.fork : TraceEvent.clone;
  const option = vfork ? TraceOptions.vfork : plain ? TraceOptions.fork : TraceOptions.clone;
  const told = (trace.options & option) !== 0;
  if (told || (flags & CloneFlags.ptrace) !== 0) {
    beginTracing(child, trace.tracer, trace.seized, trace.options);
    if (trace.seized) stopSoon(child, { kind: 'event', code: Signal.SIGTRAP + TraceEvent.stop * EVENT });
    else child.process.signals.generate(child.process.signals.native('SIGSTOP'), emptySignalInformation(), child);
  }
  if (!told) return false;
  const stop = { kind: 'event', code: Signal.SIGTRAP + event * EVENT, message: child.tid } as const;
  if (vfork) stopWithin(maker, stop);
  else stopSoon(maker, stop);
  return vfork;
}

/** The child of a vfork has its own program or is over. */
export function vforkDone(maker: Thread, pid: number): void {
  if (maker.trace === undefined || (maker.trace.options & TraceOptions.vforkDone) === 0) return;
  stopSoon(maker, { kind: 'event', code: Signal.SIGTRAP + TraceEvent.vforkDone * EVENT, message: pid });
}

/** A new program is about to begin; `former` is the number that the thread had. */
export function executed(thread: Thread, former: number): void {
  const { trace, process } = thread;
  if (trace === undefined) return;
  if ((trace.options & TraceOptions.exec) !== 0)
    stopSoon(thread, { kind: 'event', code: Signal.SIGTRAP + TraceEvent.exec * EVENT, message: former });
  else if (!trace.seized) {
    const information = emptySignalInformation();
    information.pid = process.pid;
    process.signals.generate(process.signals.native('SIGTRAP'), information, thread);
  }
}

/** A thread is about to end: true the first time, when its tracer wants to be told. `status` is a status word. */
export function tellsExit(thread: Thread): boolean {
  const { trace } = thread;
  if (trace === undefined || trace.exiting || (trace.options & TraceOptions.exit) === 0) return false;
  trace.exiting = true;
  return true;
}

export function exitStop(status: number) {
  return { kind: 'event', code: Signal.SIGTRAP + TraceEvent.exit * EVENT, message: status } as const;
}
