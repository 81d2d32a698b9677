/** TCP on loopback. Every expectation is what Linux 6.18 answered to the same calls of a C program. */
import { describe, expect, it } from 'vitest';
import { ShutdownHow, SocketOption, SocketType } from '../../../runtime/generated/enums.ts';
import { SendFlags } from '../../../runtime/generated/flags.ts';
import { TcpState } from '../../../runtime/servers/inet/tcp-state.ts';
import { Net, type Sock } from './support.ts';

const { read, write, both } = ShutdownHow;
const { dontWait, outOfBand, peek, truncate } = SendFlags;

function all(socket: Sock, ...answers: unknown[]): void {
  for (const answer of answers) expect(socket.receive(10)).toBe(answer);
}

describe('a socket that is not connected', () => {
  it('hangs up, and neither sends nor receives', () => {
    const a = new Net().tcp();
    expect(a.events).toBe('OUT HUP');
    expect(a.receive(10)).toBe('ENOTCONN');
    expect(a.send('x')).toBe('EPIPE');
    expect(a.state).toBe(TcpState.close);
    expect(a.tryAccept()).toBe('EINVAL');
    expect(a.shutdown(both)).toBe('ENOTCONN');
    expect(a.events).toBe('IN OUT RDHUP HUP');
  });

  it('is bound once', () => {
    const a = new Net().tcp();
    expect(a.bind('127.0.0.1', 0)).toBe(0);
    expect(a.bind('127.0.0.1', 0)).toBe('EINVAL');
  });

  it('is refused where nobody listens, and is as before', () => {
    const net = new Net();
    const bound = net.tcp();
    bound.bind('127.0.0.1', 0);
    const c = net.tcp();
    expect(c.connect('127.0.0.1', bound.port)).toBe('ECONNREFUSED');
    expect(c.events).toBe('OUT HUP');
    expect(c.error).toBe(0);
    expect(c.send('x')).toBe('EPIPE');
    expect(c.receive(1)).toBe('ENOTCONN');
    expect(c.connect('127.0.0.1', bound.port)).toBe('ECONNREFUSED');
    expect(c.name).toBe('0.0.0.0');
    expect(c.port).not.toBe(0);
  });

  it('tells a refusal later when it does not wait', () => {
    const c = new Net().tcp();
    expect(c.start('127.0.0.1', 9)).toBe('EINPROGRESS');
    expect(c.events).toBe('IN OUT RDHUP HUP ERR');
    expect(c.error).toBe('ECONNREFUSED');
    expect(c.events).toBe('IN OUT RDHUP HUP');
    expect(c.start('127.0.0.1', 9)).toBe('ECONNABORTED');
    all(c, 'ENOTCONN', 'ENOTCONN');
  });
});

