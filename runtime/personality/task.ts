/**
 * The process and thread that call, as spec/servers/task.yaml promises. Identity is answered from what the process has
 * here; what concerns others goes to the process server.
 */
import { PriorityWho, Who } from '../generated/enums.ts';
import { SIGNAL_LIMIT } from '../generated/signals.ts';
import { Errno } from '../generated/errors.ts';
import type { Task as TaskInterface } from '../generated/servers/task.ts';
import type {
  ExitStatus,
  FutexRequest,
  FutexWait,
  ProcessTimes,
  ResourceLimit,
  ResourceUsage,
  Scheduling,
  ThreadStart,
  Timespec,
} from '../generated/structs.ts';
import { nanosecondsOf } from '../kernel/clock.ts';
import { KEEP } from '../kernel/result.ts';
import type { Thread } from '../kernel/thread.ts';
import { barrier } from './barrier.ts';
import { giveUp, mayGain } from './capabilities.ts';
import { compare } from './compare.ts';
import { getControl, setControl } from './controls.ts';
import { execute } from './exec.ts';
import { usageOf, usageOfThread } from './exit.ts';
import { clone } from './fork.ts';
import { futex } from './futex.ts';
import { waitForMany } from './futex-many.ts';
import {
  setFileGroup,
  setFileUser,
  setGroupId,
  setGroupIds,
  setGroups,
  setRealEffectiveGroup,
  setRealEffectiveUser,
  setUser,
  setUsers,
} from './identity.ts';
import { getIoPriority, setIoPriority } from './io-priority.ts';
import { checkFloatingPoint } from './program-fault.ts';
import { setRestartable } from './restartable.ts';
import { getScheduling, getTimeSlice, setScheduling, setSchedulingPriority } from './scheduling.ts';
import { unshare } from './name-spaces/unshare.ts';
import { join } from './name-spaces/join.ts';
import { givenGroup, givenUser, seenGroup, seenUser } from './users/view.ts';
import { wait } from './wait.ts';
import { exitStop, tellsExit } from './tracing/events.ts';
import { stopWithin } from './tracing/stops.ts';

/** A thread's name without its NUL (TASK_COMM_LEN). */
const NAME_LENGTH = 15;

export class Task implements TaskInterface {
  getPid(thread: Thread): number {
    return thread.process.pid;
  }

  getTid(thread: Thread): number {
    return thread.tid;
  }

  getParent({ process }: Thread): number {
    const parent = process.stubs.process.getParent(process.pid);
    return parent < 0 ? 0 : parent;
  }

  getGroup({ process }: Thread, pid: number): number {
    return process.stubs.process.getGroup(pid === 0 ? process.pid : pid);
  }

  setGroup({ process }: Thread, pid: number, group: number): number {
    return process.stubs.process.setGroup(process.pid, pid, group);
  }

  getSession({ process }: Thread, pid: number): number {
    return process.stubs.process.getSession(pid === 0 ? process.pid : pid);
  }

  setSession({ process }: Thread): number {
    const session = process.stubs.process.setSession(process.pid);
    if (session > 0) process.withoutTerminal = false;
    return session;
  }

  hangUp({ process }: Thread): number {
    if (process.credentials.effectiveUser !== 0) return Errno.EPERM;
    return process.stubs.terminals.hangUpControlling(process.stubs.process.getSession(process.pid));
  }

  getUser({ process }: Thread): number {
    return seenUser(process, process.credentials.user);
  }

  getEffectiveUser({ process }: Thread): number {
    return seenUser(process, process.credentials.effectiveUser);
  }

  getGroupId({ process }: Thread): number {
    return seenGroup(process, process.credentials.group);
  }

  getEffectiveGroupId({ process }: Thread): number {
    return seenGroup(process, process.credentials.effectiveGroup);
  }

  getUsers({ process }: Thread): readonly number[] {
    const { user, effectiveUser, savedUser } = process.credentials;
    return [seenUser(process, user), seenUser(process, effectiveUser), seenUser(process, savedUser)];
  }

  getGroupIds({ process }: Thread): readonly number[] {
    const { group, effectiveGroup, savedGroup } = process.credentials;
    return [seenGroup(process, group), seenGroup(process, effectiveGroup), seenGroup(process, savedGroup)];
  }

  setUser(thread: Thread, user: number): number {
    const { process } = thread;
    return setUser(thread, givenUser(process, user));
  }

  setGroupId(thread: Thread, group: number): number {
    const { process } = thread;
    return setGroupId(thread, givenGroup(process, group));
  }

  setUsers(thread: Thread, user: number, effective: number, saved: number): number {
    const { process } = thread;
    return setUsers(thread, givenUser(process, user), givenUser(process, effective), givenUser(process, saved));
  }

  setGroupIds(thread: Thread, group: number, effective: number, saved: number): number {
    const { process } = thread;
    return setGroupIds(thread, givenGroup(process, group), givenGroup(process, effective), givenGroup(process, saved));
  }

