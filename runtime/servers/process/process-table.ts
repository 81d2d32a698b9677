/** The processes by number, and the numbers that are free. Threads, groups and sessions share the numbers. */
import { Errno } from '../../generated/errors.ts';
import type { Credentials } from '../../generated/structs.ts';
import { ProcessEntry } from './process-entry.ts';

/** One more than the greatest number that is given out (Linux' default pid_max). */
const LIMIT = 32_768;
/** Where the search begins again after the greatest. */
const RESERVED = 300;
export const INIT = 1;

export class ProcessTable {
  readonly init: ProcessEntry;
  readonly #entries = new Map<number, ProcessEntry>();
  /** Which process a thread id belongs to. */
  readonly #threads = new Map<number, ProcessEntry>();
  #last = INIT;
  #wrapped = false;

  constructor(credentials: Credentials) {
    this.init = new ProcessEntry(INIT, undefined, INIT, INIT, credentials);
    this.init.ignoresChildren = true;
    this.#entries.set(INIT, this.init);
  }

  get(pid: number): ProcessEntry | undefined {
    return this.#entries.get(pid);
  }

  /** The process that a thread id (its first thread's included) belongs to. */
  ofThread(tid: number): ProcessEntry | undefined {
    return this.#entries.get(tid) ?? this.#threads.get(tid);
  }

  all(): Iterable<ProcessEntry> {
    return this.#entries.values();
  }

  get size(): number {
    return this.#entries.size + this.#threads.size;
  }

  *group(group: number): Generator<ProcessEntry> {
    for (const entry of this.#entries.values()) if (entry.group === group) yield entry;
  }

  add(parent: ProcessEntry): ProcessEntry | Errno {
    const pid = this.#free();
    if (pid < 0) return pid;
    const entry = new ProcessEntry(pid, parent, parent.group, parent.session, parent.credentials);
    this.#entries.set(pid, entry);
    parent.children.add(entry);
    return entry;
  }

  remove(entry: ProcessEntry): void {
    for (const tid of entry.threads) this.#threads.delete(tid);
    this.#entries.delete(entry.pid);
    entry.reaped = true;
    entry.parent?.children.delete(entry);
    entry.parent = undefined;
  }

  addThread(entry: ProcessEntry): number {
    const tid = this.#free();
    if (tid < 0) return tid;
    entry.threads.add(tid);
    this.#threads.set(tid, entry);
    return tid;
  }

  removeThread(entry: ProcessEntry, tid: number): void {
    if (entry.threads.delete(tid)) this.#threads.delete(tid);
  }

  /** A number that no process, thread, group or session has. */
  #free(): number {
    for (let tries = 0; tries < LIMIT; tries++) {
      this.#last++;
      if (this.#last >= LIMIT) {
        this.#last = RESERVED;
        this.#wrapped = true;
      }
      // The first time round every number is new.
      if (!this.#wrapped || !this.#taken(this.#last)) return this.#last;
    }
    return Errno.EAGAIN;
  }

  #taken(number: number): boolean {
    if (this.#entries.has(number) || this.#threads.has(number)) return true;
    // A leader that is gone leaves its number to the group.
    for (const { group, session } of this.#entries.values()) if (group === number || session === number) return true;
    return false;
  }
}
