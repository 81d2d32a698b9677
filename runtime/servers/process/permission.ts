/** Who may do what to another process: kill(2), setpriority(2), setuid(2). */
import type { Credentials } from '../../generated/structs.ts';
import type { ProcessEntry } from './process-entry.ts';

/** Root's rights, which Linux calls capabilities; k42 has them together. */
export function isPrivileged({ effectiveUser }: Credentials): boolean {
  return effectiveUser === 0;
}

/** kill(2): the sender's real or effective user is the target's real or saved one; SIGCONT within a session always. */
export function maySignal(sender: ProcessEntry, target: ProcessEntry, isContinue: boolean): boolean {
  const from = sender.credentials;
  const to = target.credentials;
  if (isPrivileged(from)) return true;
  if (isContinue && sender.session === target.session) return true;
  return (
    from.user === to.user ||
    from.user === to.savedUser ||
    from.effectiveUser === to.user ||
    from.effectiveUser === to.savedUser
  );
}

/** Without rights a process may only shuffle the identities it has, and keeps its groups. */
export function mayBecome(now: Credentials, wanted: Credentials): boolean {
  if (isPrivileged(now)) return true;
  const users = [now.user, now.effectiveUser, now.savedUser, now.fileUser];
  const groups = [now.group, now.effectiveGroup, now.savedGroup, now.fileGroup];
  return (
    [wanted.user, wanted.effectiveUser, wanted.savedUser, wanted.fileUser].every((id) => users.includes(id)) &&
    [wanted.group, wanted.effectiveGroup, wanted.savedGroup, wanted.fileGroup].every((id) => groups.includes(id)) &&
    wanted.groups.length === now.groups.length &&
    wanted.groups.every((id, index) => id === now.groups[index])
  );
}