  setRealEffectiveUser(thread: Thread, user: number, effective: number): number {
    const { process } = thread;
    return setRealEffectiveUser(thread, givenUser(process, user), givenUser(process, effective));
  }

  setRealEffectiveGroup(thread: Thread, group: number, effective: number): number {
    const { process } = thread;
    return setRealEffectiveGroup(thread, givenGroup(process, group), givenGroup(process, effective));
  }

  setFileUser(thread: Thread, user: number): number {
    const { process } = thread;
    return seenUser(process, setFileUser(thread, givenUser(process, user)));
  }

  setFileGroup(thread: Thread, group: number): number {
    const { process } = thread;
    return seenGroup(process, setFileGroup(thread, givenGroup(process, group)));
  }

  getGroups({ process }: Thread): readonly number[] {
    const { groups } = process.credentials;
    return process.users.above === undefined ? groups : groups.map((one) => seenGroup(process, one));
  }

  setGroups(thread: Thread, groups: readonly number[]): number {
    const { process } = thread;
    return setGroups(
      thread,
      groups.map((one) => givenGroup(process, one)),
    );
  }

  clone(thread: Thread, start: ThreadStart): number {
    return clone(thread, start);
  }

  execute(
    thread: Thread,
    at: number | undefined,
    path: string,
    arguments_: readonly string[],
    environment: readonly string[],
    flags: number,
  ): number {
    return execute(thread, at, path, arguments_, environment, flags);
  }

  exitThread(thread: Thread, code: number): number {
    if (tellsExit(thread)) return stopWithin(thread, exitStop((code & 0xff) << 8));
    thread.process.processes.removeThread(thread, code & 0xff);
    return KEEP;
  }

  exitProcess(thread: Thread, code: number): number {
    if (tellsExit(thread)) return stopWithin(thread, exitStop((code & 0xff) << 8));
    thread.process.processes.end(thread.process, { code: code & 0xff, signal: 0 });
    return KEEP;
  }

  wait(thread: Thread, selector: number, id: number, options: number): ExitStatus | Errno {
    return wait(thread, selector, id, options);
  }

  getUsage(thread: Thread, who: number): ResourceUsage | Errno {
    const { process } = thread;
    if (who === Who.children) return process.stubs.process.getChildrenUsage(process.pid);
    return who === Who.thread ? usageOfThread(thread) : usageOf(process);
  }

  getTimes({ process, processor }: Thread): ProcessTimes | Errno {
    const children = process.stubs.process.getChildrenUsage(process.pid);
    if (typeof children === 'number') return children;
    const own = usageOf(process);
    return {
      user: nanosecondsOf(own.userTime),
      system: nanosecondsOf(own.systemTime),
      childrenUser: nanosecondsOf(children.userTime),
      childrenSystem: nanosecondsOf(children.systemTime),
      elapsed: processor.clock.now(),
    };
  }

  getLimit({ process }: Thread, resource: number): ResourceLimit {
    return process.limits.get(resource);
  }

  setLimit({ process }: Thread, resource: number, limit: ResourceLimit): number {
    return process.limits.set(resource, limit, process.credentials.effectiveUser === 0);
  }

  limit(thread: Thread, pid: number, resource: number, limit?: ResourceLimit): ResourceLimit | Errno {
    const { process } = thread;
    const target = pid === 0 ? process : process.processes.all.get(pid);
    if (target === undefined) return Errno.ESRCH;
    const { effectiveUser, user } = process.credentials;
    if (target !== process && effectiveUser !== 0 && user !== target.credentials.user) return Errno.EPERM;
    const before = target.limits.get(resource);
    if (limit === undefined) return before;
    const result = target.limits.set(resource, limit, effectiveUser === 0);
    return result < 0 ? result : before;
  }

  getPriority({ process }: Thread, who: number, id: number): number {
    return process.stubs.process.getPriority(process.pid, who, id);
  }

  setPriority({ process }: Thread, who: number, id: number, nice: number): number {
    return process.stubs.process.setPriority(
      process.pid,
      who,
      who === PriorityWho.process && id === 0 ? process.pid : id,
      nice,
    );
  }

  addPriority({ process }: Thread, by: number): number {
    const { pid, stubs } = process;
    const priority = stubs.process.getPriority(pid, PriorityWho.process, pid);
    if (priority < 0) return priority;
    const result = stubs.process.setPriority(pid, PriorityWho.process, pid, 20 - priority + by);
    return result === Errno.EACCES ? Errno.EPERM : result;
  }

  setTidAddress(thread: Thread, address: number): number {
    thread.clearTidAddress = address;
    return thread.tid;
  }

  setRestartable(thread: Thread, address: number, length: number, flags: number, signature: number): number {
    return setRestartable(thread, address, length, flags, signature);
  }

  setRobustList(thread: Thread, head: number, length: number): number {
    // struct robust_list_head: three words.
    if (length !== (3 * thread.process.abi.bits) / 8) return Errno.EINVAL;
    thread.robustList = head;
    thread.robustListLength = length;
    return 0;
  }