describe('a listener', () => {
  it('is no connection', () => {
    const a = new Net().listener(1);
    expect(a.events).toBe('');
    expect(a.send('x')).toBe('EPIPE');
    expect(a.receive(1)).toBe('ENOTCONN');
    expect(a.connect('127.0.0.1', a.port)).toBe('EISCONN');
    expect(a.shutdown(read)).toBe(0);
    expect(a.events).toBe('OUT HUP');
    expect(a.state).toBe(TcpState.close);
    expect(a.listen(1)).toBe(0);
    expect(a.state).toBe(TcpState.listen);
  });

  it('has room for one more than its backlog; the next connect waits until one is accepted', () => {
    const net = new Net();
    const l = net.listener(1);
    const [c, c2, c3] = [net.tcp(), net.tcp(), net.tcp()];
    expect(c.start('127.0.0.1', l.port)).toBe('EINPROGRESS');
    expect(c.events).toBe('OUT');
    expect(c.state).toBe(TcpState.established);
    expect(c.start('127.0.0.1', l.port)).toBe(0);
    expect(c.start('127.0.0.1', l.port)).toBe('EISCONN');
    expect(l.events).toBe('IN');
    c2.start('127.0.0.1', l.port);
    expect(c3.start('127.0.0.1', l.port)).toBe('EINPROGRESS');
    expect(c3.events).toBe('');
    expect(c3.state).toBe(TcpState.synSent);
    expect(c3.start('127.0.0.1', l.port)).toBe('EALREADY');
    expect(c3.send('x')).toBe('EAGAIN');
    expect(c3.receive(1)).toBe('EAGAIN');
    expect(c3.peer).toBe('ENOTCONN');
    l.accept().close();
    expect(c.receive(1)).toBe(0);
    expect(c3.events).toBe('OUT');
    expect(c3.start('127.0.0.1', l.port)).toBe(0);
  });

  it('gives up a connect that is shut down', () => {
    const net = new Net();
    const l = net.listener(0);
    net.tcp().connect('127.0.0.1', l.port);
    const waits = net.tcp();
    waits.start('127.0.0.1', l.port);
    expect(waits.shutdown(write)).toBe(0);
    expect(waits.events).toBe('OUT HUP ERR');
  });

  it('resets what nobody accepted', () => {
    const net = new Net();
    const l = net.listener(0);
    const [a, b] = [net.tcp(), net.tcp()];
    a.connect('127.0.0.1', l.port);
    b.start('127.0.0.1', l.port);
    expect(a.send('x')).toBe(1);
    l.close();
    expect(a.events).toBe('IN OUT RDHUP HUP ERR');
    expect(a.receive(1)).toBe('ECONNRESET');
    expect(b.error).toBe('ECONNREFUSED');
  });

  it('shut down resets them too, and accepts no more', () => {
    const net = new Net();
    const l = net.listener(5);
    const a = net.tcp();
    a.connect('127.0.0.1', l.port);
    expect(l.shutdown(both)).toBe(0);
    expect(a.events).toBe('IN OUT RDHUP HUP ERR');
    expect(l.events).toBe('OUT HUP');
    expect(l.tryAccept()).toBe('EINVAL');
    expect(a.receive(1)).toBe('ECONNRESET');
  });

  it('defers a connection until data comes', () => {
    const net = new Net();
    const l = net.listener(5);
    expect(l.set(SocketOption.tcpDeferAccept, 5)).toBe(0);
    expect(l.get(SocketOption.tcpDeferAccept)).toBe(7);
    const a = net.tcp();
    expect(a.connect('127.0.0.1', l.port)).toBe(0);
    expect(l.events).toBe('');
    expect(l.tryAccept()).toBe('EAGAIN');
    a.send('GET');
    expect(l.events).toBe('IN');
    const b = l.accept();
    expect(b.receive(10)).toBe(3);
  });
});

