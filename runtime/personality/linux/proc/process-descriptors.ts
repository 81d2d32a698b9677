/** /proc/PID/fd and fdinfo, and the links to a process's program and directories. */
import { Errno } from '../../../generated/errors.ts';
import { FileType } from '../../../generated/enums.ts';
import { DescriptorFlags, OpenFlags } from '../../../generated/flags.ts';
import { encodeOpenFlags } from '../../../generated/linux/flags.ts';
import type { Jump, Listed, VirtualDirectory, VirtualLink } from '../../../servers/virtual/entity.ts';
import { textFile } from '../../../servers/virtual/make.ts';
import { objectNode } from '../../../servers/virtual/object-tree.ts';
import type { OpenDescription } from '../../descriptors/open-description.ts';
import type { Place } from '../../names/mount-table.ts';
import { nameOf } from '../../names/resolve.ts';
import { majorOf, minorOf } from '../../common-conversions.ts';
import type { MachineView } from './context.ts';
import { detailsOf } from './descriptor-details.ts';
import type { Subject } from './subject.ts';

/** Cookies of descriptors come behind `.` and `..`. */
const FIRST_COOKIE = 3;
const NUMBER = /^(?:0|[1-9][0-9]{0,8})$/;

/** A number as a name of /proc, undefined for what is none. */
export function numberOf(name: string): number | undefined {
  return NUMBER.test(name) ? Number(name) : undefined;
}

/** A link that leads to a place whatever became of its name. */
export function placeLink(subject: Subject, place: () => Place | undefined): VirtualLink {
  const find = (): Place | Errno => {
    const allowed = subject.admits();
    if (allowed < 0) return allowed as Errno;
    return place() ?? Errno.ENOENT;
  };
  return {
    kind: 'link',
    permissions: 0o777,
    owner: () => subject.owner(),
    target: () => {
      const found = find();
      return typeof found === 'number' ? found : shownName(subject.machine, found);
    },
    follow: () => {
      const found = find();
      return typeof found === 'number' ? found : jumpTo(found);
    },
  };
}

function jumpTo(place: Place): Jump | Errno {
  const status = place.mount.tree.getStatus(place.node);
  if (typeof status === 'number') return status;
  return { mount: place.mount.number, node: place.node, type: status.type };
}

/** The name of a place as the caller sees it. */
export function shownName(machine: MachineView, place: Place): string {
  const root = machine.caller()?.process.names.root ?? { mount: machine.mounts.root, node: 1 };
  const name = nameOf(root, place);
  if (typeof name === 'string') return name;
  const { tree } = place.mount;
  const old = tree.getOldPath(place.node);
  if (typeof old === 'number') return '';
  if (typeof tree.getPath(place.node) !== 'number') return `(unreachable)${old}`;
  const above = nameOf(root, { mount: place.mount, node: place.mount.root });
  return `${typeof above === 'string' && above !== '/' ? above : ''}${old} (deleted)`;
}

export function descriptorDirectory(subject: Subject, information: boolean): VirtualDirectory {
  return {
    kind: 'directory',
    permissions: information ? 0o555 : 0o500,
    owner: () => subject.owner(),
    admits: () => !information && subject.machine.caller()?.process === subject.guest,
    lookup: (name) => {
      const fd = numberOf(name);
      if (fd === undefined) return undefined;
      const allowed = subject.admits();
      if (allowed < 0) return Errno.ENOENT;
      const description = subject.guest?.descriptors.table.get(fd);
      if (description === undefined) return undefined;
      return information ? informationFile(subject, fd) : descriptorLink(subject, fd);
    },
    list: () => {
      const allowed = subject.admits();
      if (allowed < 0) return allowed as Errno;
      const listed: Listed[] = [];
      const type = information ? FileType.regular : FileType.symlink;
      for (const fd of subject.guest?.descriptors.table.numbers() ?? [])
        listed.push({ name: String(fd), type, cookie: fd + FIRST_COOKIE });
      return listed;
    },
  };
}