  getRobustList(thread: Thread, pid: number): number {
    if (pid === 0 || pid === thread.tid) return thread.robustList;
    for (const process of thread.process.processes.all.values()) {
      const other = process.threads.find(({ tid }) => tid === pid);
      if (other !== undefined) return process === thread.process ? other.robustList : Errno.EPERM;
    }
    return Errno.ESRCH;
  }

  yield(thread: Thread): number {
    thread.processor.scheduler.yields = true;
    return 0;
  }

  getAffinity({ process }: Thread, pid: number): number {
    if (pid !== 0 && process.stubs.process.owner(pid) < 0) return Errno.ESRCH;
    return ONE_PROCESSOR;
  }

  setAffinity({ process }: Thread, pid: number, mask: number): number {
    if (pid !== 0 && process.stubs.process.owner(pid) < 0) return Errno.ESRCH;
    return mask % 2 === ONE_PROCESSOR ? 0 : Errno.EINVAL;
  }

  getName(thread: Thread): string {
    return thread.name;
  }

  setName(thread: Thread, name: string): number {
    thread.name = name.slice(0, NAME_LENGTH);
    const { pid, stubs } = thread.process;
    if (thread.tid === pid) stubs.process.setName(pid, thread.name);
    return 0;
  }

  getDumpable({ process }: Thread): number {
    return process.dumpable;
  }

  setDumpable({ process }: Thread, on: number): number {
    if (on !== 0 && on !== 1) return Errno.EINVAL;
    process.dumpable = on;
    return 0;
  }

  getFloatTraps({ cpu }: Thread): number {
    return cpu.floatTraps;
  }

  setFloatTraps(thread: Thread, mode: number): number {
    if (mode > 3) return Errno.EINVAL;
    thread.cpu.floatTraps = mode;
    checkFloatingPoint(thread);
    return 0;
  }

  getParentDeathSignal({ process }: Thread): number {
    return process.parentDeathSignal;
  }

  setParentDeathSignal({ process }: Thread, signal: number): number {
    if (signal >= SIGNAL_LIMIT) return Errno.EINVAL;
    process.parentDeathSignal = signal;
    return 0;
  }

  futex(thread: Thread, request: FutexRequest): number {
    return futex(thread, request);
  }

  futexWaitMany(thread: Thread, waits: readonly FutexWait[], timeout: Timespec | undefined, clock: number): number {
    return waitForMany(thread, waits, timeout, clock);
  }

  getScheduling(thread: Thread, pid: number, size: number): Scheduling | Errno {
    return getScheduling(thread, pid, size);
  }

  setScheduling(thread: Thread, pid: number, scheduling: Scheduling): number {
    return setScheduling(thread, pid, scheduling);
  }

  setSchedulingPriority(thread: Thread, pid: number, priority: number): number {
    return setSchedulingPriority(thread, pid, priority);
  }

  getTimeSlice(thread: Thread, pid: number): Timespec | Errno {
    return getTimeSlice(thread, pid);
  }

  mayGain({ process }: Thread, capability: number): number {
    return Number(mayGain(process, capability));
  }

  giveUp({ process }: Thread, capability: number): number {
    return giveUp(process, capability);
  }

  getControl(thread: Thread, control: number): number {
    return getControl(thread, control);
  }

  setControl(thread: Thread, control: number, value: number): number {
    return setControl(thread, control, value);
  }

  getTidAddress(thread: Thread): number {
    return thread.clearTidAddress;
  }

  setDomain({ process }: Thread, domain: number): number {
    const before = process.domain;
    // ppc64_personality: a process in the 32-bit domain that asks for the plain one stays, and is told that it is there.
    const stays = (before & DOMAIN) === NARROW && (domain & DOMAIN) === 0;
    if (domain !== ASK) process.domain = stays ? domain + NARROW : domain;
    return (before & DOMAIN) === NARROW ? before - NARROW : before;
  }

  unshare(thread: Thread, flags: number): number {
    return unshare(thread, flags);
  }

  join(thread: Thread, fd: number, type: number): number {
    return join(thread, fd, type);
  }

  barrier(thread: Thread, command: number): number {
    return barrier(thread, command);
  }

  compare(thread: Thread, pid1: number, pid2: number, what: number, fd1: number, fd2: number): number {
    return compare(thread, pid1, pid2, what, fd1, fd2);
  }

  getIoPriority(thread: Thread, who: number, id: number): number {
    return getIoPriority(thread, who, id);
  }

  setIoPriority(thread: Thread, who: number, id: number, priority: number): number {
    return setIoPriority(thread, who, id, priority);
  }
}

/** Only asks for the domain: 2^32 - 1. */
const ASK = 0xffff_ffff;
/** PER_MASK and PER_LINUX32. */
const DOMAIN = 0xff;
const NARROW = 8;

/** A machine has one processor so far: bit 0. */
const ONE_PROCESSOR = 1;
