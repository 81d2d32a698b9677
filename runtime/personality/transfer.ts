/** process_vm_readv(2) and process_vm_writev(2): bytes between the caller and another process, up to the first fault. */
import { Errno } from '../generated/errors.ts';
import type { IoVector } from '../generated/structs.ts';
import type { Lease } from '../kernel/lease.ts';
import type { Thread } from '../kernel/thread.ts';
import type { GuestProcess } from './process.ts';

const PIECE = 65_536;

export function transfer(
  thread: Thread,
  pid: number,
  local: Lease,
  remote: readonly IoVector[],
  write: boolean,
): number {
  let left = local.length;
  if (left === 0 || remote.every(({ length }) => length === 0)) return 0;
  const other = thread.process.processes.all.get(pid);
  if (other === undefined) return Errno.ESRCH;
  if (!mayTouch(thread.process, other)) return Errno.EPERM;
  const buffer = new Uint8Array(Math.min(PIECE, left));
  let total = 0;
  for (const { base, length } of remote) {
    for (let done = 0; done < length && left > 0; ) {
      const wanted = Math.min(buffer.length, length - done, left);
      const count = write
        ? other.space.copyOut(base + done, buffer, 0, local.take(buffer, 0, wanted))
        : local.put(buffer, 0, other.space.copyIn(base + done, buffer, 0, wanted));
      total += count;
      done += count;
      left -= count;
      if (count < wanted) return total > 0 ? total : Errno.EFAULT;
    }
  }
  return total;
}

/** As one that debugs another: its own, or one of all of whose users it is, and that may be looked at. */
export function mayTouch(caller: GuestProcess, other: GuestProcess): boolean {
  if (caller === other || caller.credentials.effectiveUser === 0) return true;
  const { user, group } = caller.credentials;
  const it = other.credentials;
  const users = [it.user, it.effectiveUser, it.savedUser];
  const groups = [it.group, it.effectiveGroup, it.savedGroup];
  return other.dumpable === 1 && users.every((id) => id === user) && groups.every((id) => id === group);
}
