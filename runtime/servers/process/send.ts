/** kill(2) and tgkill(2): whom a signal reaches, and whether the sender may. */
import { Errno } from '../../generated/errors.ts';
import { Signal, SIGNAL_LIMIT } from '../../generated/signals.ts';
import type { SignalInformation } from '../../generated/structs.ts';
import { maySignal } from './permission.ts';
import type { ProcessEntry } from './process-entry.ts';
import type { ProcessTable } from './process-table.ts';

/** The kernel as a sender: it may signal everybody. */
const KERNEL = 0;

/** Success when one of the targets took it; signal 0 only asks. */
export function send(
  table: ProcessTable,
  sender: number,
  target: number,
  signal: number,
  information: SignalInformation,
): number {
  let result: number = Errno.ESRCH;
  for (const entry of targetsOf(table, sender, target)) {
    const one = deliver(table, sender, entry, 0, signal, information);
    if (one === 0 || result === Errno.ESRCH) result = one;
  }
  return result;
}

export function sendThread(
  table: ProcessTable,
  sender: number,
  group: number,
  tid: number,
  signal: number,
  information: SignalInformation,
): number {
  const entry = table.ofThread(tid);
  if (entry === undefined || entry.ending !== undefined) return Errno.ESRCH;
  if (group > 0 && entry.pid !== group) return Errno.ESRCH;
  return deliver(table, sender, entry, tid, signal, information);
}

function targetsOf(table: ProcessTable, sender: number, target: number): readonly ProcessEntry[] {
  if (target > 0) {
    const one = table.ofThread(target);
    return one === undefined ? [] : [one];
  }
  if (target === -1) return [...table.all()].filter(({ pid }) => pid !== sender && pid !== table.init.pid);
  const group = target === 0 ? table.get(sender)?.group : -target;
  return group === undefined ? [] : [...table.group(group)];
}

function deliver(
  table: ProcessTable,
  sender: number,
  entry: ProcessEntry,
  tid: number,
  signal: number,
  information: SignalInformation,
): number {
  // Linux looks for the target before it looks at the signal.
  if (signal < 0 || signal >= SIGNAL_LIMIT) return Errno.EINVAL;
  if (sender !== KERNEL) {
    const from = table.get(sender);
    if (from === undefined || !maySignal(from, entry, signal === Signal.SIGCONT)) return Errno.EPERM;
  }
  // One that is over still has its number: the signal is sent and has no effect.
  if (signal === 0 || entry.recipient === undefined) return 0;
  return entry.recipient.deliver(tid, signal, { ...information, signal });
}
