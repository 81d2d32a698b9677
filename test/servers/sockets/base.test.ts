/** What every family has from the base class, with a family of the test: a socket that receives what it sends. */
import { describe, expect, it } from 'vitest';
import { FileType, ObjectKind, SocketFamily, SocketOption, SocketType } from '../../../runtime/generated/enums.ts';
import { Errno } from '../../../runtime/generated/errors.ts';
import { Availability, SendFlags } from '../../../runtime/generated/flags.ts';
import { SocketStub } from '../../../runtime/generated/servers/socket.ts';
import { SocketsStub } from '../../../runtime/generated/servers/sockets.ts';
import {
  type Credentials,
  emptySocketAddress,
  emptySocketMessage,
  emptySocketOptionValue,
  type SocketMessage,
} from '../../../runtime/generated/structs.ts';
import { Lease } from '../../../runtime/kernel/lease.ts';
import { LoopbackPort } from '../../../runtime/kernel/loopback-port.ts';
import { WOULD_BLOCK } from '../../../runtime/kernel/result.ts';
import { copyAddress } from '../../../runtime/servers/sockets/address.ts';
import { SocketObject } from '../../../runtime/servers/sockets/socket-object.ts';
import { SocketServer } from '../../../runtime/servers/sockets/socket-server.ts';
import { bytes, credentials, give, ROOT_USER, text } from '../support.ts';
import { type Released, socketServices } from './support.ts';

class Echo extends SocketObject {
  #waiting: { bytes: Uint8Array; parcel: number }[] = [];

  bind = (): number => Errno.EINVAL;
  connect = (): number => Errno.EINVAL;
  listen = (): number => Errno.EOPNOTSUPP;
  accept = () => Errno.EOPNOTSUPP;
  getName = () => emptySocketAddress();
  getPeer = () => Errno.ENOTCONN;
  shutdown = (): number => Errno.ENOTCONN;

  sendMessage(from: Lease, about: SocketMessage): number {
    const taken = new Uint8Array(from.remaining);
    from.take(taken);
    this.#waiting.push({ bytes: taken, parcel: about.parcel });
    this.tell();
    return taken.length;
  }

  receiveMessage(into: Lease, flags: number, about: SocketMessage): number {
    const [first] = this.#waiting;
    if (first === undefined) return WOULD_BLOCK;
    this.#waiting.shift();
    const count = into.put(first.bytes);
    about.parcel = first.parcel;
    about.flags = count < first.bytes.length ? SendFlags.truncate : 0;
    return (flags & SendFlags.truncate) !== 0 ? first.bytes.length : count;
  }

  getAvailability(): number {
    return Availability.writable | (this.#waiting.length > 0 ? Availability.readable : 0);
  }
}

function setUp(remote: boolean, user: Credentials = ROOT_USER): { socket: SocketStub; stub: SocketsStub } & Released {
  const { services, released, timers } = socketServices();
  const { ipc } = services.files;
  const server = new SocketServer(ipc);
  const make = (type: number, protocol: number, who: Credentials): Echo =>
    new Echo(services, SocketFamily.inet, type, protocol, who);
  server.register(SocketFamily.inet, { create: make, createPair: () => Errno.EOPNOTSUPP });
  if (remote) ipc.divert(new LoopbackPort(ipc.table));
  const stub = new SocketsStub(ipc, server.handle);
  const opened = stub.create(SocketFamily.inet, SocketType.datagram, 17, user);
  if (typeof opened === 'number') throw new Error('no socket');
  expect(opened).toMatchObject({ kind: ObjectKind.socket, type: FileType.socket });
  return { socket: new SocketStub(ipc, opened.object), stub, released, timers };
}

describe.each([false, true])('a socket (through messages: %s)', (remote) => {
  it('tells type, domain and protocol', () => {
    const { socket } = setUp(remote);
    const ask = (option: number) => socket.getOption(option);
    expect(ask(SocketOption.type)).toMatchObject({ number: SocketType.datagram });
    expect(ask(SocketOption.domain)).toMatchObject({ number: SocketFamily.inet });
    expect(ask(SocketOption.protocol)).toMatchObject({ number: 17 });
    expect(ask(SocketOption.tcpNoDelay)).toBe(Errno.ENOPROTOOPT);
  });

  it('fills what a receive is asked to fill', () => {
    const { socket } = setUp(remote);
    const about = emptySocketMessage();
    about.parcel = 9;
    expect(socket.sendMessage(give('hello'), about, 0)).toBe(5);
    const into = new Uint8Array(3);
    const heard = emptySocketMessage();
    expect(socket.receiveMessage(Lease.over(into), SendFlags.truncate, heard)).toBe(5);
    expect([text(into), heard.parcel, heard.flags]).toEqual(['hel', 9, SendFlags.truncate]);
  });

  it('lets a parcel go that a plain read cannot take', () => {
    const { socket, released } = setUp(remote);
    const about = emptySocketMessage();
    about.parcel = 7;
    socket.sendMessage(give('x'), about, 0);
    expect(socket.receive(Lease.over(bytes('  ')), 0)).toBe(1);
    expect(released).toEqual([7]);
  });

  it('keeps what it is asked to keep, within bounds', () => {
    const { socket } = setUp(remote, credentials(1000));
    const value = emptySocketOptionValue();
    value.number = 1;
    expect(socket.setOption(SocketOption.sendBuffer, value, credentials(1000))).toBe(0);
    expect(socket.getOption(SocketOption.sendBuffer)).toMatchObject({ number: 4608 });
    expect(socket.setOption(SocketOption.mark, value, credentials(1000))).toBe(Errno.EPERM);
  });
});

it('a family that is not there is not supported', () => {
  const { stub } = setUp(false);
  expect(stub.create(SocketFamily.packet, SocketType.raw, 0, ROOT_USER)).toBe(Errno.EAFNOSUPPORT);
});

it('an address that is kept is a copy', () => {
  const address = { ...emptySocketAddress(), family: SocketFamily.inet6, port: 80, word3: 1, scope: 2 };
  const kept = copyAddress(address);
  address.port = 81;
  expect(kept).toEqual({ ...address, port: 80 });
});