describe('the end of a connection', () => {
  it('comes in halves', () => {
    const [a, b] = new Net().pair();
    expect(a.shutdown(write)).toBe(0);
    expect(a.events).toBe('OUT');
    expect(b.events).toBe('IN OUT RDHUP');
    // Linux shows FIN_WAIT1 until the other side's delayed acknowledgement.
    expect([a.state, b.state]).toEqual([TcpState.finWait2, TcpState.closeWait]);
    expect(b.receive(10)).toBe(0);
    expect(b.send('hello')).toBe(5);
    expect(a.events).toBe('IN OUT');
    expect(a.receive(10)).toBe(5);
    expect(a.send('x')).toBe('EPIPE');
    expect(a.shutdown(write)).toBe(0);
    expect(b.shutdown(write)).toBe(0);
    for (const end of [a, b]) {
      expect(end.events).toBe('IN OUT RDHUP HUP');
      expect(end.state).toBe(TcpState.close);
      expect(end.shutdown(write)).toBe('ENOTCONN');
      expect(end.peer).toBe('ENOTCONN');
    }
    expect(a.receive(1)).toBe(0);
    expect(b.send('x')).toBe('EPIPE');
  });

  it('of reading is told to nobody else', () => {
    const [a, b] = new Net().pair();
    expect(a.shutdown(read)).toBe(0);
    expect(a.events).toBe('IN OUT RDHUP');
    expect(b.events).toBe('OUT');
    expect(a.receive(10)).toBe(0);
    expect(b.send('hello')).toBe(5);
    all(a, 5, 0);
    expect(a.state).toBe(TcpState.established);
    a.close();
    expect(b.events).toBe('IN OUT RDHUP');
    expect(b.receive(1)).toBe(0);
    expect(b.send('x')).toBe(1);
  });

  it('with unread data is a reset; what came before can be read', () => {
    const [a, b] = new Net().pair();
    b.send('hello');
    a.send('abc');
    a.close();
    expect(b.events).toBe('IN OUT RDHUP HUP ERR');
    expect(b.state).toBe(TcpState.close);
    expect(b.receive(1)).toBe(1);
    all(b, 2, 'ECONNRESET');
    expect(b.events).toBe('IN OUT RDHUP HUP');
    expect(b.send('x')).toBe('EPIPE');
    expect(b.error).toBe(0);
  });

  it('with unread data is told once: by SO_ERROR', () => {
    const [a, b] = new Net().pair();
    b.send('hello');
    a.close();
    expect(b.error).toBe('ECONNRESET');
    expect(b.receive(10)).toBe(0);
    expect(b.send('x')).toBe('EPIPE');
  });

  it('with unread data is told once: by the first send', () => {
    const [a, b] = new Net().pair();
    b.send('hello');
    a.close();
    expect(b.send('x')).toBe('ECONNRESET');
    expect(b.send('x')).toBe('EPIPE');
    expect(b.receive(10)).toBe(0);
  });

  it('after a FIN with unread data is a broken pipe', () => {
    const [a, b] = new Net().pair();
    b.send('hello');
    a.shutdown(write);
    a.close();
    expect(b.events).toBe('IN OUT RDHUP HUP ERR');
    all(b, 0, 0);
    expect(b.send('x')).toBe('EPIPE');
    expect(b.error).toBe(0);
  });

  it('lets the first send after it through', () => {
    const [a, b] = new Net().pair();
    a.send('abc');
    a.close();
    expect(b.events).toBe('IN OUT RDHUP');
    expect(b.state).toBe(TcpState.closeWait);
    expect(b.send('x')).toBe(1);
    expect(b.events).toBe('IN OUT RDHUP HUP ERR');
    expect(b.state).toBe(TcpState.close);
    expect(b.receive(2)).toBe(2);
    all(b, 1, 0);
    expect(b.send('x')).toBe('EPIPE');
    expect(b.error).toBe(0);
  });

  it('by SO_LINGER of 0 is a reset', () => {
    const [a, b] = new Net().pair();
    a.set(SocketOption.linger, 1, 0);
    a.send('abc');
    a.close();
    expect(b.events).toBe('IN OUT RDHUP HUP ERR');
    all(b, 3, 'ECONNRESET', 0);
    expect(b.send('x')).toBe('EPIPE');
  });

  it('by a connect to no family is a reset, and the socket can connect again', () => {
    const net = new Net();
    const [a, b] = net.pair();
    expect(a.disconnect()).toBe(0);
    expect(a.events).toBe('OUT HUP ERR');
    expect(a.state).toBe(TcpState.close);
    expect(b.events).toBe('IN OUT RDHUP HUP ERR');
    expect(b.receive(1)).toBe('ECONNRESET');
    expect(a.receive(1)).toBe('ECONNRESET');
    expect(a.connect('127.0.0.1', net.listener(1).port)).toBe(0);
  });

  it('leaves nothing behind', () => {
    const net = new Net();
    const { size } = net.tcp().socket.services.files.ipc.table;
    for (let i = 0; i < 100; i++) {
      const [a, b] = net.pair();
      a.send('hello');
      (i % 2 === 0 ? a : b).close();
      (i % 2 === 0 ? b : a).close();
    }
    expect(net.tcp().socket.services.files.ipc.table.size - size).toBe(1);
    net.stack.timeWait.expire(Infinity);
    expect([...net.stack.tcpPorts.entries()]).toEqual([]);
  });
});

it('connects to itself', () => {
  const a = new Net().tcp();
  a.bind('127.0.0.1', 0);
  expect(a.connect('127.0.0.1', a.port)).toBe(0);
  expect(a.events).toBe('OUT');
  expect(a.send('abc')).toBe(3);
  expect(a.receive(10)).toBe(3);
  expect(a.shutdown(write)).toBe(0);
  expect(a.events).toBe('IN OUT RDHUP HUP');
  expect(a.state).toBe(TcpState.close);
  expect(a.receive(10)).toBe(0);
});

