/** The socket calls of the ground, as spec/servers/socket-calls.yaml promises. One serves every process of a machine. */
import { Errno } from '../../generated/errors.ts';
import type { SocketCalls as SocketCallsInterface } from '../../generated/servers/socket-calls.ts';
import { type DescriptorPair, emptySocketAddress, emptySocketMessage, type Timespec } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import { readAddress, tellAddress } from './addresses.ts';
import { accept, create, createPair } from './making.ts';
import { receiveMessage, receiveMessages, sendMessage, sendMessages } from './messages.ts';
import { bind, callerOf, connect } from './naming.ts';
import { getOption, setOption } from './options.ts';
import { plainMessage, receive, sendTo } from './plain.ts';
import type { SocketClient } from './socket-client.ts';

export class SocketCalls implements SocketCallsInterface {
  /** The message of the send that is under way, and what a receive is told: one call at a time. */
  readonly outgoing = emptySocketMessage();
  readonly #incoming = emptySocketMessage();
  readonly #address = emptySocketAddress();

  create(
    thread: Thread,
    family: number,
    type: number,
    protocol: number,
    closeOnExec: boolean,
    nonblock: boolean,
  ): number {
    return create(thread, family, type, protocol, { closeOnExec, nonblock });
  }

  createPair(
    thread: Thread,
    family: number,
    type: number,
    protocol: number,
    closeOnExec: boolean,
    nonblock: boolean,
  ): DescriptorPair | Errno {
    return createPair(thread, family, type, protocol, { closeOnExec, nonblock });
  }

  bind(thread: Thread, fd: number, address: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    const read = readAddress(thread, address, length, this.#address);
    return read < 0 ? read : bind(thread, socket.client, this.#address);
  }

  connect(thread: Thread, fd: number, address: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    const read = readAddress(thread, address, length, this.#address);
    return read < 0 ? read : connect(thread, socket, socket.client, this.#address);
  }

  listen(thread: Thread, fd: number, backlog: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return socket.client.socket.listen(backlog, callerOf(thread), thread.process.credentials);
  }

  accept(thread: Thread, fd: number, address: number, length: number, closeOnExec: boolean, nonblock: boolean): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return accept(thread, socket, socket.client, address, length, { closeOnExec, nonblock });
  }

  getName(thread: Thread, fd: number, address: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    const name = socket.client.socket.getName();
    return typeof name === 'number' ? name : tellAddress(thread, name, address, length);
  }

  getPeer(thread: Thread, fd: number, address: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    const name = socket.client.socket.getPeer();
    return typeof name === 'number' ? name : tellAddress(thread, name, address, length);
  }

  shutdown(thread: Thread, fd: number, how: number): number {
    const socket = socketOf(thread, fd);
    return typeof socket === 'number' ? socket : socket.client.socket.shutdown(how);
  }

  send(thread: Thread, fd: number, from: Lease, flags: number, address: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    const about = plainMessage(thread, this.outgoing);
    if (address !== 0) {
      if (length < 0) return Errno.EINVAL;
      const read = length === 0 ? 0 : readAddress(thread, address, length, about.address);
      if (read < 0) return read;
    }
    return sendTo(thread, socket, socket.client, from, about, flags);
  }

  receive(thread: Thread, fd: number, into: Lease, flags: number, address: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    if (address === 0) return receive(thread, socket, socket.client, into, flags, undefined);
    const about = this.#incoming;
    const count = receive(thread, socket, socket.client, into, flags, about);
    if (count < 0) return count;
    const { parcels } = thread.process.descriptors.services;
    if (about.parcel !== 0) parcels.release(about.parcel);
    const told = tellAddress(thread, about.address, address, length);
    return told < 0 ? told : count;
  }

  sendMessage(thread: Thread, fd: number, message: number, flags: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return sendMessage(thread, socket, socket.client, message, flags);
  }

  receiveMessage(thread: Thread, fd: number, message: number, flags: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return receiveMessage(thread, socket, socket.client, message, flags);
  }

  sendMessages(thread: Thread, fd: number, messages: number, count: number, flags: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return sendMessages(thread, socket, socket.client, messages, count, flags);
  }

  receiveMessages(
    thread: Thread,
    fd: number,
    messages: number,
    count: number,
    flags: number,
    timeout: Timespec | undefined,
    remaining: Timespec,
  ): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return receiveMessages(thread, socket, socket.client, messages, count, flags, timeout, remaining);
  }

  setOption(thread: Thread, fd: number, level: number, name: number, value: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return setOption(thread, socket.client, level, name, value, length);
  }

  getOption(thread: Thread, fd: number, level: number, name: number, value: number, length: number): number {
    const socket = socketOf(thread, fd);
    if (typeof socket === 'number') return socket;
    return getOption(thread, socket.client, level, name, value, length);
  }
}

type OpenSocket = OpenDescription & { readonly client: SocketClient };

/** The socket of a descriptor, or EBADF or ENOTSOCK. */
function socketOf(thread: Thread, fd: number): OpenSocket | Errno {
  const description = thread.process.descriptors.table.get(fd);
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  return isSocket(description) ? description : Errno.ENOTSOCK;
}

function isSocket(description: OpenDescription): description is OpenSocket {
  return description.client !== undefined;
}
