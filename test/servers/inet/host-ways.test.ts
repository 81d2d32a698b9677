/** Connections of the host into the machine and out of it, over the host's real loopback. */
import * as dgram from 'node:dgram';
import * as net from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { ShutdownHow, SocketOption } from '../../../runtime/generated/enums.ts';
import { SendFlags } from '../../../runtime/generated/flags.ts';
import { NodeNetwork } from '../../../runtime/host/node/network.ts';
import { type Connected, HostWays } from '../../../runtime/servers/inet/host-ways.ts';
import { Net, type Sock } from './support.ts';

const network = new NodeNetwork();
afterEach(() => network.close());

async function published(guestPort: number, protocol: 'tcp' | 'udp' = 'tcp') {
  const machine = new Net();
  const ways = new HostWays(machine.stack, network, []);
  const port = await ways.publish({ hostPort: 0, guestPort, protocol });
  if (typeof port === 'number') throw new Error('not published');
  return { machine, ways, port: port.hostPort };
}

function listening(machine: Net, port: number, address = '0.0.0.0'): Sock {
  const server = machine.tcp(address.includes(':'));
  expect(server.bind(address, port)).toBe(0);
  expect(server.listen(10)).toBe(0);
  return server;
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(condition()).toBe(true);
}

async function client(port: number): Promise<net.Socket> {
  const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

async function all(socket: net.Socket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('latin1');
}

it.each(['0.0.0.0', '127.0.0.1', '::', '::1'])('leads to a listener at %s, half closing both ways', async (address) => {
  const { machine, port } = await published(80);
  const server = listening(machine, 80, address);
  const host = await client(port);
  host.end('question');
  await until(() => server.events === 'IN');
  const guest = server.accept();
  await until(() => guest.events.includes('RDHUP'));
  expect(guest.receive(100)).toBe(8);
  expect(guest.text).toBe('question');
  expect(guest.receive(100)).toBe(0);
  expect(guest.send('answer')).toBe(6);
  guest.close();
  expect(await all(host)).toBe('answer');
});

/** As `all`, and the socket stays as it is. */
async function untilEnd(socket: net.Socket): Promise<string> {
  let text = '';
  socket.on('data', (piece: Buffer) => (text += piece.toString('latin1')));
  await new Promise((resolve) => socket.once('end', resolve));
  return text;
}

it('refuses where nobody listens', async () => {
  const { port } = await published(80);
  const socket = net.connect(port, '127.0.0.1');
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  expect(error.code).toBe('ECONNRESET');
});

it('a reset arrives on the other side', async () => {
  const { machine, port } = await published(80);
  const server = listening(machine, 80);
  const host = await client(port);
  host.on('error', () => {});
  host.write('x');
  await until(() => server.events === 'IN');
  const guest = server.accept();
  await until(() => guest.events.includes('IN'));
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => host.once('error', resolve));
  guest.close();
  expect((await failed).code).toBe('ECONNRESET');

  const other = await client(port);
  await until(() => server.events === 'IN');
  const second = server.accept();
  other.resetAndDestroy();
  await until(() => second.events.includes('ERR'));
  expect(second.error).toBe('ECONNRESET');
});

