/** The rings of a process: one of each thread, one of all of them, and one of the session, which children share. */
import type { Thread } from '../../kernel/thread.ts';
import type { Key } from './key.ts';
import type { KeyTable } from './key-table.ts';

export class ProcessKeys {
  readonly table: KeyTable;
  process: Key | undefined;
  #session: Key | undefined;
  readonly #threads = new Map<Thread, Key>();
  /** Where keys go that are asked for without a place: KEYCTL_SET_REQKEY_KEYRING. */
  usual = 0;

  constructor(table: KeyTable) {
    this.table = table;
  }

  get session(): Key | undefined {
    return this.#session;
  }

  /** Joins a session: what it had is given up. */
  join(session: Key): void {
    this.table.hold(session);
    if (this.#session !== undefined) this.table.drop(this.#session);
    this.#session = session;
  }

  thread(thread: Thread): Key | undefined {
    return this.#threads.get(thread);
  }

  setThread(thread: Thread, ring: Key): void {
    this.#threads.set(thread, this.table.hold(ring));
  }

  setProcess(ring: Key): void {
    this.process = this.table.hold(ring);
  }

  /** A child has the session, and no other ring. */
  fork(): ProcessKeys {
    const child = new ProcessKeys(this.table);
    if (this.#session !== undefined) child.join(this.#session);
    child.usual = this.usual;
    return child;
  }

  threadEnded(thread: Thread): void {
    const ring = this.#threads.get(thread);
    if (ring === undefined) return;
    this.#threads.delete(thread);
    this.table.drop(ring);
  }

  /** A new program has the session only, as a child. */
  exec(): void {
    for (const thread of [...this.#threads.keys()]) this.threadEnded(thread);
    if (this.process !== undefined) this.table.drop(this.process);
    this.process = undefined;
    this.usual = 0;
  }

  release(): void {
    this.exec();
    if (this.#session !== undefined) this.table.drop(this.#session);
    this.#session = undefined;
  }
}
