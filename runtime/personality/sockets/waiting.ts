/** How socket calls wait: a nonblocking descriptor and MSG_DONTWAIT do not, SO_RCVTIMEO and SO_SNDTIMEO end a wait. */
import { Errno } from '../../generated/errors.ts';
import { SendFlags } from '../../generated/flags.ts';
import { INTERRUPTED, INTERRUPTED_NO_RESTART } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import type { SocketClient } from './socket-client.ts';

/** Whether a call on it does not wait. */
export function waitsNot(description: OpenDescription, flags: number): boolean {
  return description.nonblocking || (flags & SendFlags.dontWait) !== 0;
}

/**
 * Parks the thread until the socket changes.
 * @param timeout nanoseconds, 0 for ever
 * @param late what it answers when it does not wait, or waited long enough
 */
export function waitForSocket(
  thread: Thread,
  client: SocketClient,
  nowait: boolean,
  timeout: number,
  late: Errno = Errno.EAGAIN,
): number {
  if (nowait || (timeout > 0 && thread.timedOut())) return late;
  // A wait that has an end is not begun anew (sock_intr_errno).
  if (thread.interrupted()) return timeout > 0 ? INTERRUPTED_NO_RESTART : INTERRUPTED;
  return thread.block(client.sources, timeout > 0 ? thread.processor.clock.now() + timeout : undefined);
}
