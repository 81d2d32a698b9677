/**
 * A process that /proc shows: the guest process while it lives, what the process server knows of it afterwards, and who may
 * look into it (ptrace(2), "Ptrace access mode checking").
 */
import { Errno } from '../../../generated/errors.ts';
import type { ProcessDescription } from '../../../generated/structs.ts';
import type { Owner } from '../../../servers/virtual/entity.ts';
import { type Thread, ThreadState } from '../../../kernel/thread.ts';
import type { GuestProcess } from '../../process.ts';
import type { MachineView } from './context.ts';

export class Subject {
  readonly machine: MachineView;
  readonly pid: number;
  readonly #guest: GuestProcess | undefined;
  readonly #started: number;

  static of(machine: MachineView, pid: number): Subject | undefined {
    const known = machine.server.describe(pid);
    return typeof known === 'number' ? undefined : new Subject(machine, known);
  }

  constructor(machine: MachineView, { pid, started }: ProcessDescription) {
    this.machine = machine;
    this.pid = pid;
    this.#guest = machine.processes.all.get(pid);
    this.#started = started;
  }

  /** The process while it is not over. */
  get guest(): GuestProcess | undefined {
    return this.#guest?.ended === undefined ? this.#guest : undefined;
  }

  /** Whether its number still stands for it. */
  get alive(): boolean {
    return this.guest !== undefined || this.description() !== undefined;
  }

  description(): ProcessDescription | undefined {
    const known = this.machine.server.describe(this.pid);
    return typeof known === 'number' || known.started !== this.#started ? undefined : known;
  }

  /** Owner of its files: root once it may not be looked into. */
  owner(): Owner {
    return this.guest?.dumpable === 1 || this.guest === undefined ? this.user() : { user: 0, group: 0 };
  }

  user(): Owner {
    const credentials = this.guest?.credentials ?? this.description()?.credentials;
    return { user: credentials?.effectiveUser ?? 0, group: credentials?.effectiveGroup ?? 0 };
  }

  /** Whether the caller may look into it: 0, or EACCES. ESRCH when there is nothing to look into. */
  admits(): number {
    const target = this.guest;
    const credentials = target?.credentials ?? this.description()?.credentials;
    if (credentials === undefined) return Errno.ESRCH;
    const caller = this.machine.caller()?.process;
    if (caller === undefined || caller === target) return 0;
    const { fileUser, fileGroup } = caller.credentials;
    if (fileUser === 0) return 0;
    const { user, effectiveUser, savedUser, group, effectiveGroup, savedGroup } = credentials;
    const same = [user, effectiveUser, savedUser].every((one) => one === fileUser);
    const alike = [group, effectiveGroup, savedGroup].every((one) => one === fileGroup);
    return same && alike && target?.dumpable !== 0 ? 0 : Errno.EACCES;
  }

  /** The thread that stands for the process. */
  get leader(): Thread | undefined {
    return this.guest?.threads[0];
  }
}

const STATES: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'disk sleep',
  T: 'stopped',
  Z: 'zombie',
  X: 'dead',
};

/** The letter of a thread's state. */
export function stateOf(subject: Subject, thread: Thread | undefined): string {
  if (subject.guest === undefined) return subject.description()?.ended === false ? 'S' : 'Z';
  if (thread === undefined) return 'Z';
  if (subject.guest.stopped) return 'T';
  if (thread.state === ThreadState.ended) return 'X';
  if (thread.state === ThreadState.traced) return 't';
  if (thread.state !== ThreadState.blocked) return 'R';
  return thread.uninterruptible ? 'D' : 'S';
}

export function stateText(letter: string): string {
  return `${letter} (${STATES[letter] ?? 'unknown'})`;
}
