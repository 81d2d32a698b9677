/** /proc/PID and /proc/PID/task/TID: which files they have, and what each shows. */
import { FileType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { Accept, Render } from '../../../servers/virtual/content.ts';
import type { Listed, VirtualContent, VirtualDirectory, VirtualFile } from '../../../servers/virtual/entity.ts';
import { directory, file, fixedDirectory, type NamedMaker, symlink } from '../../../servers/virtual/make.ts';
import { TextContent } from '../../../servers/virtual/content.ts';
import type { MachineView } from './context.ts';
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

/** The directory of a process; undefined when there is none of that number. */
export function processDirectory(machine: MachineView, pid: number): VirtualDirectory | undefined {
  const subject = Subject.of(machine, pid);
  if (subject === undefined) return undefined;
  const names = fixedDirectory(() => processFiles(subject));
  return { ...names, owner: () => subject.user(), alive: () => subject.alive };
}

function processFiles(subject: Subject): Record<string, NamedMaker> {
  const leader = (): Thread | undefined => subject.leader;
  const { machine } = subject;
  return {
    task: directory(() => taskDirectory(subject)),
    fd: directory(() => descriptorDirectory(subject, false)),
    fdinfo: directory(() => descriptorDirectory(subject, true)),
    ns: directory(() => nameSpaces(subject)),
    net: directory(() => networkDirectory(machine)),
    ...commonFiles(subject, leader, true),
    mountstats: text(subject, 0o400, () => mountStatistics(subject)),
    io: text(subject, 0o400, () => guarded(subject, () => ioText(subject))),
    timers: text(subject, 0o444, () => ''),
    timerslack_ns: text(
      subject,
      0o666,
      () => `${subject.guest?.controls.slack ?? 0}\n`,
      (value) => setSlack(subject, value),
    ),
    // Core files have always the same parts.
    coredump_filter: text(
      subject,
      0o644,
      () => '00000033\n',
      () => Errno.EPERM,
    ),
  };
}

/** What a process and each of its threads have alike. */
function commonFiles(subject: Subject, find: () => Thread | undefined, whole: boolean): Record<string, NamedMaker> {
  const { machine } = subject;
  const maps =
    (render: typeof mapsText): Render =>
    () =>
      guarded(subject, () => {
        const { guest } = subject;
        if (guest === undefined) return '';
        const root = machine.caller()?.process.names.root ?? guest.names.root;
        return render({ space: guest.space, mounts: guest.names.mounts, root });
      });
  return {
    environ: text(subject, 0o400, () => guarded(subject, () => environmentText(subject))),
    auxv: text(subject, 0o400, () => guarded(subject, () => auxiliaryVector(subject))),
    status: text(subject, 0o444, () => statusText(subject, find()) ?? Errno.ESRCH),
    personality: text(subject, 0o400, () => guarded(subject, () => '00000000\n')),
    limits: text(subject, 0o444, () => limitsText(subject)),
    sched: text(subject, 0o644, () => scheduleText(subject, find())),
    comm: text(
      subject,
      0o644,
      () => name(subject, find()),
      (value) => rename(subject, find(), value),
    ),
    syscall: text(subject, 0o400, () => guarded(subject, () => 'running\n')),
    cmdline: text(subject, 0o444, () => commandLine(subject)),
    stat: text(subject, 0o444, () => statLine(subject, find(), whole) ?? Errno.ESRCH),
    statm: text(subject, 0o444, () => statmLine(subject)),
    maps: text(subject, 0o444, maps(mapsText)),
    mem: file(() => memoryFile(subject, 0o600, (space) => new MemoryContent(subject, space))),
    pagemap: file(() => memoryFile(subject, 0o400, (space) => new PageMap(subject, space))),
    cwd: symlink(() => placeLink(subject, () => subject.guest?.names.directory)),
    root: symlink(() => placeLink(subject, () => subject.guest?.names.root)),
    exe: symlink(() => placeLink(subject, () => subject.guest?.executable?.place)),
    mounts: text(subject, 0o444, () => mountsText(subject)),
    mountinfo: text(subject, 0o444, () => mountInformation(subject)),
    smaps: text(subject, 0o444, maps(smapsText)),
    smaps_rollup: text(subject, 0o444, maps(rollupText)),
    wchan: text(subject, 0o444, () => (stateOf(subject, find()) === 'R' ? '0' : 'do_wait')),
    stack: text(subject, 0o400, () => ''),
    schedstat: text(subject, 0o444, () => scheduleStatistics(find())),
    cgroup: text(subject, 0o444, () => '0::/\n'),
    cpuset: text(subject, 0o444, () => '/\n'),
    oom_score: text(
      subject,
      0o444,
      () => `${Math.max(0, 666 + Math.trunc(((subject.guest?.memoryAdjustment ?? 0) * 2) / 3))}\n`,
    ),
    oom_adj: text(
      subject,
      0o644,
      () => oldAdjustment(subject),
      (value) => setOldAdjustment(subject, value),
    ),
    oom_score_adj: text(
      subject,
      0o644,
      () => `${subject.guest?.memoryAdjustment ?? 0}\n`,
      (value) => setAdjustment(subject, value),
    ),
    loginuid: text(
      subject,
      0o644,
      () => String(UNSET),
      () => Errno.EPERM,
    ),
    sessionid: text(subject, 0o444, () => String(UNSET)),
    uid_map: text(
      subject,
      0o644,
      () => IDENTITY,
      () => Errno.EPERM,
    ),
    gid_map: text(
      subject,
      0o644,
      () => IDENTITY,
      () => Errno.EPERM,
    ),
    projid_map: text(
      subject,
      0o644,
      () => IDENTITY,
      () => Errno.EPERM,
    ),
    setgroups: text(
      subject,
      0o644,
      () => 'allow\n',
      () => Errno.EPERM,
    ),
  };
}

const IDENTITY = `${'0'.padStart(10)} ${'0'.padStart(10)} ${'4294967295'.padStart(10)}\n`;

function text(subject: Subject, permissions: number, render: Render, accept?: Accept): NamedMaker {
  return file(() => subjectFile(subject, permissions, () => (subject.alive ? render() : Errno.ESRCH), accept));
}

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
  const names = fixedDirectory(() => ({
    fd: directory(() => descriptorDirectory(subject, false)),
    fdinfo: directory(() => descriptorDirectory(subject, true)),
    ns: directory(() => nameSpaces(subject)),
    net: directory(() => networkDirectory(subject.machine)),
    ...commonFiles(subject, find, false),
    children: text(subject, 0o444, () => childrenText(subject)),
    io: text(subject, 0o400, () => guarded(subject, () => ioText(subject))),
  }));
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
