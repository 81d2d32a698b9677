/** utimensat(2) on a node of a memory tree. */
import { Errno } from '../../generated/errors.ts';
import { AccessMode } from '../../generated/flags.ts';
import type { Credentials, FileStatus, TimeChange, TimePair, Timespec } from '../../generated/structs.ts';
import type { MemoryNodes } from './memory-nodes.ts';
import { copyTime, type Node } from './node.ts';
import { isOwner, mayAccess } from './permission.ts';

/** Whether times may be set: to the present by whoever may write, to anything else by the owner. */
export function mayTouch(status: FileStatus, times: TimePair, credentials: Credentials): 0 | Errno {
  if (isOwner(status, credentials)) return 0;
  if (!times.accessed.now || !times.modified.now) return Errno.EPERM;
  return mayAccess(status, AccessMode.write, credentials) ? 0 : Errno.EACCES;
}

export function setTimes(tree: MemoryNodes, node: Node, times: TimePair, credentials: Credentials): 0 | Errno {
  if (times.accessed.omit && times.modified.omit) return 0;
  const allowed = mayTouch(node, times, credentials);
  if (allowed < 0) return allowed;
  tree.changed(node);
  apply(times.accessed, node.accessed, node.changed);
  apply(times.modified, node.modified, node.changed);
  return 0;
}

function apply(change: TimeChange, time: Timespec, now: Timespec): void {
  if (!change.omit) copyTime(change.now ? now : change.time, time);
}