describe('urgent data', () => {
  it('is one byte beside the stream, with a mark in it', () => {
    const [a, b] = new Net().pair();
    a.send('ab');
    expect(a.send('XY', outOfBand)).toBe(2);
    a.send('cd');
    expect(b.events).toBe('IN OUT PRI');
    expect(b.socket.pending()).toBe(3);
    expect(b.socket.atMark()).toBe(false);
    expect(b.receive(100, peek)).toBe(3);
    expect(b.receive(100)).toBe(3);
    expect(b.text).toBe('abX');
    expect(b.socket.atMark()).toBe(true);
    expect(b.events).toBe('IN OUT PRI');
    expect(b.receive(10, outOfBand | peek)).toBe(1);
    expect(b.receive(10, outOfBand)).toBe(1);
    expect(b.text).toBe('Y');
    expect(b.receive(10, outOfBand)).toBe('EINVAL');
    expect(b.events).toBe('IN OUT');
    expect(b.socket.atMark()).toBe(true);
    expect(b.receive(100)).toBe(2);
    expect(b.text).toBe('cd');
    expect(b.receive(10, outOfBand)).toBe('EINVAL');
    expect(b.events).toBe('OUT');
    expect(b.socket.atMark()).toBe(false);
  });

  it('is lost when a read passes it', () => {
    const [a, b] = new Net().pair();
    a.send('1', outOfBand);
    expect(b.receive(10)).toBe('EAGAIN');
    expect(b.events).toBe('OUT');
    a.send('2');
    expect(b.receive(10)).toBe(1);
    expect(b.text).toBe('2');
    expect(b.receive(10, outOfBand)).toBe('EINVAL');
  });

  it('stays in the stream with SO_OOBINLINE', () => {
    const [a, b] = new Net().pair();
    b.set(SocketOption.outOfBandInline, 1);
    a.send('pq');
    a.send('U', outOfBand);
    a.send('rs');
    expect(b.events).toBe('IN OUT PRI');
    expect(b.receive(10, outOfBand)).toBe('EINVAL');
    expect(b.receive(10)).toBe(2);
    expect(b.socket.atMark()).toBe(true);
    expect(b.receive(10)).toBe(3);
    expect(b.text).toBe('Urs');
    expect(b.events).toBe('OUT');
    a.send('A', outOfBand);
    a.send('B', outOfBand);
    all(b, 1, 1);
  });
});

it('MSG_TRUNC throws away, MSG_PEEK leaves', () => {
  const [a, b] = new Net().pair();
  a.send('hello world');
  expect(b.receive(5, truncate)).toBe(5);
  expect(b.receive(3, peek)).toBe(3);
  expect(b.text).toBe(' wo');
  expect(b.receive(100, truncate | peek)).toBe(6);
  expect(b.receive(100, dontWait)).toBe(6);
  expect(b.receive(0)).toBe('EAGAIN');
  expect(b.send('')).toBe(0);
});

describe('buffers', () => {
  it('fill up, and writing goes on when a third of them is free', () => {
    const net = new Net();
    const l = net.listener(1);
    l.set(SocketOption.receiveBuffer, 4096);
    const a = net.tcp();
    a.set(SocketOption.sendBuffer, 4096);
    a.connect('127.0.0.1', l.port);
    const b = l.accept();
    expect(a.get(SocketOption.sendBuffer)).toBe(8192);
    expect(b.get(SocketOption.receiveBuffer)).toBe(8192);
    let sent = 0;
    for (;;) {
      const count = a.send('x'.repeat(1000));
      if (typeof count !== 'number') break;
      sent += count;
    }
    expect(sent).toBe(8192 + 4096);
    expect(a.events).toBe('');
    expect(a.socket.outputPending()).toBe(8192);
    let got = 0;
    while (a.events === '') got += Number(b.receive(100));
    expect(got).toBeGreaterThan(8192 / 3 - 100);
    expect(got).toBeLessThan(8192 / 3 + 100);
  });

  it('grow for a connection', () => {
    const net = new Net();
    const before = net.tcp();
    expect(before.get(SocketOption.sendBuffer)).toBe(16_384);
    expect(before.get(SocketOption.receiveBuffer)).toBe(131_072);
    const [a] = net.pair();
    expect(a.get(SocketOption.sendBuffer)).toBeGreaterThan(2_000_000);
  });

  it('keep every byte in order across many sizes', () => {
    const [a, b] = new Net().pair();
    const text = Array.from({ length: 50_000 }, (_, i) => String.fromCharCode(i % 251)).join('');
    let [sent, got] = [0, ''];
    for (let i = 1; got.length < text.length; i = (i * 7919) % 4099) {
      if (sent < text.length) sent += Number(a.send(text.slice(sent, sent + i)));
      b.receive((i * 31) % 3001);
      got += b.text;
    }
    expect(got).toBe(text);
  });
});

it('types and protocols that there are not', () => {
  const net = new Net();
  expect(net.create(SocketType.stream, 17)).toBe('EPROTONOSUPPORT');
  expect(net.create(SocketType.datagram, 6)).toBe('EPROTONOSUPPORT');
  expect(net.create(SocketType.raw, 0)).toBe('EPROTONOSUPPORT');
  expect(net.create(SocketType.raw, 1)).toBe('EPERM');
  expect(net.create(SocketType.datagram, 58)).toBe('EPROTONOSUPPORT');
  expect(net.create(SocketType.sequencedPacket, 0)).toBe('ESOCKTNOSUPPORT');
  expect(net.create(SocketType.stream, 300)).toBe('EINVAL');
  expect(net.create(SocketType.stream, 132)).toBe('EPROTONOSUPPORT');
});

