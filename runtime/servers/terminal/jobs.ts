/**
 * What a terminal must know of processes to do job control. The machine makes one from the process server's stub and
 * hands it to its terminals; all terminals of a machine share it.
 */

export interface ProcessGroups {
  /** Group of a process, or ESRCH. */
  groupOf(pid: number): number;
  /** Session of a process, or ESRCH. */
  sessionOf(pid: number): number;
  /** Session of a group, or ESRCH when there is no such group. */
  sessionOfGroup(group: number): number;
  /** Whether no parent outside the group could continue it: setpgid(2). */
  isOrphaned(group: number): boolean;
  /** Sends a neutral signal to one process, on behalf of the kernel. */
  signalProcess(pid: number, signal: number): void;
  /** Sends a neutral signal to every process of a group, on behalf of the kernel. */
  signalGroup(group: number, signal: number): void;
}

/** Which terminal controls which session: each has at most one. */
export class ControllingTerminals<T> {
  readonly #terminals = new Map<number, T>();

  of(session: number): T | undefined {
    return this.#terminals.get(session);
  }

  set(session: number, terminal: T): void {
    this.#terminals.set(session, terminal);
  }

  delete(session: number): void {
    this.#terminals.delete(session);
  }
}
