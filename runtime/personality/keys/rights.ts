/** What a caller may do with a key (key_task_permission of security/keys/permission.c). */
import { Errno } from '../../generated/errors.ts';
import type { Thread } from '../../kernel/thread.ts';
import { ALL_RIGHTS, GROUP, type Key, KeyRight, POSSESSOR, USER } from './key.ts';

/** 0 or EACCES. @param possessed it was found from the caller's own rings */
export function permits({ process }: Thread, key: Key, possessed: boolean, right: number): 0 | Errno {
  const { fileUser, fileGroup, groups } = process.credentials;
  const { user, group, permissions } = key;
  const grouped = ((permissions >>> GROUP) & ALL_RIGHTS) !== 0 && (group === fileGroup || groups.includes(group));
  let rights = permissions;
  if (user === fileUser) rights = permissions >>> USER;
  else if (grouped) rights = permissions >>> GROUP;
  if (possessed) rights |= permissions >>> POSSESSOR;
  return (rights & right) === right ? 0 : Errno.EACCES;
}

/** What of its state keeps it from being used (key_validate). */
export function validity(key: Key, now: number): 0 | Errno {
  if (key.revoked) return Errno.EKEYREVOKED;
  return key.end <= now ? Errno.EKEYEXPIRED : 0;
}

/** The rings that a caller looks into, in order: thread, process, session. */
export function ownRings(thread: Thread): Key[] {
  const { keys, credentials } = thread.process;
  const session = keys.session ?? keys.table.ofUser(credentials.user).session;
  return [keys.thread(thread), keys.process, session].filter((ring) => ring !== undefined);
}

/** Whether it can be found from the caller's rings: it may be searched for, and so may the rings on the way. */
export function possesses(thread: Thread, key: Key): boolean {
  return (
    permits(thread, key, true, KeyRight.search) === 0 && ownRings(thread).some((ring) => reaches(thread, ring, key, 0))
  );
}

const DEEPEST = 6;

function reaches(thread: Thread, ring: Key, key: Key, depth: number): boolean {
  if (ring === key) return true;
  if (ring.links === undefined || depth > DEEPEST || permits(thread, ring, true, KeyRight.search) !== 0) return false;
  if (ring.links.get(key.name) === key) return true;
  for (const below of ring.links.values()) {
    if (below.links !== undefined && reaches(thread, below, key, depth + 1)) return true;
  }
  return false;
}