describe('what waits for more', () => {
  const { more, noSignal } = SendFlags;

  it('goes with what follows, after a while, or with the end', () => {
    const net = new Net();
    const [a, b] = net.pair();
    expect(a.send('a', more)).toBe(1);
    expect(b.receive(9)).toBe('EAGAIN');
    expect(b.events).toBe('OUT');
    expect(a.socket.outputPending()).toBe(1);
    expect(a.send('', 0)).toBe(0);
    expect(b.receive(9)).toBe('EAGAIN');
    expect(a.send('bc')).toBe(2);
    expect(net.timers.size).toBe(0);
    expect(b.receive(9)).toBe(3);
    expect(b.text).toBe('abc');
    a.send('d', more);
    a.send('e', more);
    expect(net.timers.size).toBe(1);
    for (const run of net.timers) run();
    expect(b.receive(9)).toBe(2);
    a.send('f', more);
    a.shutdown(ShutdownHow.write);
    expect(net.timers.size).toBe(0);
    expect(b.receive(9)).toBe(1);
    expect(b.receive(9)).toBe(0);
  });

  it.each([
    [32_740, 0, 0],
    [32_741, 32_741, 32_741],
    [32_742, 32_742, 32_742],
    [40_000, 40_000, 33_000],
    [65_483, 65_483, 33_000],
  ])('of %d bytes is %d at once, by thousands %d', (size, once, thousands) => {
    const [a, b] = new Net().pair();
    expect(a.send('x'.repeat(size), more)).toBe(size);
    expect(b.socket.pending()).toBe(once);
    const [c, d] = new Net().pair();
    for (let left = size; left > 0; left -= 1000) c.send('x'.repeat(Math.min(left, 1000)), more);
    expect(d.socket.pending()).toBe(thousands);
    c.close();
    expect(d.receive(100_000)).toBe(size);
    expect(d.receive(9)).toBe(0);
  });

  it('is sent by TCP_NODELAY and by the end of TCP_CORK', () => {
    const [a, b] = new Net().pair();
    a.set(SocketOption.tcpNoDelay, 1);
    a.send('a', more);
    expect(b.receive(9)).toBe('EAGAIN');
    a.set(SocketOption.tcpNoDelay, 1);
    expect(b.receive(9)).toBe(1);
    a.set(SocketOption.tcpCork, 1);
    a.send('b');
    expect(b.receive(9)).toBe('EAGAIN');
    a.set(SocketOption.tcpNoDelay, 1);
    expect(b.receive(9)).toBe(1);
    a.send('c');
    expect(b.receive(9)).toBe('EAGAIN');
    a.set(SocketOption.tcpCork, 0);
    expect(b.receive(9)).toBe(1);
  });

  it('is sent when the other end shuts down, unless it is corked', () => {
    const [a, b] = new Net().pair();
    a.send('a', more);
    b.send('back');
    expect(b.receive(9)).toBe('EAGAIN');
    b.shutdown(ShutdownHow.write);
    expect(b.receive(9)).toBe(1);
    const [c, d] = new Net().pair();
    c.set(SocketOption.tcpCork, 1);
    c.send('a');
    d.shutdown(ShutdownHow.write);
    expect(d.receive(9)).toBe('EAGAIN');
    c.close();
    expect(d.receive(9)).toBe(1);
  });

  it('finds nobody when the other end is closed', () => {
    const net = new Net();
    const [a, b] = net.pair();
    a.send('a', more);
    b.close();
    expect(a.send('b', more | noSignal)).toBe('EPIPE');
    const [c, d] = net.pair();
    c.send('a', more);
    c.set(SocketOption.linger, 1, 0);
    c.close();
    expect(d.receive(9)).toBe('ECONNRESET');
    expect(net.timers.size).toBe(0);
  });

  it('makes room when a send finds none', () => {
    const [a, b] = new Net().pair();
    a.set(SocketOption.sendBuffer, 2304);
    expect(a.send('x'.repeat(5000), more)).toBe(4608);
    expect(b.receive(9000)).toBe(4608);
  });

  it('stands before an urgent byte', () => {
    const [a, b] = new Net().pair();
    a.send('a', more);
    a.send('u', SendFlags.outOfBand);
    expect(b.receive(9)).toBe(1);
    expect(b.text).toBe('a');
    expect(b.receive(9, SendFlags.outOfBand)).toBe(1);
  });
});
