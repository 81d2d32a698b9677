/** Terminal requests on a descriptor: ENOTTY for everything that is none. */
import { Errno } from '../../generated/errors.ts';
import type { TerminalStub } from '../../generated/servers/terminal.ts';
import type { OpenDescription } from './open-description.ts';

/** The terminal behind a descriptor. */
export function terminalOf(description: OpenDescription | undefined): TerminalStub | number {
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  return description.terminal ?? Errno.ENOTTY;
}

/** Asks the terminal behind a descriptor, or answers why not. */
export function ask<T>(
  description: OpenDescription | undefined,
  question: (terminal: TerminalStub) => T | number,
): T | number {
  const terminal = terminalOf(description);
  return typeof terminal === 'number' ? terminal : question(terminal);
}
