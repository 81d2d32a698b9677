/** read, write, send and recv on sockets: bytes without ancillary data. Nothing is allocated on the way. */
import { SocketFamily, SocketType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { SendFlags } from '../../generated/flags.ts';
import type { SocketMessage } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import { resolvePath } from './addresses.ts';
import type { SocketClient } from './socket-client.ts';
import { waitForSocket, waitsNot } from './waiting.ts';

/** A message of the caller without anything: its own identity, no address. */
export function plainMessage(thread: Thread, about: SocketMessage): SocketMessage {
  const { process } = thread;
  about.address.family = SocketFamily.unspecified;
  about.parcel = 0;
  about.ancillary = 0;
  about.sender.process = process.pid;
  about.sender.user = process.credentials.user;
  about.sender.group = process.credentials.group;
  return about;
}

/** Sends; a stream that waits takes all of it, in as many pieces as it needs. */
export function send(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  from: Lease,
  about: SocketMessage,
  flags: number,
): number {
  const { restart } = thread;
  const stream = client.type === SocketType.stream;
  if (restart.progress > 0) from.skip(restart.progress);
  const nowait = waitsNot(description, flags);
  const asked = nowait ? flags | SendFlags.dontWait : flags;
  for (;;) {
    const count = client.socket.sendMessage(from, about, asked);
    if (count >= 0) {
      restart.progress += count;
      if (!stream || from.remaining === 0 || from.faulted || count === 0) return restart.progress;
      about.parcel = 0;
      continue;
    }
    if (count === WOULD_BLOCK) {
      if (restart.progress === 0) return waitForSocket(thread, client, nowait, client.sendTimeout);
      if (nowait || thread.interrupted() || (client.sendTimeout > 0 && thread.timedOut())) return restart.progress;
      return waitForSocket(thread, client, false, client.sendTimeout);
    }
    if (restart.progress > 0) return restart.progress;
    if (count === Errno.EPIPE && stream && (flags & SendFlags.noSignal) === 0)
      thread.process.signals.raise(thread, 'SIGPIPE');
    return count;
  }
}

/** Sends to the address of the message, if it has one. */
export function sendTo(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  from: Lease,
  about: SocketMessage,
  flags: number,
): number {
  // A socket that makes connections does not look at it.
  const found = client.type === SocketType.datagram ? resolvePath(thread, about.address) : 0;
  // A name that leads nowhere is told after what else is wrong: the server finds nobody there.
  if (found < 0) about.address.inode = 0;
  const result = send(thread, description, client, from, about, flags);
  return found < 0 && result === Errno.ECONNREFUSED ? found : result;
}

/** Receives without being told anything else. */
export function receive(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  into: Lease,
  flags: number,
  about: SocketMessage | undefined,
): number {
  const { restart } = thread;
  const { socket } = client;
  const nowait = waitsNot(description, flags);
  const asked = nowait ? flags | SendFlags.dontWait : flags;
  const all = (flags & (SendFlags.waitAll | SendFlags.peek)) === SendFlags.waitAll && client.type === SocketType.stream;
  if (restart.progress > 0) into.skip(restart.progress);
  for (;;) {
    const count = about === undefined ? socket.receive(into, asked) : socket.receiveMessage(into, asked, about);
    if (count === WOULD_BLOCK) {
      const { progress } = restart;
      if (progress === 0) return waitForSocket(thread, client, nowait, client.receiveTimeout);
      if (nowait || thread.interrupted() || (client.receiveTimeout > 0 && thread.timedOut())) return progress;
      return waitForSocket(thread, client, false, client.receiveTimeout);
    }
    if (count < 0) return restart.progress > 0 ? restart.progress : count;
    if (!all) return count;
    restart.progress += count;
    // Descriptors end a receive, whatever was asked for.
    if (count === 0 || into.remaining === 0 || (about !== undefined && about.parcel !== 0)) return restart.progress;
  }
}
