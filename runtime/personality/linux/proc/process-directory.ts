/** /proc/PID and /proc/PID/task/TID: which files they have, and what each shows. */
import { FileType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { Accept, Render } from '../../../servers/virtual/content.ts';
import type {
  Listed,
  VirtualContent,
  VirtualDirectory,
  VirtualFile,
  VirtualLink,
} from '../../../servers/virtual/entity.ts';
import { type PartOf, sharedDirectory } from '../../../servers/virtual/make.ts';
import { TextContent } from '../../../servers/virtual/content.ts';
import type { MachineView } from './context.ts';
import type { GuestProcess } from '../../process.ts';
import { type MapKind, mapText, writeMap, writeSetGroups } from '../../users/maps.ts';
import type { UserSpace } from '../../users/user-space.ts';
import { mountInformation, mountsText, mountStatistics } from './mounts.ts';
import { nameSpaces } from './name-spaces.ts';
import { networkDirectory } from './network.ts';
import { PageMap } from './page-map.ts';
import { descriptorDirectory, numberOf, placeLink } from './process-descriptors.ts';
import {
  ioText,
  limitsText,
  oldAdjustment,
  scheduleStatistics,
  scheduleText,
  setAdjustment,
  setOldAdjustment,
} from './process-files.ts';
import { mapsText, rollupText, smapsText } from './process-maps.ts';
import { auxiliaryVector, commandLine, environmentText, MemoryContent } from './process-memory.ts';
import { statLine, statmLine } from './process-stat.ts';
import { statusText } from './process-status.ts';
import { stateOf, Subject } from './subject.ts';

/** Cookies of threads come behind `.` and `..`. */
const FIRST_COOKIE = 3;
const NAME_LENGTH = 15;
/** loginuid and sessionid that were never set. */
const UNSET = 2 ** 32 - 1;

/** Whose files they are: a process, and the thread of it that the states are of. */
interface Shown {
  readonly subject: Subject;
  readonly find: () => Thread | undefined;
  /** The process as a whole, not one of its threads. */
  readonly whole: boolean;
}

/** Names are the same for all processes: only what is looked up is made, for the process whose it is. */
type Parts = Readonly<Record<string, PartOf<Shown>>>;

/** The directory of a process; undefined when there is none of that number. */
export function processDirectory(machine: MachineView, pid: number): VirtualDirectory | undefined {
  const subject = Subject.of(machine, pid);
  if (subject === undefined) return undefined;
  const names = sharedDirectory(PROCESS, { subject, find: () => subject.leader, whole: true });
  return { ...names, owner: () => subject.user(), alive: () => subject.alive };
}

const directoryOf = (make: (shown: Shown) => VirtualDirectory): PartOf<Shown> => ({ type: FileType.directory, make });
const symlinkOf = (make: (shown: Shown) => VirtualLink): PartOf<Shown> => ({ type: FileType.symlink, make });
const fileOf = (make: (shown: Shown) => VirtualFile): PartOf<Shown> => ({ type: FileType.regular, make });

const DIRECTORIES: Parts = {
  fd: directoryOf(({ subject }) => descriptorDirectory(subject, false)),
  fdinfo: directoryOf(({ subject }) => descriptorDirectory(subject, true)),
  ns: directoryOf(({ subject }) => nameSpaces(subject)),
  net: directoryOf(({ subject }) => networkDirectory(subject)),
};

/** The text of a file; whoever writes to it says what. */
function text(
  permissions: number,
  render: (shown: Shown) => string | Errno,
  accept?: (value: string, shown: Shown) => number,
): PartOf<Shown> {
  return fileOf((shown) => {
    const { subject } = shown;
    return subjectFile(
      subject,
      permissions,
      () => (subject.alive ? render(shown) : Errno.ESRCH),
      accept === undefined ? undefined : (value) => accept(value, shown),
    );
  });
}

const maps =
  (render: typeof mapsText) =>
  ({ subject }: Shown): string | Errno =>
    guarded(subject, () => {
      const { guest, machine } = subject;
      if (guest === undefined) return '';
      const root = machine.caller()?.process.names.root ?? guest.names.root;
      return render({ space: guest.space, mounts: guest.names.mounts, root });
    });

/** What the numbers of users, groups or projects stand for: written once. */
function numbers(kind: MapKind): PartOf<Shown> {
  return text(
    0o644,
    ({ subject }) => mapText(usersOf(subject), kind, subject.machine.caller()?.process.users ?? usersOf(subject)),
    (value, { subject }) => withCaller(subject, (caller) => writeMap(caller, usersOf(subject), kind, value)),
  );
}

function usersOf({ guest, machine }: Subject): UserSpace {
  return guest?.users ?? machine.processes.spaces.users;
}

function withCaller({ machine }: Subject, write: (caller: GuestProcess) => number): number {
  const caller = machine.caller()?.process;
  return caller === undefined ? Errno.EPERM : write(caller);
}

/** What a process and each of its threads have alike. */
const COMMON: Parts = {
  environ: text(0o400, ({ subject }) => guarded(subject, () => environmentText(subject))),
  auxv: text(0o400, ({ subject }) => guarded(subject, () => auxiliaryVector(subject))),
  status: text(0o444, ({ subject, find }) => statusText(subject, find()) ?? Errno.ESRCH),
  personality: text(0o400, ({ subject }) => guarded(subject, () => '00000000\n')),
  limits: text(0o444, ({ subject }) => limitsText(subject)),
  sched: text(0o644, ({ subject, find }) => scheduleText(subject, find())),
  comm: text(
    0o644,
    ({ subject, find }) => name(subject, find()),
    (value, { subject, find }) => rename(subject, find(), value),
  ),
  syscall: text(0o400, ({ subject }) => guarded(subject, () => 'running\n')),
  cmdline: text(0o444, ({ subject }) => commandLine(subject)),
  stat: text(0o444, ({ subject, find, whole }) => statLine(subject, find(), whole) ?? Errno.ESRCH),
  statm: text(0o444, ({ subject }) => statmLine(subject)),
  maps: text(0o444, maps(mapsText)),
  mem: fileOf(({ subject }) => memoryFile(subject, 0o600, (space) => new MemoryContent(subject, space))),
  pagemap: fileOf(({ subject }) => memoryFile(subject, 0o400, (space) => new PageMap(subject, space))),
  cwd: symlinkOf(({ subject }) => placeLink(subject, () => subject.guest?.names.directory)),
  root: symlinkOf(({ subject }) => placeLink(subject, () => subject.guest?.names.root)),
  exe: symlinkOf(({ subject }) => placeLink(subject, () => subject.guest?.executable?.place)),
  mounts: text(0o444, ({ subject }) => mountsText(subject)),
  mountinfo: text(0o444, ({ subject }) => mountInformation(subject)),
  smaps: text(0o444, maps(smapsText)),
  smaps_rollup: text(0o444, maps(rollupText)),
  wchan: text(0o444, ({ subject, find }) => (stateOf(subject, find()) === 'R' ? '0' : 'do_wait')),
  stack: text(0o400, () => ''),
  schedstat: text(0o444, ({ find }) => scheduleStatistics(find())),
  cgroup: text(0o444, () => '0::/\n'),
  cpuset: text(0o444, () => '/\n'),
  oom_score: text(
    0o444,
    ({ subject }) => `${Math.max(0, 666 + Math.trunc(((subject.guest?.memoryAdjustment ?? 0) * 2) / 3))}\n`,
  ),
  oom_adj: text(
    0o644,
    ({ subject }) => oldAdjustment(subject),
    (value, { subject }) => setOldAdjustment(subject, value),
  ),
  oom_score_adj: text(
    0o644,
    ({ subject }) => `${subject.guest?.memoryAdjustment ?? 0}\n`,
    (value, { subject }) => setAdjustment(subject, value),
  ),
  loginuid: text(
    0o644,
    () => String(UNSET),
    () => Errno.EPERM,
  ),
  sessionid: text(0o444, () => String(UNSET)),
  uid_map: numbers('users'),
  gid_map: numbers('groups'),
  projid_map: numbers('projects'),
  setgroups: text(
    0o644,
    ({ subject }) => (usersOf(subject).maySetGroups ? 'allow\n' : 'deny\n'),
    (value, { subject }) => withCaller(subject, (caller) => writeSetGroups(caller, usersOf(subject), value)),
  ),
};

const PROCESS: Parts = {
  task: directoryOf(({ subject }) => taskDirectory(subject)),
  ...DIRECTORIES,
  ...COMMON,
  mountstats: text(0o400, ({ subject }) => mountStatistics(subject)),
  io: text(0o400, ({ subject }) => guarded(subject, () => ioText(subject))),
  timers: text(0o444, () => ''),
  timerslack_ns: text(
    0o666,
    ({ subject }) => `${subject.guest?.controls.slack ?? 0}\n`,
    (value, { subject }) => setSlack(subject, value),
  ),
  // Core files have always the same parts.
  coredump_filter: text(
    0o644,
    () => '00000033\n',
    () => Errno.EPERM,
  ),
};

const THREAD: Parts = {
  ...DIRECTORIES,
  ...COMMON,
  children: text(0o444, ({ subject }) => childrenText(subject)),
  io: text(0o400, ({ subject }) => guarded(subject, () => ioText(subject))),
};

function subjectFile(subject: Subject, permissions: number, render: Render, accept?: Accept): VirtualFile {
  return {
    kind: 'file',
    permissions,
    owner: () => subject.owner(),
    open: () => new TextContent(render, accept),
  };
}

/** Only for those who may look into the process. */
function guarded(subject: Subject, render: () => string): string | Errno {
  const allowed = subject.admits();
  // Of one that is over there is nothing to see.
  if (allowed < 0) return subject.guest === undefined ? '' : (allowed as Errno);
  return render();
}

function memoryFile(
  subject: Subject,
  permissions: number,
  content: (space: AddressSpace) => VirtualContent,
): VirtualFile {
  return {
    kind: 'file',
    permissions,
    owner: () => subject.owner(),
    open: () => {
      const allowed = subject.admits();
      if (allowed < 0) return allowed as Errno;
      const space = subject.guest?.space;
      return space === undefined ? Errno.ESRCH : content(space);
    },
  };
}

function name(subject: Subject, thread: Thread | undefined): string {
  return `${thread?.name ?? subject.description()?.name ?? ''}\n`;
}

/** A process may rename its own threads. */
function rename(subject: Subject, thread: Thread | undefined, text: string): number {
  const { guest, machine } = subject;
  if (guest === undefined || thread === undefined) return Errno.ESRCH;
  if (machine.caller()?.process !== guest) return Errno.EINVAL;
  thread.name = text.replace(/[\0\n].*$/su, '').slice(0, NAME_LENGTH);
  if (thread.tid === guest.pid) machine.server.setName(guest.pid, thread.name);
  return 0;
}

function taskDirectory(subject: Subject): VirtualDirectory {
  const tids = (): number[] => {
    const { guest } = subject;
    if (guest === undefined) return subject.alive ? [subject.pid] : [];
    return guest.threads.map(({ tid }) => tid).sort((a, b) => a - b);
  };
  return {
    kind: 'directory',
    permissions: 0o555,
    owner: () => subject.user(),
    lookup: (entry) => {
      const tid = numberOf(entry);
      return tid === undefined || !tids().includes(tid) ? undefined : threadDirectory(subject, tid);
    },
    list: () =>
      tids().map((tid): Listed => ({ name: String(tid), type: FileType.directory, cookie: tid + FIRST_COOKIE })),
  };
}

export function threadDirectory(subject: Subject, tid: number): VirtualDirectory {
  const find = (): Thread | undefined => subject.guest?.threads.find((thread) => thread.tid === tid);
  const names = sharedDirectory(THREAD, { subject, find, whole: false });
  return {
    ...names,
    owner: () => subject.user(),
    alive: () => (subject.guest === undefined ? subject.alive && tid === subject.pid : find() !== undefined),
  };
}

function childrenText({ machine, pid }: Subject): string {
  const all = machine.server.list();
  const children = (typeof all === 'number' ? [] : all).filter((child) => machine.server.getParent(child) === pid);
  return children.map((child) => `${child} `).join('');
}

function setSlack({ guest }: Subject, value: string): number {
  const wanted = value.replace(/[\0\n]/gu, '').trim();
  if (!/^[0-9]+$/u.test(wanted)) return Errno.EINVAL;
  if (guest !== undefined) guest.controls.slack = Number(wanted);
  return 0;
}
