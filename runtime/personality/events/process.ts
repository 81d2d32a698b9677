/** Process descriptors: pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2). */
import { Errno } from '../../generated/errors.ts';
import { DescriptorFlags } from '../../generated/flags.ts';
import { ProcessDescriptorStub } from '../../generated/servers/process-descriptor.ts';
import { emptySignalInformation, type SignalInformation } from '../../generated/structs.ts';
import type { Thread } from '../../kernel/thread.ts';
import { SignalCode } from '../process-signals.ts';
import { install } from './install.ts';
import { Special } from './special.ts';

const PROCESS_DIRECTORY = /^\/[1-9]\d*$/;

export class ProcessSpecial extends Special {
  readonly stub: ProcessDescriptorStub;
  override readonly seekIsNothing = false;

  constructor(stub: ProcessDescriptorStub) {
    super();
    this.stub = stub;
  }
}

export function openProcess(thread: Thread, pid: number, flags: number): number {
  const object = thread.process.stubs.process.openDescriptor(pid);
  if (typeof object === 'number') return object;
  const stub = new ProcessDescriptorStub(thread.processor.ipc, object);
  return install(thread, stub, new ProcessSpecial(stub), flags);
}

/** The process behind a descriptor; EBADF for one of another kind, ESRCH when it was waited for. */
export function processOf(thread: Thread, fd: number): number {
  const special = thread.process.descriptors.table.get(fd)?.special;
  return special instanceof ProcessSpecial ? special.stub.getProcess() : Errno.EBADF;
}

/** The process that a descriptor sends signals to: the directory of a process in /proc does as well. */
function signalled(thread: Thread, fd: number): number {
  const description = thread.process.descriptors.table.get(fd);
  const place = description?.kind === 'directory' ? description.place : undefined;
  if (place?.mount.type !== 'proc') return processOf(thread, fd);
  const { tree } = place.mount;
  const now = tree.getPath(place.node);
  const path = typeof now === 'number' ? tree.getOldPath(place.node) : now;
  if (typeof path === 'number' || !PROCESS_DIRECTORY.test(path)) return Errno.EBADF;
  if (typeof now === 'number') return Errno.ESRCH;
  const number = Number(path.slice(1));
  return thread.process.processes.thread(number)?.process.pid ?? number;
}

export function signalProcess(
  thread: Thread,
  fd: number,
  signal: number,
  given: SignalInformation | undefined,
): number {
  const { process } = thread;
  const pid = signalled(thread, fd);
  if (pid === Errno.EBADF) return pid;
  if (given !== undefined && given.signal !== signal) return Errno.EINVAL;
  // Only the kernel says that it sent something itself.
  const pretends = given !== undefined && (given.code >= 0 || given.code === SignalCode.thread);
  if (pretends && pid !== process.pid) return Errno.EPERM;
  if (pid < 0) return pid;
  let information = given;
  if (information === undefined) {
    information = emptySignalInformation();
    information.code = SignalCode.user;
    information.pid = process.pid;
    information.user = process.credentials.user;
  }
  return process.stubs.process.signal(process.pid, pid, signal, information);
}

/** A descriptor of another process, closed at exec: whoever may trace the process gets it (PTRACE_MODE_ATTACH). */
export function takeDescriptor(thread: Thread, fd: number, of: number): number {
  const { process } = thread;
  const pid = processOf(thread, fd);
  if (pid < 0) return pid;
  const other = process.processes.all.get(pid);
  if (other === undefined) return Errno.ESRCH;
  const { user, effectiveUser, effectiveGroup } = process.credentials;
  const theirs = other.credentials;
  const same =
    theirs.user === user &&
    theirs.effectiveUser === user &&
    theirs.savedUser === user &&
    theirs.effectiveGroup === effectiveGroup &&
    other.dumpable === 1;
  if (other !== process && effectiveUser !== 0 && !same) return Errno.EPERM;
  const description = other.descriptors.table.get(of);
  if (description === undefined) return Errno.EBADF;
  const free = process.descriptors.free(thread, 0);
  return free < 0 ? free : process.descriptors.table.put(free, description, DescriptorFlags.closeOnExec);
}
