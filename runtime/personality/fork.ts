/** fork(2), vfork(2) and clone(2): a new process or a new thread that goes on where its maker is, with result 0. */
import { Errno } from '../generated/errors.ts';
import { Resource } from '../generated/enums.ts';
import { CloneFlags, EventFlags } from '../generated/flags.ts';
import type { ThreadStart } from '../generated/structs.ts';
import { highWord, lowWord } from '../kernel/address.ts';
import type { Thread } from '../kernel/thread.ts';
import { BLOCKED } from '../kernel/result.ts';
import { setResult } from './call-result.ts';
import { openProcess } from './events/process.ts';
import { inheritScheduling } from './scheduling.ts';
import { begin, mayBegin, NEW_SPACES } from './name-spaces/begin.ts';
import { GuestProcess } from './process.ts';
import { noStack } from './thread-signals.ts';
import { childMade, vforkDone } from './tracing/events.ts';
import { ChildRelease } from './vfork.ts';

export function clone(thread: Thread, start: ThreadStart): number {
  const { flags } = start;
  const waiting = thread.restart.data;
  if (waiting instanceof ChildRelease) {
    if (!waiting.done) return thread.blockUninterruptibly([waiting]);
    vforkDone(thread, waiting.pid);
    return waiting.pid;
  }
  const has = (bits: number): boolean => (flags & bits) !== 0;
  if (has(CloneFlags.newMounts | CloneFlags.newUsers) && has(CloneFlags.filesystem)) return Errno.EINVAL;
  if (has(CloneFlags.thread) && has(CloneFlags.newUsers | CloneFlags.newProcesses)) return Errno.EINVAL;
  if (has(CloneFlags.thread) && !has(CloneFlags.signalHandlers)) return Errno.EINVAL;
  if (has(CloneFlags.signalHandlers) && !has(CloneFlags.memory)) return Errno.EINVAL;
  if (has(CloneFlags.signalHandlers) && has(CloneFlags.clearSignalHandlers)) return Errno.EINVAL;
  if (has(CloneFlags.pidfd)) {
    if (has(CloneFlags.thread | CloneFlags.detached)) return Errno.EINVAL;
    // clone(2) has one argument for both.
    if (has(CloneFlags.parentSetTid) && start.pidfd === start.parentTid) return Errno.EINVAL;
    const told = tellDescriptor(thread, start.pidfd);
    if (told < 0) return told;
  }
  if (has(NEW_SPACES)) {
    const refused = mayBegin(thread.process, flags);
    if (refused !== 0) return refused;
  }
  return has(CloneFlags.thread) ? newThread(thread, start) : newProcess(thread, start);
}

/** RLIMIT_NPROC counts the threads of a user; root has as many as it likes. */
function tooMany({ credentials: { user }, limits, processes }: GuestProcess): boolean {
  const limit = limits.current(Resource.processes);
  if (user === 0) return false;
  let count = 0;
  for (const { credentials, threads } of processes.all.values()) if (credentials.user === user) count += threads.length;
  return count >= limit;
}

/** CLONE_PIDFD: the number that the descriptor of the child is going to have. */
function tellDescriptor(thread: Thread, address: number): number {
  const { descriptors, space } = thread.process;
  const fd = descriptors.free(thread, 0);
  return fd < 0 ? fd : space.writeU32(address, fd);
}

function newThread(thread: Thread, start: ThreadStart): number {
  const { process } = thread;
  if (tooMany(process)) return Errno.EAGAIN;
  const tid = process.stubs.process.newThread(process.pid);
  if (tid < 0) return tid;
  const child = process.processes.newThread(process, tid);
  if (child === undefined) {
    process.stubs.process.endThread(process.pid, tid);
    return Errno.ENOMEM;
  }
  child.name = thread.name;
  beginThread(thread, child, start, tid);
  childMade(thread, child, start.flags, start.exitSignal);
  return tid;
}

