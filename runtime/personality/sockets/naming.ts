/** bind, connect, listen, getsockname and their like. */
import { FileType, SocketFamily } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { SocketAddress, SocketIdentity } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import { resolvePath } from './addresses.ts';
import type { SocketClient } from './socket-client.ts';
import { waitForSocket, waitsNot } from './waiting.ts';

/** The caller as the other end of a connection sees it: effective ids (SO_PEERCRED). */
export function callerOf({ process }: Thread): SocketIdentity {
  const { effectiveUser, effectiveGroup } = process.credentials;
  return { process: process.pid, user: effectiveUser, group: effectiveGroup };
}

/** bind(2). A path makes a node first, as Linux does (unix_bind_bsd). */
export function bind(thread: Thread, client: SocketClient, address: SocketAddress): number {
  const { credentials, names } = thread.process;
  const named = address.family === SocketFamily.unix && !address.abstract && address.path !== '';
  if (!named || client.family !== SocketFamily.unix) return client.socket.bind(address, credentials);
  const status = client.socket.getStatus();
  const mode = typeof status === 'number' ? 0o777 : status.permissions;
  const made = names.makeNode(thread, undefined, address.path, FileType.socket, mode, 0);
  if (made < 0) return made === Errno.EEXIST ? Errno.EADDRINUSE : made;
  const found = names.find(thread, undefined, address.path, 'keep');
  if (typeof found === 'number') return found;
  const { place } = found;
  if (place === undefined) return Errno.ENOENT;
  const node = place.mount.tree.getStatus(place.node);
  if (typeof node === 'number') return node;
  address.device = node.device;
  address.inode = node.inode;
  const result = client.socket.bind(address, credentials);
  if (result < 0) names.unlink(thread, undefined, address.path, 0);
  else client.bind(place);
  return result;
}

/** connect(2). */
export function connect(thread: Thread, description: OpenDescription, client: SocketClient, to: SocketAddress): number {
  if (client.family === SocketFamily.unix) {
    const found = resolvePath(thread, to);
    if (found < 0) return found;
  }
  const { socket, sendTimeout } = client;
  const nowait = waitsNot(description, 0);
  const who = callerOf(thread);
  let result = socket.connect(to, who, thread.process.credentials);
  // It may be made by now: nobody would tell a second time.
  if (result === Errno.EINPROGRESS && !nowait) {
    thread.restart.progress = 1;
    result = socket.connect(to, who, thread.process.credentials);
  }
  if (result === WOULD_BLOCK) return waitForSocket(thread, client, nowait, sendTimeout);
  if (result !== Errno.EINPROGRESS && result !== Errno.EALREADY) return result;
  // A call that waited and is made again finds it begun, by itself.
  const late = result === Errno.EALREADY && thread.restart.progress === 0 ? Errno.EALREADY : Errno.EINPROGRESS;
  thread.restart.progress = 1;
  return waitForSocket(thread, client, nowait, sendTimeout, late);
}
