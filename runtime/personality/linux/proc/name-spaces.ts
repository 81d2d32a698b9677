/** /proc/PID/ns: every process is in the machine's only name space of each kind. */
import { FileType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { VirtualDirectory } from '../../../servers/virtual/entity.ts';
import type { Subject } from './subject.ts';

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
          const kind = name.replace('_for_children', '');
          return allowed < 0 ? (allowed as Errno) : `${kind}:[${KINDS[name]}]`;
        },
        // There is no other to go to, so none can be opened.
        follow: () => Errno.EACCES,
      };
    },
    list: () => Object.keys(KINDS).map((name) => ({ name, type: FileType.symlink })),
  };
}
