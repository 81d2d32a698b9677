/** Who may do what to another process: kill(2), setpriority(2), setuid(2). */
import { ProcessRights } from '../../generated/flags.ts';
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
export function mayBecome({ credentials: now, rights }: ProcessEntry, wanted: Credentials): boolean {
  const may = (right: number): boolean =>
    (rights & ProcessRights.explicit) !== 0 ? (rights & right) !== 0 : isPrivileged(now);
  const users = [now.user, now.effectiveUser, now.savedUser, now.fileUser];
  const groups = [now.group, now.effectiveGroup, now.savedGroup, now.fileGroup];
  const shufflesUsers = [wanted.user, wanted.effectiveUser, wanted.savedUser, wanted.fileUser].every((id) =>
    users.includes(id),
  );
  if (!shufflesUsers && !may(ProcessRights.setUser)) return false;
  const shufflesGroups =
    [wanted.group, wanted.effectiveGroup, wanted.savedGroup, wanted.fileGroup].every((id) => groups.includes(id)) &&
    wanted.groups.length === now.groups.length &&
    wanted.groups.every((id, index) => id === now.groups[index]);
  return shufflesGroups || may(ProcessRights.setGroup);
}
