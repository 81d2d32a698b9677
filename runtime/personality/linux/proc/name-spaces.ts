/** /proc/PID/ns, and the files behind it (nsfs): every process is in the machine's only name space of each kind. */
import { FileType, WalkOutcome } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { OpenFlags } from '../../../generated/flags.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { ROOT_USER } from '../../../servers/files/root-user.ts';
import type { Jump, VirtualContent, VirtualDirectory } from '../../../servers/virtual/entity.ts';
import type { VirtualTreeOptions } from '../../../servers/virtual/virtual-tree.ts';
import { type Mount, ROOT_NODE } from '../../names/mount-table.ts';
import type { Subject } from './subject.ts';

/** What mount lists would call the tree of the files. */
export const NAME_SPACE_FILES = 'nsfs';

/** The inodes that Linux gives its first ones (include/linux/proc_ns.h); those of networks and mounts are counted. */
const KINDS: Readonly<Record<string, number>> = {
  cgroup: 0xeffffffb,
  ipc: 0xefffffff,
  mnt: 0xf0000000,
  net: 0xf0000098,
  pid: 0xeffffffc,
  pid_for_children: 0xeffffffc,
  time: 0xeffffffa,
  time_for_children: 0xeffffffa,
  user: 0xeffffffd,
  uts: 0xeffffffe,
};

export function nameSpaces(subject: Subject): VirtualDirectory {
  return {
    kind: 'directory',
    permissions: 0o511,
    owner: () => subject.owner(),
    lookup: (name) => {
      if (!Object.hasOwn(KINDS, name)) return undefined;
      return {
        kind: 'link',
        permissions: 0o777,
        owner: () => subject.owner(),
        target: () => {
          const allowed = subject.admits();
          return allowed < 0 ? (allowed as Errno) : nameSpaceName(kindOf(name));
        },
        follow: () => {
          const allowed = subject.admits();
          return allowed < 0 ? (allowed as Errno) : jumpTo(subject.machine.spaces, kindOf(name));
        },
      };
    },
    list: () => Object.keys(KINDS).map((name) => ({ name, type: FileType.symlink })),
  };
}

/** The tree of the files, which no name leads to. */
export function nameSpaceFiles(): VirtualTreeOptions {
  const refusal = { file: Errno.EACCES, directory: Errno.EACCES };
  return { type: NAME_SPACE_FILES, root: filesOfKinds(), refusal };
}

function filesOfKinds(): VirtualDirectory {
  return {
    kind: 'directory',
    permissions: 0o555,
    lookup: (name) =>
      kindOf(name) !== name || !Object.hasOwn(KINDS, name)
        ? undefined
        : {
            kind: 'file',
            permissions: 0o444,
            open: (flags): VirtualContent | Errno =>
              (flags & OpenFlags.write) === 0 ? new NameSpaceContent() : Errno.EPERM,
          },
    list: () => [],
  };
}

/** As links and lists show it. */
export function nameSpaceName(kind: string): string {
  return `${kind}:[${KINDS[kind]}]`;
}

function kindOf(name: string): string {
  return name.replace('_for_children', '');
}

function jumpTo(mount: Mount, kind: string): Jump | Errno {
  const { tree, number } = mount;
  const found = tree.walk(ROOT_NODE, kind, false, ROOT_USER);
  if (typeof found === 'number') return found;
  if (found.outcome !== WalkOutcome.found) return Errno.ENOENT;
  return { mount: number, node: found.node, type: FileType.regular };
}

/** It can be named, and neither read nor written. */
class NameSpaceContent implements VirtualContent {
  read(_at: number, _into: Lease): number {
    return Errno.EINVAL;
  }

  write(_at: number, _from: Lease): number {
    return Errno.EINVAL;
  }
}
