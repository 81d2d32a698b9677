/** Process groups and sessions: setpgid(2), setsid(2), and what it means that a group is orphaned. */
import { Errno } from '../../generated/errors.ts';
import type { ProcessTable } from './process-table.ts';

/** setpgid(2): `caller` puts itself or a child into a group. */
export function setGroup(table: ProcessTable, caller: number, pid: number, group: number): number {
  if (group < 0) return Errno.EINVAL;
  const self = table.get(caller);
  const entry = table.get(pid === 0 ? caller : pid);
  if (self === undefined || entry === undefined || entry.ending !== undefined) return Errno.ESRCH;
  if (entry !== self) {
    if (entry.parent !== self) return Errno.ESRCH;
    if (entry.session !== self.session) return Errno.EPERM;
    if (entry.executed) return Errno.EACCES;
  }
  if (entry.session === entry.pid) return Errno.EPERM;
  const to = group === 0 ? entry.pid : group;
  if (to !== entry.pid && !groupInSession(table, to, self.session)) return Errno.EPERM;
  entry.group = to;
  return 0;
}

/** setsid(2): answers the new session. */
export function setSession(table: ProcessTable, pid: number): number {
  const entry = table.get(pid);
  if (entry === undefined) return Errno.ESRCH;
  for (const _member of table.group(pid)) return Errno.EPERM;
  entry.session = pid;
  entry.group = pid;
  return pid;
}

function groupInSession(table: ProcessTable, group: number, session: number): boolean {
  for (const member of table.group(group)) if (member.session === session) return true;
  return false;
}

/**
 * POSIX 3.264: a group is orphaned when the parent of every member is a member itself or of another session. A process that
 * is over counts no more; one whose parent is init has no parent in its session.
 */
export function isOrphaned(table: ProcessTable, group: number): boolean {
  for (const { ending, parent, session, group: own, accompanied } of table.group(group)) {
    if (ending !== undefined || parent === undefined) continue;
    if (accompanied) return false;
    if (parent !== table.init && parent.session === session && parent.group !== own) return false;
  }
  return true;
}

export function hasStopped(table: ProcessTable, group: number): boolean {
  for (const member of table.group(group)) if (member.stopped && member.ending === undefined) return true;
  return false;
}