function descriptorLink(subject: Subject, fd: number): VirtualLink {
  const find = (): OpenDescription | undefined => subject.guest?.descriptors.table.get(fd);
  return {
    kind: 'link',
    size: 64,
    get permissions() {
      const description = find();
      return (description?.readable === true ? 0o500 : 0) | (description?.writable === true ? 0o300 : 0);
    },
    owner: () => subject.owner(),
    alive: () => find() !== undefined,
    target: () => {
      const allowed = subject.admits();
      if (allowed < 0) return allowed as Errno;
      const description = find();
      return description === undefined ? Errno.ENOENT : describe(subject.machine, description);
    },
    follow: () => {
      const allowed = subject.admits();
      if (allowed < 0) return allowed as Errno;
      const description = find();
      return description === undefined ? Errno.ENOENT : jump(subject.machine, description);
    },
  };
}

/** What a descriptor's link shows. */
function describe(machine: MachineView, description: OpenDescription): string | Errno {
  const { place, file, stream, terminal } = description;
  if (place?.mount === machine.spaces) {
    const path = place.mount.tree.getPath(place.node);
    return typeof path === 'number' ? (path as Errno) : path.slice(1);
  }
  if (place !== undefined) return shownName(machine, place);
  const object = stream ?? file;
  if (object === undefined) return Errno.ENOENT;
  const status = object.getStatus();
  if (typeof status === 'number') return status;
  if (terminal !== undefined) return terminalName(status.rdev);
  if (status.type === FileType.character) return DEVICES[status.rdev] ?? '/dev/console';
  const kind = object.describe();
  if (status.type === FileType.fifo || status.type === FileType.socket) return `${kind}:[${status.inode}]`;
  return stream === undefined ? kind : `anon_inode:[${kind}]`;
}

/** Names of the memory devices, by number: the caller's descriptors may be such. */
const MEMORY = 2 ** 20;
const DEVICES: Readonly<Record<number, string>> = {
  [MEMORY + 3]: '/dev/null',
  [MEMORY + 5]: '/dev/zero',
  [MEMORY + 7]: '/dev/full',
  [MEMORY + 8]: '/dev/random',
  [MEMORY + 9]: '/dev/urandom',
};

/** Where the usual names of terminals stand, by major number. */
function terminalName(device: number): string {
  const major = majorOf(device);
  const minor = minorOf(device);
  if (major === 5) return minor === 0 ? '/dev/tty' : '/dev/console';
  return major >= 136 && major <= 143 ? `/dev/pts/${(major - 136) * 2 ** 20 + minor}` : `/dev/tty${minor}`;
}

function jump(machine: MachineView, { place, file, stream, type }: OpenDescription): Jump | Errno {
  if (place !== undefined) return jumpTo(place);
  const object = stream ?? file;
  if (object === undefined) return Errno.ENOENT;
  const node = objectNode(object.handle, stream !== undefined);
  return { mount: machine.objects.number, node, type };
}

function informationFile(subject: Subject, fd: number) {
  const file = textFile(0o400, () => {
    const table = subject.guest?.descriptors.table;
    const description = table?.get(fd);
    if (table === undefined || description === undefined) return Errno.ENOENT;
    const slot = (table.getFlags(fd) & DescriptorFlags.closeOnExec) !== 0 ? OpenFlags.closeOnExec : 0;
    const { place, stream, file } = description;
    const status = place?.mount.tree.getStatus(place.node) ?? (stream ?? file)?.getStatus();
    const lines = [
      `pos:\t${description.position}`,
      `flags:\t0${encodeOpenFlags(description.flags | slot).toString(8)}`,
      `mnt_id:\t${(place?.mount ?? subject.machine.objects).number}`,
      `ino:\t${typeof status === 'object' ? status.inode : 0}`,
    ];
    return `${lines.join('\n')}\n${detailsOf(description.special)}`;
  });
  return {
    ...file,
    owner: () => subject.owner(),
    alive: () => subject.guest?.descriptors.table.get(fd) !== undefined,
  };
}
