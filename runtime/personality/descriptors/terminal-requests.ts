/** What can be asked of the terminal behind a descriptor: ENOTTY for everything that is none. */
import { Errno } from '../../generated/errors.ts';
import type { TerminalAttributes, WindowSize } from '../../generated/structs.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { DescriptorTable } from './table.ts';
import { ask, change, sessionOf, terminalOf } from './terminal.ts';

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
    return ask(this.table.get(fd), (terminal) => terminal.getForeground(sessionOf(thread)));
  }

  setForeground(thread: Thread, fd: number, group: number): number {
    return change(thread, this.table.get(fd), (terminal) =>
      terminal.setForeground(sessionOf(thread), group, thread.process.pid),
    );
  }

  getTerminalSession(thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => terminal.getSession(sessionOf(thread)));
  }

  setControlling(thread: Thread, fd: number, steal: boolean): number {
    const { process } = thread;
    const leads = process.stubs.process.getSession(process.pid) === process.pid;
    return ask(this.table.get(fd), (terminal) => {
      // A terminal that was hung up says so first.
      const number = terminal.getDevice();
      if (number < 0) return number;
      if (!leads) return Errno.EPERM;
      return terminal.setControlling(process.pid, steal && process.credentials.effectiveUser === 0);
    });
  }

  dropControlling(thread: Thread, fd: number): number {
    const session = sessionOf(thread);
    const { process } = thread;
    return ask(this.table.get(fd), (terminal) => {
      if (session === process.pid) return terminal.dropControlling(session, false);
      // Who leads no session gives it up for himself only.
      const held = session === 0 ? Errno.ENOTTY : terminal.getSession(session);
      if (held < 0) return held;
      process.withoutTerminal = true;
      return 0;
    });
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
    const client = this.table.get(fd)?.client;
    if (client !== undefined) return client.socket.outputPending();
    return ask(this.table.get(fd), (terminal) => terminal.getOutputPending());
  }

  atMark(thread: Thread, fd: number): number {
    const client = this.table.get(fd)?.client;
    if (client === undefined) return this.isTerminal(thread, fd) || Errno.ENOTTY;
    const mark = client.socket.atMark();
    return typeof mark === 'number' ? mark : Number(mark);
  }

  setExclusive(_thread: Thread, fd: number, on: boolean): number {
    return ask(this.table.get(fd), (terminal) => terminal.setExclusive(on));
  }

  getExclusive(_thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => asNumber(terminal.getExclusive()));
  }

  getTerminalDevice(_thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => terminal.getDevice());
  }

  simulateInput(thread: Thread, fd: number, text: string): number {
    const root = thread.process.credentials.effectiveUser === 0;
    return ask(this.table.get(fd), (terminal) => (root ? terminal.simulate(text.charCodeAt(0)) : Errno.EIO));
  }

  hangUpTerminal(thread: Thread, fd: number): number {
    const root = thread.process.credentials.effectiveUser === 0;
    return ask(this.table.get(fd), (terminal) => (root ? terminal.hangUp() : Errno.EPERM));
  }

  getPseudoTerminal(_thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => terminal.getNumber());
  }

  lockPseudoTerminal(_thread: Thread, fd: number, on: boolean): number {
    return ask(this.table.get(fd), (terminal) => terminal.setLocked(on));
  }

  isPseudoTerminalLocked(_thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => asNumber(terminal.getLocked()));
  }

  setPacketMode(_thread: Thread, fd: number, on: boolean): number {
    return ask(this.table.get(fd), (terminal) => terminal.setPacketMode(on));
  }

  getPacketMode(_thread: Thread, fd: number): number {
    return ask(this.table.get(fd), (terminal) => asNumber(terminal.getPacketMode()));
  }

  signalTerminal(_thread: Thread, fd: number, signal: number): number {
    return ask(this.table.get(fd), (terminal) => terminal.signalForeground(signal));
  }

  isTerminal(_thread: Thread, fd: number): number {
    // A terminal that was hung up is none any more.
    return ask(this.table.get(fd), (terminal) => Math.min(0, terminal.getDevice()));
  }

  /** Waits while a terminal's output is under way. */
  #drained(thread: Thread, fd: number, result: number): number {
    if (result !== WOULD_BLOCK) return result;
    if (thread.interrupted()) return INTERRUPTED;
    const terminal = terminalOf(this.table.get(fd));
    return typeof terminal === 'number' ? terminal : thread.block([terminal]);
  }
}

const asNumber = (answer: boolean | number): number => (typeof answer === 'number' ? answer : answer ? 1 : 0);
