/** Who may have a port beside whom, as Linux 6.18 answered for every pair of 54 kinds of sockets. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SocketOption } from '../../../runtime/generated/enums.ts';
import { Net, type Sock } from './support.ts';

interface Kind {
  readonly address: string;
  readonly only: boolean;
  readonly reuse: 'reuseaddr' | 'reuseport' | undefined;
  readonly listens: boolean;
}

/** Lines of the probe: an answer for each kind as the second socket, then the kind of the first. */
const lines = readFileSync(new URL('bind-conflicts.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const kinds = lines.map((line): Kind => {
  const [, address = '', ...words] = line.split(/ +/);
  return {
    address,
    only: words.includes('only'),
    reuse: words.includes('reuseaddr') ? 'reuseaddr' : words.includes('reuseport') ? 'reuseport' : undefined,
    listens: words.includes('listen'),
  };
});

function make(net: Net, kind: Kind, port: number): { socket: Sock; answer: string } {
  const socket = net.tcp(kind.address.includes(':'));
  if (kind.only) socket.set(SocketOption.ipv6Only, 1);
  if (kind.reuse === 'reuseaddr') socket.set(SocketOption.reuseAddress, 1);
  if (kind.reuse === 'reuseport') socket.set(SocketOption.reusePort, 1);
  if (socket.bind(kind.address, port) !== 0) return { socket, answer: 'B' };
  return { socket, answer: kind.listens && socket.listen(1) !== 0 ? 'L' : '.' };
}

it.each(kinds.map((kind, index) => ({ kind, index })))('$kind.address $kind.reuse $kind.listens', ({ kind, index }) => {
  const net = new Net();
  const answers = kinds.map((other) => {
    const first = make(net, kind, 8000);
    const second = make(net, other, 8000);
    first.socket.close();
    second.socket.close();
    return first.answer === '.' ? second.answer : '?';
  });
  expect(answers.join('')).toBe(lines[index]?.split(' ')[0]);
});

it('a second listener on a port that both reuse is refused when it listens', () => {
  const net = new Net();
  const [a, b] = [net.tcp(), net.tcp()];
  for (const one of [a, b]) {
    one.set(SocketOption.reuseAddress, 1);
    expect(one.bind('127.0.0.1', 8000)).toBe(0);
  }
  expect(a.listen(1)).toBe(0);
  expect(b.listen(1)).toBe('EADDRINUSE');
});

it('a port stays taken for a minute after a connection that this side ended, unless addresses are reused', () => {
  const net = new Net();
  const server = net.tcp();
  server.bind('127.0.0.1', 8000);
  server.listen(1);
  const client = net.tcp();
  client.connect('127.0.0.1', 8000);
  const child = server.accept();
  server.close();
  child.close();
  client.close();
  expect(net.tcp().bind('127.0.0.1', 8000)).toBe('EADDRINUSE');
  net.stack.timeWait.expire(net.stack.now() + 61e9);
  expect(net.tcp().bind('127.0.0.1', 8000)).toBe(0);
});

it('ports to connect from run out only when all lead to the same place', () => {
  const net = new Net();
  const server = net.listener(4096);
  const used = new Set<number>();
  for (let i = 0; i < 300; i++) {
    const client = net.tcp();
    expect(client.connect('127.0.0.1', server.port)).toBe(0);
    used.add(client.port);
    server.accept();
  }
  expect(used.size).toBe(300);
});

it('SO_REUSEPORT shares connections out', () => {
  const net = new Net();
  const servers = [0, 1, 2].map(() => {
    const one = net.tcp();
    one.set(SocketOption.reusePort, 1);
    one.bind('127.0.0.1', 8000);
    one.listen(1000);
    return one;
  });
  for (let i = 0; i < 300; i++) net.tcp().connect('127.0.0.1', 8000);
  for (const one of servers) {
    let count = 0;
    while (typeof one.tryAccept() === 'object') count++;
    expect(count).toBeGreaterThan(50);
  }
});
