/** socket, socketpair and accept: new sockets as descriptors. */
import { SocketFamily } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { DescriptorFlags, OpenFlags } from '../../generated/flags.ts';
import { SocketStub } from '../../generated/servers/socket.ts';
import type { DescriptorPair, Opened } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { OpenDescription } from '../descriptors/open-description.ts';
import { tellAddress } from './addresses.ts';
import { callerOf } from './naming.ts';
import { SocketClient } from './socket-client.ts';
import { waitForSocket, waitsNot } from './waiting.ts';

/** SOCK_CLOEXEC and SOCK_NONBLOCK. */
export interface NewFlags {
  readonly closeOnExec: boolean;
  readonly nonblock: boolean;
}

export function create(thread: Thread, family: number, type: number, protocol: number, flags: NewFlags): number {
  const { descriptors, credentials } = thread.process;
  const opened = descriptors.services.sockets.create(family, type, protocol, credentials);
  if (typeof opened === 'number') return opened;
  const description = describe(thread, opened, family, type, flags.nonblock);
  const fd = descriptors.free(thread, 0);
  if (fd < 0) {
    description.retain().release();
    return fd;
  }
  return descriptors.table.put(fd, description, slotFlags(flags));
}

export function createPair(
  thread: Thread,
  family: number,
  type: number,
  protocol: number,
  flags: NewFlags,
): DescriptorPair | Errno {
  const { descriptors, credentials } = thread.process;
  const first = descriptors.free(thread, 0);
  if (first < 0) return first;
  const second = descriptors.free(thread, first + 1);
  if (second < 0) return second;
  const pair = descriptors.services.sockets.createPair(family, type, protocol, callerOf(thread), credentials);
  if (typeof pair === 'number') return pair;
  descriptors.table.put(first, describe(thread, pair.first, family, type, flags.nonblock), slotFlags(flags));
  descriptors.table.put(second, describe(thread, pair.second, family, type, flags.nonblock), slotFlags(flags));
  return { first, second };
}

/** accept4(2): the descriptor is looked for before the connection is. */
export function accept(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  address: number,
  length: number,
  flags: NewFlags,
): number {
  const { descriptors } = thread.process;
  const fd = descriptors.free(thread, 0);
  if (fd < 0) return fd;
  const opened = client.socket.accept();
  if (opened === WOULD_BLOCK) return waitForSocket(thread, client, waitsNot(description, 0), client.receiveTimeout);
  if (typeof opened === 'number') return opened;
  const { family, type } = client;
  const end = describe(thread, opened, family, type, flags.nonblock);
  if (family !== SocketFamily.unix && end.client !== undefined) {
    // What makes TCP's other end copies the listener's waiting too (sk_clone).
    end.client.receiveTimeout = client.receiveTimeout;
    end.client.sendTimeout = client.sendTimeout;
    end.client.wideStamps = client.wideStamps;
    end.client.nanosecondStamps = client.nanosecondStamps;
  }
  if (address !== 0) {
    const peer = end.client?.socket.getPeer() ?? Errno.ENOTCONN;
    const told = typeof peer === 'number' ? Errno.ECONNABORTED : tellAddress(thread, peer, address, length);
    if (told < 0) {
      end.retain().release();
      return told;
    }
  }
  return descriptors.table.put(fd, end, slotFlags(flags));
}

function describe(thread: Thread, opened: Opened, family: number, type: number, nonblock: boolean): OpenDescription {
  const { descriptors } = thread.process;
  const socket = new SocketStub(descriptors.ipc, opened.object);
  const client = new SocketClient(socket, family, type, descriptors.services.parcels);
  const flags = OpenFlags.read | OpenFlags.write | (nonblock ? OpenFlags.nonblock : 0);
  return new OpenDescription({ kind: 'socket', client }, opened.type, undefined, flags, descriptors.newLockOwner());
}

function slotFlags({ closeOnExec }: NewFlags): number {
  return closeOnExec ? DescriptorFlags.closeOnExec : 0;
}
