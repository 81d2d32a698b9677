/** wait(2): which children a caller means, and what there is to tell of them. */
import { WaitKind, WaitSelector } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { WaitOptions } from '../../generated/flags.ts';
import { Signal } from '../../generated/signals.ts';
import { emptyResourceUsage, type ExitStatus } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { Change, ProcessEntry } from './process-entry.ts';
import type { ProcessTable } from './process-table.ts';
import { addUsage } from './resource-usage.ts';
import { forget, type Tracee } from './tracing.ts';

export function wait(
  table: ProcessTable,
  parent: ProcessEntry,
  selector: number,
  id: number,
  options: number,
  released: (tracee: Tracee) => void,
): ExitStatus | Errno {
  let some = false;
  for (const tracee of parent.tracees) {
    const { entry, tid } = tracee;
    if (!isMeant(parent, entry, selector, id, tid)) continue;
    some = true;
    const change = changeOfTraced(tracee, options);
    if (change === undefined) continue;
    const over = entry.ending === change;
    const usage = over ? addUsage(entry.usage, entry.childrenUsage) : emptyResourceUsage();
    const status = { pid: tid, kind: change.kind, code: change.code, user: entry.credentials.user, usage };
    if ((options & WaitOptions.noWait) === 0) takeTraced(table, parent, tracee, change, released);
    return status;
  }
  for (const child of parent.children) {
    if (!isMeant(parent, child, selector, id) || !isKind(child, options)) continue;
    some = true;
    // Whoever traces it is told first.
    if (child.traced.has(child.pid)) continue;
    const change = changeOf(child, options);
    if (change === undefined) continue;
    const usage = child.ending === change ? addUsage(child.usage, child.childrenUsage) : emptyResourceUsage();
    const status = { pid: child.pid, kind: change.kind, code: change.code, user: child.credentials.user, usage };
    if ((options & WaitOptions.noWait) === 0) take(table, parent, child, change);
    return status;
  }
  if (!some) return Errno.ECHILD;
  if ((options & WaitOptions.noHang) === 0) return WOULD_BLOCK;
  return { pid: 0, kind: WaitKind.exited, code: 0, user: 0, usage: emptyResourceUsage() };
}

function isMeant(parent: ProcessEntry, child: ProcessEntry, selector: number, id: number, number = child.pid): boolean {
  switch (selector) {
    case WaitSelector.any:
      return true;
    case WaitSelector.group:
      return child.group === (id === 0 ? parent.group : id);
    default:
      return number === id;
  }
}

/** Children made by clone with another signal than SIGCHLD are only met with __WCLONE or __WALL. */
function isKind(child: ProcessEntry, options: number): boolean {
  if ((options & WaitOptions.allChildren) !== 0) return true;
  return (child.exitSignal !== Signal.SIGCHLD) === ((options & WaitOptions.cloneChildren) !== 0);
}

/** What happened to a traced thread: stops are told also to whoever has not asked for them. */
function changeOfTraced(tracee: Tracee, options: number): Change | undefined {
  const { change, entry } = tracee;
  const ending = tracee.isFirst ? entry.ending : tracee.ending;
  if (ending !== undefined) return (options & WaitOptions.exited) !== 0 ? ending : undefined;
  return change ?? (tracee.isFirst && entry.parent === tracee.tracer ? changeOf(entry, options) : undefined);
}

function takeTraced(
  table: ProcessTable,
  parent: ProcessEntry,
  tracee: Tracee,
  change: Change,
  released: (tracee: Tracee) => void,
): void {
  const { entry } = tracee;
  if (change === tracee.change) tracee.change = undefined;
  else if (change === entry.change) entry.change = undefined;
  else if (tracee.isFirst && entry.parent === parent) {
    forget(tracee);
    take(table, parent, entry, change);
  } else released(tracee);
}

function changeOf(child: ProcessEntry, options: number): Change | undefined {
  const { ending, change } = child;
  if (ending !== undefined) return (options & WaitOptions.exited) !== 0 ? ending : undefined;
  if (change === undefined) return undefined;
  const asked = change.kind === WaitKind.continued ? WaitOptions.continued : WaitOptions.stopped;
  return (options & asked) !== 0 ? change : undefined;
}

function take(table: ProcessTable, parent: ProcessEntry, child: ProcessEntry, change: Change): void {
  if (child.ending !== change) {
    child.change = undefined;
    return;
  }
  parent.childrenUsage = addUsage(parent.childrenUsage, addUsage(child.usage, child.childrenUsage));
  table.remove(child);
}
