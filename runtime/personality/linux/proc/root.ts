/** /proc: the machine's files, the callers' own links, and a directory for each process. */
import { FileType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { Listed, VirtualDirectory, VirtualEntity } from '../../../servers/virtual/entity.ts';
import { fixedDirectory, link } from '../../../servers/virtual/make.ts';
import type { MachineView } from './context.ts';
import { machineFiles } from './machine-files.ts';
import { numberOf } from './process-descriptors.ts';
import { processDirectory, threadDirectory } from './process-directory.ts';
import { Subject } from './subject.ts';

/** Where Linux lists the links to oneself and then the processes: FIRST_PROCESS_ENTRY. */
const FIRST_PROCESS = 256;

export function processFileSystem(machine: MachineView): VirtualDirectory {
  const files = fixedDirectory(() => machineFiles(machine));
  const own = (name: string): VirtualEntity | undefined => {
    if (name === 'self') return link(() => of(machine, ({ pid }) => String(pid)));
    if (name === 'thread-self') return link(() => of(machine, ({ pid }, tid) => `${pid}/task/${tid}`));
    return undefined;
  };
  return {
    kind: 'directory',
    permissions: 0o555,
    lookup: (name) => {
      const number = numberOf(name);
      if (number === undefined) return own(name) ?? files.lookup(name);
      return processDirectory(machine, number) ?? hiddenThread(machine, number);
    },
    list: () => {
      const fixed = files.list();
      if (typeof fixed === 'number') return fixed;
      const listed: Listed[] = [...fixed];
      listed.push({ name: 'self', type: FileType.symlink, cookie: FIRST_PROCESS });
      listed.push({ name: 'thread-self', type: FileType.symlink, cookie: FIRST_PROCESS + 1 });
      const pids = machine.server.list();
      for (const pid of typeof pids === 'number' ? [] : pids)
        listed.push({ name: String(pid), type: FileType.directory, cookie: FIRST_PROCESS + 1 + pid });
      return listed;
    },
  };
}

/** A thread can be looked up as a process can, though it is not listed. */
function hiddenThread(machine: MachineView, tid: number): VirtualDirectory | undefined {
  const pid = machine.server.owner(tid);
  const subject = pid < 0 ? undefined : Subject.of(machine, pid);
  return subject === undefined ? undefined : threadDirectory(subject, tid);
}

function of(machine: MachineView, text: (process: { readonly pid: number }, tid: number) => string): string | Errno {
  const caller = machine.caller();
  return caller === undefined ? Errno.ENOENT : text(caller.process, caller.tid);
}
