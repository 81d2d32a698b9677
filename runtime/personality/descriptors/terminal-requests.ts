/** What can be asked of the terminal behind a descriptor: ENOTTY for everything that is none. */
import { Errno } from '../../generated/errors.ts';
import type { TerminalAttributes, WindowSize } from '../../generated/structs.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { DescriptorTable } from './table.ts';
import { ask, change, terminalOf } from './terminal.ts';

export abstract class TerminalRequests {
  readonly table: DescriptorTable;

  constructor(table: DescriptorTable) {
    this.table = table;
  }

  getTerminalAttributes(_thread: Thread, fd: number): TerminalAttributes | Errno {
    return ask(this.table.get(fd), (terminal) => terminal.getAttributes());
  }

  setTerminalAttributes(thread: Thread, fd: number, when: number, attributes: TerminalAttributes): number {
    return this.#drained(
      thread,
      fd,
      change(thread, this.table.get(fd), (terminal) => terminal.setAttributes(when, attributes)),
    );
  }

  getWindowSize(_thread: Thread, fd: number): WindowSize | Errno {
    return ask(this.table.get(fd), (terminal) => terminal.getWindowSize());
  }

  setWindowSize(_thread: Thread, fd: number, size: WindowSize): number {
    return ask(this.table.get(fd), (terminal) => terminal.setWindowSize(size));
  }

  getForeground(thread: Thread, fd: number): number {
    const session = thread.process.stubs.process.getSession(thread.process.pid);
    return ask(this.table.get(fd), (terminal) => terminal.getForeground(session));
  }

  setForeground(thread: Thread, fd: number, group: number): number {
    const session = thread.process.stubs.process.getSession(thread.process.pid);
    return change(thread, this.table.get(fd), (terminal) => terminal.setForeground(session, group, thread.process.pid));
  }

  getTerminalSession(_thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => terminal.getSession());
  }

  setControlling(thread: Thread, fd: number, steal: boolean): number {
    const session = thread.process.stubs.process.getSession(thread.process.pid);
    if (session !== thread.process.pid) return Errno.EPERM;
    return ask(this.table.get(fd), (terminal) => terminal.setControlling(session, steal));
  }

  dropControlling(thread: Thread, fd: number): number {
    const session = thread.process.stubs.process.getSession(thread.process.pid);
    return ask(this.table.get(fd), (terminal) => terminal.dropControlling(session));
  }

  flushTerminal(thread: Thread, fd: number, queue: number): number {
    return change(thread, this.table.get(fd), (terminal) => terminal.flush(queue));
  }

  drainTerminal(thread: Thread, fd: number): number {
    return this.#drained(
      thread,
      fd,
      change(thread, this.table.get(fd), (terminal) => terminal.drain()),
    );
  }

  flowTerminal(thread: Thread, fd: number, stop: boolean, input: boolean): number {
    return change(thread, this.table.get(fd), (terminal) => terminal.flow(stop, input));
  }

  outputPending(_thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => terminal.getOutputPending());
  }

  setExclusive(_thread: Thread, fd: number, on: boolean): number {
    return ask(this.table.get(fd), (terminal) => terminal.setExclusive(on));
  }

  isTerminal(_thread: Thread, fd: number): number {
    const terminal = terminalOf(this.table.get(fd));
    return typeof terminal === 'number' ? terminal : 0;
  }

  /** Waits while a terminal's output is under way. */
  #drained(thread: Thread, fd: number, result: number): number {
    if (result !== WOULD_BLOCK) return result;
    if (thread.interrupted()) return INTERRUPTED;
    const terminal = terminalOf(this.table.get(fd));
    return typeof terminal === 'number' ? terminal : thread.block([terminal]);
  }
}
