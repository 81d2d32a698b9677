/** /proc/PID/ns, and the files behind it (nsfs). */
import { FileType, WalkOutcome } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { OpenFlags } from '../../../generated/flags.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { ROOT_USER } from '../../../servers/files/root-user.ts';
import type { Jump, VirtualContent, VirtualDirectory } from '../../../servers/virtual/entity.ts';
import type { VirtualTreeOptions } from '../../../servers/virtual/virtual-tree.ts';
import { NAME_SPACE_FILES, parse } from '../../name-spaces/files.ts';
import { FIRST, type NameSpaces, numberOf, type Space } from '../../name-spaces/spaces.ts';
import { type Mount, ROOT_NODE } from '../../names/mount-table.ts';
import type { Subject } from './subject.ts';

const LINKS = [...Object.keys(FIRST), 'pid_for_children', 'time_for_children'].sort();

export function nameSpaces(subject: Subject): VirtualDirectory {
  return {
    kind: 'directory',
    permissions: 0o511,
    owner: () => subject.owner(),
    lookup: (name) => {
      if (!LINKS.includes(name)) return undefined;
      const shown = (): string => {
        const kind = name.replace('_for_children', '');
        return `${kind}:[${numberOf(subject.guest, kind) ?? 0}]`;
      };
      return {
        kind: 'link',
        permissions: 0o777,
        owner: () => subject.owner(),
        target: () => {
          const allowed = subject.admits();
          return allowed < 0 ? (allowed as Errno) : shown();
        },
        follow: () => {
          const allowed = subject.admits();
          return allowed < 0 ? (allowed as Errno) : jumpTo(subject.machine.spaces, shown());
        },
      };
    },
    list: () => LINKS.map((name) => ({ name, type: FileType.symlink })),
  };
}

/** The tree of the files, which no name leads to. */
export function nameSpaceFiles(spaces: NameSpaces): VirtualTreeOptions {
  const refusal = { file: Errno.EACCES, directory: Errno.EACCES };
  return { type: NAME_SPACE_FILES, root: filesOf(spaces), refusal };
}

function filesOf(spaces: NameSpaces): VirtualDirectory {
  return {
    kind: 'directory',
    permissions: 0o555,
    lookup: (name) => {
      const { kind, number } = parse(name);
      const space = spaces.find(number);
      if (space?.kind !== kind && FIRST[kind] !== number) return undefined;
      return {
        kind: 'file',
        permissions: 0o444,
        open: (flags): VirtualContent | Errno =>
          (flags & OpenFlags.write) === 0 ? new NameSpaceContent(space) : Errno.EPERM,
      };
    },
    list: () => [],
  };
}

function jumpTo(mount: Mount, name: string): Jump | Errno {
  const { tree, number } = mount;
  const found = tree.walk(ROOT_NODE, name, false, ROOT_USER);
  if (typeof found === 'number') return found;
  if (found.outcome !== WalkOutcome.found) return Errno.ENOENT;
  return { mount: number, node: found.node, type: FileType.regular };
}

/** It can be named, and neither read nor written. The space stays while it is open. */
class NameSpaceContent implements VirtualContent {
  readonly space: Space | undefined;

  constructor(space: Space | undefined) {
    this.space = space;
  }

  read(_at: number, _into: Lease): number {
    return Errno.EINVAL;
  }

  write(_at: number, _from: Lease): number {
    return Errno.EINVAL;
  }
}
