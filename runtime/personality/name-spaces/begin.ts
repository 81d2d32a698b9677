/** A process begins name spaces of its own (copy_namespaces, create_user_ns of Linux). */
import { Errno } from '../../generated/errors.ts';
import { CloneFlags } from '../../generated/flags.ts';
import { ProcessControl } from '../../generated/enums.ts';
import { ALL, ALL_CAPABILITIES, Capability, isCapable, setCapabilities } from '../capabilities.ts';
import { copyTable } from '../names/copy-mounts.ts';
import type { Names } from '../names/names.ts';
import type { GuestProcess } from '../process.ts';
import { inward, NO_ID, UserSpace } from '../users/user-space.ts';
import type { GroundSpace, Spaces } from './spaces.ts';

/** Of these there is one for all. */
const SINGLE = CloneFlags.newProcesses | CloneFlags.newControlGroups | CloneFlags.newTime;
const OWNED = SINGLE | CloneFlags.newMounts | CloneFlags.newNames | CloneFlags.newIpc | CloneFlags.newNetwork;
export const NEW_SPACES = OWNED | CloneFlags.newUsers;

/** Whether a process may begin them: 0, or why not. */
export function mayBegin(process: GuestProcess, flags: number): number {
  const users = (flags & CloneFlags.newUsers) !== 0;
  if (users) {
    const refused = mayBeginUsers(process);
    if (refused !== 0) return refused;
  }
  if ((flags & OWNED) !== 0 && !users && !isCapable(process, Capability.administrator)) return Errno.EPERM;
  return (flags & SINGLE) === 0 ? 0 : Errno.EINVAL;
}

function mayBeginUsers({ users, names, credentials }: GuestProcess): number {
  if (users.deepest) return Errno.ENOSPC;
  const { mount, node } = names.root;
  if (mount !== names.mounts.root || node !== mount.root) return Errno.EPERM;
  const known = inward(users.users, credentials.effectiveUser) !== NO_ID;
  return known && inward(users.groups, credentials.effectiveGroup) !== NO_ID ? 0 : Errno.EPERM;
}

/** It is allowed. The process's names are nobody else's. */
export function begin(process: GuestProcess, flags: number): void {
  const { processes } = process;
  const { spaces } = processes;
  if ((flags & CloneFlags.newUsers) !== 0) {
    const { effectiveUser, effectiveGroup } = process.credentials;
    process.users = new UserSpace(spaces.number(), process.users, effectiveUser, effectiveGroup);
    spaces.enter('user', process.users.number, process.users);
    process.controls.set(ProcessControl.keepCapabilities, 0);
    process.bounding = ALL;
    setCapabilities(process, ALL_CAPABILITIES);
  }
  const owner = process.users;
  if ((flags & CloneFlags.newMounts) !== 0) beginMounts(process, process.names);
  if ((flags & CloneFlags.newNames) !== 0)
    beginGround(process, 'uts', { number: spaces.number(), owner, users: 0, parts: processes.spaceMaker.uts(process) });
  if ((flags & CloneFlags.newIpc) !== 0)
    beginGround(process, 'ipc', { number: spaces.number(), owner, users: 0, ...processes.spaceMaker.ipc(process) });
  if ((flags & CloneFlags.newNetwork) !== 0)
    beginGround(process, 'net', { number: spaces.number(), owner, users: 0, ...processes.spaceMaker.net(process) });
}

function beginGround(process: GuestProcess, kind: keyof Spaces, space: GroundSpace): void {
  process.processes.spaces.enter(kind, space.number, space);
  process.enter(kind, space);
}

function beginMounts({ processes, users }: GuestProcess, names: Names): void {
  const { table, copies } = copyTable(processes.processor.ipc, names.mounts, users);
  table.number = processes.spaces.number();
  processes.spaces.enter('mnt', table.number, table);
  const { root, directory } = names;
  names.enterTable(table);
  const rootMount = copies.get(root.mount);
  if (rootMount !== undefined) names.setRoot({ mount: rootMount, node: root.node });
  const directoryMount = copies.get(directory.mount);
  if (directoryMount !== undefined) names.setDirectory({ mount: directoryMount, node: directory.node });
}
