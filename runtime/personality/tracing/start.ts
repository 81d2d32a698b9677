/** How tracing begins and ends. */
import { TraceOptions } from '../../generated/flags.ts';
import { Attention } from '../../kernel/attention.ts';
import { type Thread, ThreadState } from '../../kernel/thread.ts';
import type { GuestProcess } from '../process.ts';
import { backToCall, showArgument } from '../call-result.ts';
import { Trace } from './trace.ts';

/** Answers 0, or why not. */
export function beginTracing(thread: Thread, tracer: GuestProcess, seized: boolean, options: number): number {
  const result = tracer.stubs.process.trace(tracer.pid, thread.tid);
  if (result < 0) return result;
  thread.trace = new Trace(tracer, seized, options);
  tracer.processes.traced.add(thread);
  return 0;
}

/** Nobody follows the thread any more. It goes on; the caller has seen to the signal that it stopped for. */
export function endTracing(thread: Thread): void {
  const { process, trace } = thread;
  if (trace?.beforeCall === true) backToCall(thread);
  if (trace?.shows === true || trace?.filtering === true) showArgument(thread);
  process.processes.traced.delete(thread);
  thread.trace = undefined;
  thread.attention &= ~Attention.trace;
  process.stubs.process.untrace(thread.tid);
  if (thread.state !== ThreadState.traced) return;
  thread.state = ThreadState.ready;
  thread.processor.scheduler.ready(thread);
}

/** A process that traced others is over: they are left alone, or end with it. */
export function tracerEnded(tracer: GuestProcess): void {
  const { traced } = tracer.processes;
  if (traced.size === 0) return;
  for (const thread of [...traced]) {
    const { trace, process } = thread;
    if (trace?.tracer !== tracer || process.ended !== undefined) continue;
    const kills = (trace.options & TraceOptions.killOnExit) !== 0;
    endTracing(thread);
    if (kills) process.processes.terminate(process, process.signals.native('SIGKILL'));
  }
}