function newProcess(thread: Thread, start: ThreadStart): number {
  const { process } = thread;
  const { flags } = start;
  const { processes, stubs, uses } = process;
  const share = (bits: number): boolean => (flags & bits) !== 0;
  if (tooMany(process)) return Errno.EAGAIN;
  const limits = process.limits.fork();
  const space = share(CloneFlags.memory) ? process.space.retain() : process.space.fork(limits);
  if (typeof space === 'number') return space;
  const pid = stubs.process.fork(process.pid, start.exitSignal, share(CloneFlags.parent));
  if (pid < 0) {
    space.release();
    return pid;
  }
  const child = new GuestProcess({
    pid,
    abi: process.abi,
    space,
    descriptors: share(CloneFlags.files) ? process.descriptors : process.descriptors.fork(),
    names: share(CloneFlags.filesystem) ? process.names : process.names.fork(),
    limits,
    credentials: process.credentials,
    processes,
    ground: process.ground,
    users: process.users,
    spaces: process.spaces,
    stubs,
    program: process.program,
  });
  if (share(CloneFlags.memory)) child.uses.space = uses.space.join();
  else child.uses.space.inherit(uses.space);
  if (share(CloneFlags.files)) child.uses.descriptors = uses.descriptors.join();
  if (share(CloneFlags.filesystem)) child.uses.names = uses.names.join();
  child.signals = process.signals.fork(child, share(CloneFlags.signalHandlers));
  if (share(CloneFlags.clearSignalHandlers)) child.signals.clearHandlers();
  child.arguments = process.arguments;
  child.environment = process.environment;
  child.image = process.image;
  child.memoryAdjustment = process.memoryAdjustment;
  child.executable = process.executable?.retain();
  child.functionDescriptors = process.functionDescriptors;
  child.dumpable = process.dumpable;
  child.capabilities = process.capabilities;
  child.bounding = process.bounding;
  child.withoutTerminal = process.withoutTerminal;
  child.controls = process.controls.fork();
  child.domain = process.domain;
  child.keys = process.keys.fork();
  child.ioPriority = process.ioPriority;
  if (share(NEW_SPACES)) begin(child, flags);
  if (child.signals.ignoresChildren) stubs.process.ignoreChildren(pid, true);
  const first = processes.newThread(child, pid);
  if (first === undefined) {
    processes.end(child, { code: 0, signal: 0 });
    return Errno.ENOMEM;
  }
  first.name = thread.name;
  processes.add(child);
  // The child has no such descriptor, unless it shares them.
  if (share(CloneFlags.pidfd)) openProcess(thread, pid, EventFlags.closeOnExec);
  beginThread(thread, first, start, pid);
  const stopped = childMade(thread, first, flags, start.exitSignal);
  if (!share(CloneFlags.vfork)) return pid;
  child.release = new ChildRelease(pid, processes.processor.ipc);
  thread.restart.data = child.release;
  if (stopped) return BLOCKED;
  return thread.blockUninterruptibly([child.release]);
}

/** The new thread goes on behind the call, on the stack and with the thread pointer it was given. */
function beginThread(maker: Thread, child: Thread, start: ThreadStart, tid: number): void {
  const { flags } = start;
  const { cpu, process } = child;
  cpu.copyFrom(maker.cpu);
  setResult(child, 0);
  if (start.stack !== 0) cpu.setGpr(1, highWord(start.stack), lowWord(start.stack));
  // The thread pointer is r13 in 64-bit ABIs, r2 in 32-bit ones.
  if ((flags & CloneFlags.settls) !== 0)
    cpu.setGpr(process.abi.bits === 64 ? 13 : 2, highWord(start.tls), lowWord(start.tls));
  child.signals.setMask(maker.signals.mask);
  inheritScheduling(maker, child);
  child.memoryPolicy = maker.memoryPolicy;
  child.confinement = maker.confinement;
  child.noNewPrivileges = maker.noNewPrivileges;
  if ((flags & CloneFlags.memory) === 0) child.restartable = maker.restartable;
  const ownStack = (flags & CloneFlags.memory) !== 0 && (flags & CloneFlags.vfork) === 0;
  child.signals.stack = ownStack ? noStack() : { ...maker.signals.stack };
  if ((flags & CloneFlags.parentSetTid) !== 0) maker.process.space.writeU32(start.parentTid, tid);
  if ((flags & CloneFlags.childSetTid) !== 0) process.space.writeU32(start.childTid, tid);
  if ((flags & CloneFlags.childClearTid) !== 0) child.clearTidAddress = start.childTid;
  child.processor.scheduler.ready(child);
}
