/** Terminal requests on a descriptor: ENOTTY for everything that is none. */
import { TerminalUse } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { TerminalStub } from '../../generated/servers/terminal.ts';
import { INTERRUPTED } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from './open-description.ts';

/** The terminal behind a descriptor. */
export function terminalOf(description: OpenDescription | undefined): TerminalStub | number {
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  return description.terminal ?? Errno.ENOTTY;
}

/** The session whose controlling terminal is the caller's, 0 when it gave it up. */
export function sessionOf({ process }: Thread): number {
  return process.withoutTerminal ? 0 : process.stubs.process.getSession(process.pid);
}

/** Asks the terminal behind a descriptor, or answers why not. */
export function ask<T>(
  description: OpenDescription | undefined,
  question: (terminal: TerminalStub) => T | number,
): T | number {
  const terminal = terminalOf(description);
  return typeof terminal === 'number' ? terminal : question(terminal);
}

/**
 * Job control: 0 when the process may use the terminal so. A background process has had its group stopped, and makes the
 * call again when it goes on; or it gets EIO where stopping it would be for ever.
 */
export function admit(thread: Thread, terminal: TerminalStub, use: number): number {
  const { signals, pid } = thread.process;
  const signal = signals.native(use === TerminalUse.read ? 'SIGTTIN' : 'SIGTTOU');
  const result = terminal.admit(pid, use, thread.signals.mask.has(signal) || signals.ignored(signal));
  return result === Errno.EINTR ? INTERRUPTED : result;
}

/** As `ask`, for what changes the terminal. */
export function change(
  thread: Thread,
  description: OpenDescription | undefined,
  question: (terminal: TerminalStub) => number,
): number {
  return ask(description, (terminal) => {
    const allowed = admit(thread, terminal, TerminalUse.change);
    return allowed === 0 ? question(terminal) : allowed;
  });
}