it('makes both sides wait and loses no byte', async () => {
  const { machine, port } = await published(80);
  const server = listening(machine, 80);
  const host = await client(port);
  const text = Array.from({ length: 3_000_000 }, (_, i) => String.fromCharCode((i * 7) % 253)).join('');
  const bytes = Buffer.from(text + text + text, 'latin1');
  // Into the machine: the host cannot get rid of it all before the guest reads.
  host.write(bytes);
  await until(() => server.events === 'IN');
  const guest = server.accept();
  await until(() => guest.socket.pending() > 65_536);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(guest.socket.pending()).toBeLessThan(3_000_000);
  let got = '';
  while (got.length < bytes.length) {
    if (guest.receive(60_000) === 'EAGAIN') await new Promise((resolve) => setImmediate(resolve));
    got += guest.text;
  }
  expect(got === text + text + text).toBe(true);
  // Out of it: the guest fills what there is and waits.
  host.pause();
  let sent = 0;
  for (;;) {
    const count = guest.send(text.slice(sent % text.length, (sent % text.length) + 50_000));
    if (typeof count === 'string') break;
    sent += count;
    if (sent % 500_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (sent > 100_000_000) break;
  }
  expect(sent).toBeLessThan(100_000_000);
  guest.close();
  const answer = await all(host);
  expect(answer.length).toBe(sent);
  // Also what the host had not taken at once, and read later from where it stood.
  expect(answer === text.repeat(Math.ceil(sent / text.length)).slice(0, sent)).toBe(true);
});

it('datagrams find the way and back', async () => {
  const { machine, port } = await published(53, 'udp');
  const server = machine.udp();
  server.bind('0.0.0.0', 53);
  const socket = dgram.createSocket('udp4');
  const answer = new Promise<string>((resolve) => socket.once('message', (bytes) => resolve(bytes.toString())));
  socket.send('name', port, '127.0.0.1');
  await until(() => server.events.includes('IN'));
  expect(server.receive(100)).toBe(4);
  expect(server.sendTo('address', '127.0.0.1', server.about.address.port)).toBe(7);
  expect(await answer).toBe('address');
  socket.close();
});

function reaching(connects: readonly Connected[] | undefined): Net {
  const machine = new Net();
  machine.stack.wayOut = new HostWays(machine.stack, network, connects);
  return machine;
}

it('programs reach ports of the host that were allowed, and no others', async () => {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (bytes: Buffer) => socket.write(bytes.toString().toUpperCase()));
    socket.on('end', () => socket.end('!'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const machine = reaching([{ guestPort: 5432, hostPort: port }]);
  const guest = machine.tcp();
  expect(guest.start('127.0.0.1', 5432)).toBe('EINPROGRESS');
  expect(guest.start('127.0.0.1', 5432)).toBe('EALREADY');
  await until(() => guest.events === 'OUT');
  expect(guest.start('127.0.0.1', 5432)).toBe(0);
  expect(guest.send('shout')).toBe(5);
  await until(() => guest.events.includes('IN'));
  expect(guest.receive(10)).toBe(5);
  expect(guest.text).toBe('SHOUT');
  guest.shutdown(1);
  await until(() => guest.events.includes('HUP'));
  expect(guest.receive(10)).toBe(1);
  expect(guest.receive(10)).toBe(0);
  expect(machine.tcp().connect('127.0.0.1', port)).toBe('ECONNREFUSED');
  server.close();
});

it('a port of the host that nobody has is refused', async () => {
  const machine = reaching(undefined);
  const guest = machine.tcp();
  guest.start('127.0.0.1', 1);
  await until(() => guest.events.includes('ERR'));
  expect(guest.start('127.0.0.1', 1)).toBe('ECONNREFUSED');
});

it('a datagram of a program comes to the host, and its answer back', async () => {
  const server = dgram.createSocket('udp4');
  server.on('message', (bytes, from) => server.send(bytes.toString().toUpperCase(), from.port, from.address));
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const machine = reaching([{ guestPort: 53, hostPort: server.address().port, protocol: 'udp' }]);
  const guest = machine.udp();
  expect(guest.sendTo('name', '127.0.0.1', 53)).toBe(4);
  await until(() => guest.events.includes('IN'));
  expect(guest.receive(10)).toBe(4);
  expect([guest.text, guest.about.address.port]).toEqual(['NAME', 53]);
  guest.close();
  server.close();
});

it('what a program corks goes to the host in one piece', async () => {
  const { machine, port } = await published(80);
  const server = listening(machine, 80);
  const host = await client(port);
  await until(() => server.events === 'IN');
  const guest = server.accept();
  const pieces: string[] = [];
  host.on('data', (bytes: Buffer) => pieces.push(bytes.toString()));
  guest.set(SocketOption.tcpCork, 1);
  guest.send('head ');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(pieces).toEqual([]);
  guest.send('body');
  guest.set(SocketOption.tcpCork, 0);
  await until(() => pieces.length > 0);
  expect(pieces).toEqual(['head body']);
  guest.send('more ', SendFlags.more);
  guest.send('follows');
  await until(() => pieces.length > 1);
  expect(pieces[1]).toBe('more follows');
  host.destroy();
});

it('what a closed program is sent is answered with a reset; what it only shut down goes on', async () => {
  const { machine, port } = await published(80);
  const server = listening(machine, 80);
  const host = await client(port);
  await until(() => server.events === 'IN');
  const guest = server.accept();
  guest.send('all');
  guest.shutdown(ShutdownHow.write);
  expect(await untilEnd(host)).toBe('all');
  host.write('still read');
  await until(() => guest.events.includes('IN') && guest.socket.pending() > 0);
  expect(guest.receive(100)).toBe(10);
  host.end();
  await until(() => guest.events.includes('RDHUP'));
  guest.close();

  const other = await client(port);
  await until(() => server.events === 'IN');
  const second = server.accept();
  second.send('bye');
  second.close();
  expect(await untilEnd(other)).toBe('bye');
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => other.once('error', resolve));
  const again = setInterval(() => other.write('x'), 5);
  expect(['ECONNRESET', 'EPIPE']).toContain((await failed).code);
  clearInterval(again);
});
