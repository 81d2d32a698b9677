/** Who traces whom, and what tracers were not told yet: ptrace(2). The server knows threads by number only. */
import { Errno } from '../../generated/errors.ts';
import type { Change, ProcessEntry } from './process-entry.ts';
import type { ProcessTable } from './process-table.ts';

/** A traced thread. */
export class Tracee {
  readonly tid: number;
  readonly entry: ProcessEntry;
  readonly tracer: ProcessEntry;
  /** It stopped, and nobody has asked yet. */
  change: Change | undefined;
  /** It is over, and is not the first thread: that one's end is the process's. */
  ending: Change | undefined;

  constructor(tid: number, entry: ProcessEntry, tracer: ProcessEntry) {
    this.tid = tid;
    this.entry = entry;
    this.tracer = tracer;
  }

  get isFirst(): boolean {
    return this.tid === this.entry.pid;
  }
}

export function trace(table: ProcessTable, tracer: number, tid: number): number {
  const by = table.get(tracer);
  const entry = table.ofThread(tid);
  if (by === undefined || entry === undefined || entry.ending !== undefined) return Errno.ESRCH;
  if (entry.traced.has(tid)) return Errno.EPERM;
  const tracee = new Tracee(tid, entry, by);
  entry.traced.set(tid, tracee);
  by.tracees.add(tracee);
  return 0;
}

/** Takes the two apart. */
export function forget(tracee: Tracee): void {
  tracee.entry.traced.delete(tracee.tid);
  tracee.tracer.tracees.delete(tracee);
}

/** The traced thread of a number; its process may be gone from the table's threads. */
export function traceeOf(table: ProcessTable, tid: number): Tracee | undefined {
  return table.ofThread(tid)?.traced.get(tid);
}

/** Who waits for the end of a process before its parent does. */
export function firstTracer({ pid, traced, parent }: ProcessEntry): ProcessEntry | undefined {
  const tracer = traced.get(pid)?.tracer;
  return tracer === parent ? undefined : tracer;
}
