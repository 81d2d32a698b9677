/**
 * The process server: the tree of processes with groups, sessions, credentials and children (K42: ProcessLinuxServer).
 *
 * It never blocks and never touches a process: it answers, sends signals to recipients, and signals watchers.
 */
import { WaitKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { Process } from '../../generated/servers/process.ts';
import { RecipientStub } from '../../generated/servers/recipient.ts';
import { WatcherStub } from '../../generated/servers/watcher.ts';
import { Signal } from '../../generated/signals.ts';
import {
  type Credentials,
  emptyResourceUsage,
  emptySignalInformation,
  type ExitStatus,
  type ProcessDescription,
  type ResourceUsage,
  type SignalInformation,
} from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { type ObjectHandle, sameHandle } from '../../kernel/object-handle.ts';
import { description } from './description.ts';
import { hasStopped, isOrphaned, setGroup, setSession } from './groups.ts';
import { isPrivileged, mayBecome } from './permission.ts';
import { priorityTargets } from './priority.ts';
import { ProcessDescriptor } from './process-descriptor.ts';
import type { Change, ProcessEntry } from './process-entry.ts';
import { ProcessTable } from './process-table.ts';
import { send, sendThread } from './send.ts';
import { firstTracer, forget, type Tracee, trace, traceeOf } from './tracing.ts';
import { wait } from './wait.ts';

/** More than the greatest neutral signal: what a tracer is told besides stands above. */
const SIGNALS = 128;

/** SIGCHLD's codes, by WaitKind: CLD_EXITED … CLD_CONTINUED, the same in every system. */
const childCode = (kind: number): number => kind + 1;

export class ProcessServer implements Process {
  readonly #ipc: Ipc;
  readonly #table: ProcessTable;

  /** `credentials` are those of init, from which everybody descends. */
  constructor(ipc: Ipc, credentials: Credentials) {
    this.#ipc = ipc;
    this.#table = new ProcessTable(credentials);
  }

  fork(parent: number, exitSignal: number, sibling: boolean): number {
    const maker = this.#table.get(parent);
    if (maker === undefined) return Errno.EAGAIN;
    const entry = this.#table.add(sibling ? (maker.parent ?? maker) : maker);
    if (typeof entry === 'number') return entry;
    entry.group = maker.group;
    entry.session = maker.session;
    entry.credentials = maker.credentials;
    entry.nice = maker.nice;
    entry.rights = maker.rights;
    entry.name = maker.name;
    entry.exitSignal = exitSignal;
    return entry.pid;
  }

  attach(pid: number, recipient: ObjectHandle, started: number): number {
    const entry = this.#table.get(pid);
    if (entry === undefined) return Errno.ESRCH;
    entry.started = started;
    entry.recipient = new RecipientStub(this.#ipc, recipient);
    return 0;
  }

  openDescriptor(pid: number): ObjectHandle | Errno {
    const entry = this.#table.get(pid);
    if (entry !== undefined) return new ProcessDescriptor(this.#ipc, entry).handle;
    return this.#table.ofThread(pid) === undefined ? Errno.ESRCH : Errno.EINVAL;
  }

  newThread(pid: number): number {
    const entry = this.#table.get(pid);
    return entry === undefined ? Errno.EAGAIN : this.#table.addThread(entry);
  }

  endThread(pid: number, tid: number): number {
    const entry = this.#table.get(pid);
    if (entry !== undefined) this.#table.removeThread(entry, tid);
    return 0;
  }

  exit(pid: number, kind: number, code: number, usage: ResourceUsage): number {
    const entry = this.#table.get(pid);
    if (entry === undefined || entry.ending !== undefined) return Errno.ESRCH;
    const groups = new Set([entry.group, ...[...entry.children].map(({ group }) => group)]);
    const accompanied = [...groups].filter((group) => !isOrphaned(this.#table, group));
    this.#giveAwayChildren(entry);
    entry.ending = { kind: kind as WaitKind, code };
    entry.usage = usage;
    entry.recipient = undefined;
    for (const tid of entry.threads) this.#table.removeThread(entry, tid);
    for (const group of accompanied) {
      if (isOrphaned(this.#table, group) && hasStopped(this.#table, group)) this.#hangUp(group);
    }
    for (const descriptor of entry.descriptors) descriptor.tell();
    for (const tracee of entry.tracees) this.#release(tracee);
    const tracer = firstTracer(entry);
    if (tracer === undefined) this.#tellEnd(entry);
    else this.#tellTracer(tracer, entry, entry.pid, entry.ending);
    return 0;
  }

  /** The parent hears of an end, after the tracer if there is one. */
  #tellEnd(entry: ProcessEntry): void {
    const { parent, ending, exitSignal } = entry;
    if (parent === undefined || ending === undefined) return;
    const tellsChild = exitSignal === Signal.SIGCHLD;
    if (exitSignal !== 0) this.#tell(parent, entry, ending.kind, ending.code, exitSignal);
    if (parent.ignoresChildren && (tellsChild || parent === this.#table.init)) this.#table.remove(entry);
    this.#signalWatchers(parent);
  }

  trace(tracer: number, tid: number): number {
    return trace(this.#table, tracer, tid);
  }

  untrace(tid: number): number {
    const tracee = traceeOf(this.#table, tid);
    if (tracee !== undefined) this.#release(tracee);
    return 0;
  }

  trap(tid: number, code: number): number {
    const tracee = traceeOf(this.#table, tid);
    if (tracee === undefined) return Errno.ESRCH;
    tracee.change = { kind: WaitKind.trapped, code };
    this.#tellTracer(tracee.tracer, tracee.entry, tid, tracee.change);
    return 0;
  }

  untrap(tid: number): number {
    const tracee = traceeOf(this.#table, tid);
    if (tracee !== undefined) tracee.change = undefined;
    return 0;
  }

  endTraced(tid: number, kind: number, code: number): number {
    const tracee = traceeOf(this.#table, tid);
    if (tracee === undefined) return Errno.ESRCH;
    tracee.change = undefined;
    tracee.ending = { kind: kind as WaitKind, code };
    this.#tellTracer(tracee.tracer, tracee.entry, tid, tracee.ending);
    return 0;
  }

  tracer(tid: number): number {
    return traceeOf(this.#table, tid)?.tracer.pid ?? 0;
  }

  #release(tracee: Tracee): void {
    const { entry } = tracee;
    const waited = tracee.isFirst && firstTracer(entry) !== undefined;
    forget(tracee);
    if (waited) this.#tellEnd(entry);
  }

  #tellTracer(tracer: ProcessEntry, entry: ProcessEntry, tid: number, { kind, code }: Change): void {
    const status = kind === WaitKind.trapped ? code % SIGNALS : code;
    this.#tell(tracer, entry, kind, status, Signal.SIGCHLD, tid);
    this.#signalWatchers(tracer);
  }

  change(pid: number, kind: number, signal: number): number {
    const entry = this.#table.get(pid);
    if (entry === undefined) return Errno.ESRCH;
    entry.stopped = kind !== WaitKind.continued;
    entry.change = { kind: kind as WaitKind, code: signal };
    if (entry.parent === undefined || firstTracer(entry) !== undefined) return 0;
    this.#tell(entry.parent, entry, kind, signal, Signal.SIGCHLD);
    this.#signalWatchers(entry.parent);
    return 0;
  }

  wait(pid: number, selector: number, id: number, options: number): ExitStatus | Errno {
    const entry = this.#table.get(pid);
    return entry === undefined ? Errno.ECHILD : wait(this.#table, entry, selector, id, options, this.#released);
  }

  signal(sender: number, target: number, signal: number, information: SignalInformation): number {
    return send(this.#table, sender, target, signal, information);
  }

  signalThread(sender: number, group: number, tid: number, signal: number, information: SignalInformation): number {
    return sendThread(this.#table, sender, group, tid, signal, information);
  }

  mayStop(pid: number): boolean | Errno {
    const entry = this.#table.get(pid);
    return entry !== undefined && !isOrphaned(this.#table, entry.group);
  }

  ignoreChildren(pid: number, on: boolean): number {
    const entry = this.#table.get(pid);
    if (entry !== undefined) entry.ignoresChildren = on;
    return 0;
  }

  setSubreaper(pid: number, on: boolean): number {
    const entry = this.#table.get(pid);
    if (entry !== undefined) entry.subreaper = on;
    return 0;
  }

  getParent(pid: number): number {
    const entry = this.#table.get(pid);
    return entry === undefined ? Errno.ESRCH : (entry.parent?.pid ?? 0);
  }

  getGroup(pid: number): number {
    return this.#table.get(pid)?.group ?? Errno.ESRCH;
  }

  setGroup(caller: number, pid: number, group: number): number {
    return setGroup(this.#table, caller, pid, group);
  }

  getSession(pid: number): number {
    return this.#table.get(pid)?.session ?? Errno.ESRCH;
  }

  getSessionOfGroup(group: number): number {
    for (const { session } of this.#table.group(group)) return session;
    return Errno.ESRCH;
  }

  isOrphaned(group: number): boolean {
    return isOrphaned(this.#table, group);
  }

  setSession(pid: number): number {
    return setSession(this.#table, pid);
  }

  executed(pid: number, name: string): number {
    const entry = this.#table.get(pid);
    if (entry === undefined) return Errno.ESRCH;
    entry.executed = true;
    entry.name = name;
    return 0;
  }

  setName(pid: number, name: string): number {
    const entry = this.#table.get(pid);
    if (entry === undefined) return Errno.ESRCH;
    entry.name = name;
    return 0;
  }

  list(): readonly number[] {
    return [...this.#table.all()].map(({ pid }) => pid).sort((a, b) => a - b);
  }

  describe(pid: number): ProcessDescription | Errno {
    const entry = this.#table.get(pid);
    return entry === undefined ? Errno.ESRCH : description(entry);
  }

  owner(tid: number): number {
    return this.#table.ofThread(tid)?.pid ?? Errno.ESRCH;
  }

  getCredentials(pid: number): Credentials | Errno {
    return this.#table.get(pid)?.credentials ?? Errno.ESRCH;
  }

  setCredentials(pid: number, credentials: Credentials): number {
    const entry = this.#table.get(pid);
    if (entry === undefined || !mayBecome(entry, credentials)) return Errno.EPERM;
    entry.credentials = credentials;
    return 0;
  }

  setRights(pid: number, rights: number): number {
    const entry = this.#table.get(pid);
    if (entry !== undefined) entry.rights = rights;
    return 0;
  }

  /** 20 − nice of the most favoured: 1 to 40. */
  getPriority(caller: number, who: number, id: number): number {
    const targets = priorityTargets(this.#table, caller, who, id);
    if (targets.length === 0) return Errno.ESRCH;
    return 20 - Math.min(...targets.map(({ nice }) => nice));
  }

  setPriority(caller: number, who: number, id: number, nice: number): number {
    const self = this.#table.get(caller);
    const targets = priorityTargets(this.#table, caller, who, id);
    if (self === undefined || targets.length === 0) return Errno.ESRCH;
    const wanted = Math.max(-20, Math.min(19, nice));
    const { user, effectiveUser } = self.credentials;
    for (const target of targets) {
      const owner = target.credentials.user;
      const root = isPrivileged(self.credentials);
      if (!root && owner !== user && owner !== effectiveUser) return Errno.EPERM;
      if (!root && wanted < target.nice) return Errno.EACCES;
      target.nice = wanted;
    }
    return 0;
  }

  getChildrenUsage(pid: number): ResourceUsage | Errno {
    return this.#table.get(pid)?.childrenUsage ?? emptyResourceUsage();
  }

  accompany(pid: number): number {
    const entry = this.#table.get(pid);
    if (entry === undefined) return Errno.ESRCH;
    entry.accompanied = true;
    return 0;
  }

  subscribe(pid: number, watcher: ObjectHandle): number {
    this.#table.get(pid)?.watchers.push(watcher);
    return 0;
  }

  unsubscribe(pid: number, watcher: ObjectHandle): number {
    const watchers = this.#table.get(pid)?.watchers ?? [];
    const at = watchers.findIndex((one) => sameHandle(one, watcher));
    if (at >= 0) watchers.splice(at, 1);
    return 0;
  }

  /** Children of a process that ends go to the next subreaper above, or to init, which waits for them at once. */
  #giveAwayChildren(entry: ProcessEntry): void {
    const { init } = this.#table;
    let heir = entry.parent;
    while (heir !== undefined && (!heir.subreaper || heir.ending !== undefined)) heir = heir.parent;
    const to = heir ?? init;
    for (const child of entry.children) {
      entry.children.delete(child);
      child.parent = to;
      child.exitSignal = Signal.SIGCHLD;
      to.children.add(child);
      if (child.ending === undefined) continue;
      if (to.ignoresChildren) this.#table.remove(child);
      else {
        this.#tell(to, child, child.ending.kind, child.ending.code, Signal.SIGCHLD);
        this.#signalWatchers(to);
      }
    }
  }

  /** POSIX exit(): a newly orphaned group with a stopped member gets SIGHUP and SIGCONT. */
  #hangUp(group: number): void {
    send(this.#table, 0, -group, Signal.SIGHUP, emptySignalInformation());
    send(this.#table, 0, -group, Signal.SIGCONT, emptySignalInformation());
  }

  /** A tracer has waited for the end of another's child: now the parent can. */
  readonly #released = (tracee: Tracee): void => this.#release(tracee);

  #tell(
    parent: ProcessEntry,
    child: ProcessEntry,
    kind: number,
    status: number,
    signal: number,
    pid = child.pid,
  ): void {
    const information = emptySignalInformation();
    information.signal = signal;
    information.code = childCode(kind);
    information.pid = pid;
    information.user = child.credentials.user;
    information.status = status;
    parent.recipient?.deliver(0, signal, information);
  }

  #signalWatchers(parent: ProcessEntry): void {
    // A watcher that is signalled unsubscribes: work on a copy.
    for (const watcher of [...parent.watchers]) new WatcherStub(this.#ipc, watcher).signal(0, 0);
  }
}
