/** The servers of UNIX sockets by themselves: through messages as directly, and what they give back when they are gone. */
import { describe, expect, it } from 'vitest';
import { SocketFamily, SocketType } from '../../../runtime/generated/enums.ts';
import { Errno } from '../../../runtime/generated/errors.ts';
import { Availability } from '../../../runtime/generated/flags.ts';
import { SocketStub } from '../../../runtime/generated/servers/socket.ts';
import { SocketsStub } from '../../../runtime/generated/servers/sockets.ts';
import { emptySocketAddress, emptySocketMessage, type SocketAddress } from '../../../runtime/generated/structs.ts';
import { Lease } from '../../../runtime/kernel/lease.ts';
import { LoopbackPort } from '../../../runtime/kernel/loopback-port.ts';
import { WOULD_BLOCK } from '../../../runtime/kernel/result.ts';
import { SocketServer } from '../../../runtime/servers/sockets/socket-server.ts';
import { UnixFamily } from '../../../runtime/servers/sockets/unix/unix-family.ts';
import { give, Listener, ROOT_USER, text } from '../support.ts';
import { socketServices } from './support.ts';

const WHO = { process: 7, user: 0, group: 0 };

function setUp(remote = false) {
  const { services, released } = socketServices();
  const { ipc } = services.files;
  const server = new SocketServer(ipc);
  const family = new UnixFamily(services);
  server.register(SocketFamily.unix, family);
  if (remote) ipc.divert(new LoopbackPort(ipc.table));
  const stub = new SocketsStub(ipc, server.handle);
  const make = (type: number): SocketStub => {
    const opened = stub.create(SocketFamily.unix, type, 0, ROOT_USER);
    if (typeof opened === 'number') throw new Error('no socket');
    return new SocketStub(ipc, opened.object);
  };
  const pair = (type: number): [SocketStub, SocketStub] => {
    const ends = stub.createPair(SocketFamily.unix, type, 0, WHO, ROOT_USER);
    if (typeof ends === 'number') throw new Error('no pair');
    return [new SocketStub(ipc, ends.first.object), new SocketStub(ipc, ends.second.object)];
  };
  return { ipc, family, released, make, pair };
}

function named(name: string): SocketAddress {
  return { ...emptySocketAddress(), family: SocketFamily.unix, abstract: true, path: name };
}

function received(socket: SocketStub, most: number): string | number {
  const into = new Uint8Array(most);
  const count = socket.receive(Lease.over(into), 0);
  return count < 0 ? count : text(into.subarray(0, count));
}

describe.each([false, true])('UNIX sockets (through messages: %s)', (remote) => {
  it('connect, carry bytes and end', () => {
    const { ipc, make } = setUp(remote);
    const listener = make(SocketType.stream);
    const client = make(SocketType.stream);
    expect(client.connect(named('x'), WHO, ROOT_USER)).toBe(Errno.ECONNREFUSED);
    expect(listener.bind(named('x'), ROOT_USER)).toBe(0);
    expect(listener.listen(1, WHO, ROOT_USER)).toBe(0);
    expect(listener.accept()).toBe(WOULD_BLOCK);
    expect(client.connect(named('x'), WHO, ROOT_USER)).toBe(0);
    const opened = listener.accept();
    if (typeof opened === 'number') throw new Error('no connection');
    const end = new SocketStub(ipc, opened.object);
    expect(end.getName()).toMatchObject({ path: 'x', abstract: true });
    expect(client.send(give('hello'), 0)).toBe(5);
    expect(received(end, 3)).toBe('hel');
    expect(received(end, 9)).toBe('lo');
    expect(received(end, 9)).toBe(WOULD_BLOCK);
    client.close(0);
    expect(received(end, 9)).toBe('');
    expect(end.send(give('x'), 0)).toBe(Errno.EPIPE);
  });

  it('tell who sent a datagram', () => {
    const { make } = setUp(remote);
    const from = make(SocketType.datagram);
    const to = make(SocketType.datagram);
    from.bind(named('from'), ROOT_USER);
    to.bind(named('to'), ROOT_USER);
    const about = { ...emptySocketMessage(), address: named('to') };
    expect(from.sendMessage(give('hi'), about, 0)).toBe(2);
    const heard = emptySocketMessage();
    expect(to.receiveMessage(Lease.over(new Uint8Array(9)), 0, heard)).toBe(2);
    expect(heard.address).toMatchObject({ path: 'from', abstract: true });
  });

  it('let parcels go that nobody received', () => {
    const { pair, released } = setUp(remote);
    const [a, b] = pair(SocketType.stream);
    for (const parcel of [3, 4]) a.sendMessage(give('x'), { ...emptySocketMessage(), parcel }, 0);
    expect(b.getParcels()).toEqual([3, 4]);
    expect(received(b, 1)).toBe('x');
    expect(released).toEqual([3]);
    b.close(0);
    expect(released).toEqual([3, 4]);
  });
});

describe('a UNIX socket', () => {
  it('wakes a writer when three quarters of its room are free, and nobody for less', () => {
    const { ipc, pair } = setUp();
    const [a, b] = pair(SocketType.stream);
    const full = new Uint8Array(4096);
    while (a.send(Lease.over(full), 0) > 0);
    const listener = new Listener(ipc);
    a.subscribe(listener.handle);
    let reads = 0;
    while (listener.heard.length === 0) {
      received(b, 4096);
      reads++;
    }
    expect(reads).toBe(34);
    expect((listener.heard[0] ?? 0) & Availability.writable).not.toBe(0);
  });

  it('keeps every byte in order while its queue grows and wraps', () => {
    const { pair } = setUp();
    const [a, b] = pair(SocketType.stream);
    let sent = 0;
    let got = 0;
    for (let turn = 1; turn < 400; turn++) {
      const bytes = Uint8Array.from({ length: (turn * 37) % 5000 }, () => sent++ & 0xff);
      if (bytes.length > 0) expect(a.send(Lease.over(bytes), 0)).toBe(bytes.length);
      const into = new Uint8Array((turn * 53) % 7000);
      const count = b.receive(Lease.over(into), 0);
      for (let i = 0; i < count; i++) if (into[i] !== (got++ & 0xff)) throw new Error(`byte ${got} is wrong`);
    }
    expect(sent - got).toBe(b.pending());
  });

  it('leaves nothing behind', () => {
    const { ipc, family, make, pair } = setUp();
    const before = ipc.table.size;
    const listener = make(SocketType.stream);
    listener.bind(named('gone'), ROOT_USER);
    listener.listen(5, WHO, ROOT_USER);
    const client = make(SocketType.stream);
    client.connect(named('gone'), WHO, ROOT_USER);
    const [a, b] = pair(SocketType.sequencedPacket);
    expect([...family.listing()].map(({ path }) => path)).toEqual([
      '\0gone',
      undefined,
      '\0gone',
      undefined,
      undefined,
    ]);
    for (const socket of [listener, client, a, b]) socket.close(0);
    expect([...family.listing()]).toEqual([]);
    expect(ipc.table.size).toBe(before);
  });
});
