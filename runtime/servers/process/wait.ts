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

export function wait(
  table: ProcessTable,
  parent: ProcessEntry,
  selector: number,
  id: number,
  options: number,
): ExitStatus | Errno {
  let some = false;
  for (const child of parent.children) {
    if (!isMeant(parent, child, selector, id) || !isKind(child, options)) continue;
    some = true;
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

function isMeant(parent: ProcessEntry, child: ProcessEntry, selector: number, id: number): boolean {
  switch (selector) {
    case WaitSelector.any:
      return true;
    case WaitSelector.group:
      return child.group === (id === 0 ? parent.group : id);
    default:
      return child.pid === id;
  }
}

/** Children made by clone with another signal than SIGCHLD are only met with __WCLONE or __WALL. */
function isKind(child: ProcessEntry, options: number): boolean {
  if ((options & WaitOptions.allChildren) !== 0) return true;
  return (child.exitSignal !== Signal.SIGCHLD) === ((options & WaitOptions.cloneChildren) !== 0);
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
