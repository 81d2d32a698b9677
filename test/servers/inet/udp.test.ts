/** UDP on loopback. Every expectation is what Linux 6.18 answered in a network name space with loopback alone. */
import { describe, expect, it } from 'vitest';
import { ShutdownHow, SocketOption } from '../../../runtime/generated/enums.ts';
import { Ancillary, SendFlags } from '../../../runtime/generated/flags.ts';
import { emptySocketOptionValue } from '../../../runtime/generated/structs.ts';
import { ROOT_USER } from '../../../runtime/servers/files/root-user.ts';
import { name, Net, type Sock, shown } from './support.ts';

const { dontWait, truncate, peek, outOfBand, errorQueue, more } = SendFlags;

function receiver(net: Net, address = '127.0.0.1'): Sock {
  const socket = net.udp(address.includes(':'));
  expect(socket.bind(address, 0)).toBe(0);
  return socket;
}

it('is ready at once, and has no destination', () => {
  const s = new Net().udp();
  expect(s.events).toBe('OUT');
  expect(s.port).toBe(0);
  expect(s.peer).toBe('ENOTCONN');
  expect(s.send('x')).toBe('EDESTADDRREQ');
  expect(s.receive(1)).toBe('EAGAIN');
  expect(s.listen(1)).toBe('EOPNOTSUPP');
  expect(s.tryAccept()).toBe('EOPNOTSUPP');
  expect(s.shutdown(ShutdownHow.both)).toBe('ENOTCONN');
  expect(s.events).toBe('IN OUT RDHUP HUP');
  expect(s.sendTo('x', '127.0.0.1', 9)).toBe('EPIPE');
});

it('learns that nobody listens only when it is connected', () => {
  const s = new Net().udp();
  expect(s.sendTo('x', '127.0.0.1', 0)).toBe('EINVAL');
  expect(s.sendTo('x', '127.0.0.1', 9)).toBe(1);
  expect(s.name).toBe('0.0.0.0');
  expect(s.port).not.toBe(0);
  expect(s.receive(1)).toBe('EAGAIN');
  expect(s.connect('127.0.0.1', 9)).toBe(0);
  expect([s.name, s.peer]).toEqual(['127.0.0.1', '127.0.0.1']);
  expect(s.send('x')).toBe(1);
  expect(s.events).toBe('OUT ERR');
  expect(s.error).toBe('ECONNREFUSED');
  expect(s.events).toBe('OUT');
  expect([s.send('x'), s.send('x'), s.send('x')]).toEqual([1, 'ECONNREFUSED', 1]);
  expect([s.receive(1), s.receive(1)]).toEqual(['ECONNREFUSED', 'EAGAIN']);
  expect(s.send('x')).toBe(1);
  expect(s.disconnect()).toBe(0);
  expect([s.name, s.port, s.peer]).toEqual(['0.0.0.0', 0, 'ENOTCONN']);
  expect(s.error).toBe('ECONNREFUSED');
});

it('keeps the borders of datagrams', () => {
  const net = new Net();
  const [s, r] = [net.udp(), receiver(net)];
  expect(s.sendTo('z'.repeat(65_507), '127.0.0.1', r.port)).toBe(65_507);
  expect(s.sendTo('z'.repeat(65_508), '127.0.0.1', r.port)).toBe('EMSGSIZE');
  expect(s.sendTo('', '127.0.0.1', r.port)).toBe(0);
  expect(s.sendTo('hello', '127.0.0.1', r.port)).toBe(5);
  expect(r.socket.pending()).toBe(65_507);
  expect(r.receive(10, truncate | peek)).toBe(65_507);
  expect(r.receive(10)).toBe(10);
  expect(r.about.flags & truncate).toBe(truncate);
  expect(r.socket.pending()).toBe(0);
  expect(r.receive(10)).toBe(0);
  expect(r.receive(2, truncate)).toBe(5);
  expect(r.about.address.port).toBe(s.port);
  expect(r.receive(2, dontWait)).toBe('EAGAIN');
  expect(r.receive(2, outOfBand)).toBe('EAGAIN');
  expect(s.sendTo('x', '127.0.0.1', r.port, outOfBand)).toBe('EOPNOTSUPP');
});

it('connected takes datagrams of its peer alone', () => {
  const net = new Net();
  const [s, r] = [net.udp(), receiver(net)];
  r.connect('127.0.0.1', r.port);
  expect(r.send('self')).toBe(4);
  expect(r.receive(9)).toBe(4);
  expect(s.sendTo('x', '127.0.0.1', r.port)).toBe(1);
  expect(r.receive(9)).toBe('EAGAIN');
  expect(r.shutdown(ShutdownHow.read)).toBe(0);
  expect(r.events).toBe('IN OUT RDHUP');
  expect(r.receive(9, dontWait)).toBe('EAGAIN');
  expect(r.receive(9)).toBe(0);
  expect(r.send('self')).toBe(4);
  expect(r.receive(9)).toBe(4);
  expect(r.shutdown(ShutdownHow.write)).toBe(0);
  expect(r.events).toBe('IN OUT RDHUP HUP');
  expect(r.send('self')).toBe('EPIPE');
});

it('reaches loopback and nothing else', () => {
  const s = new Net().udp();
  expect(s.sendTo('x', '255.255.255.255', 9)).toBe('ENETUNREACH');
  expect(s.sendTo('x', '127.255.255.255', 9)).toBe('EACCES');
  s.set(SocketOption.broadcast, 1);
  expect(s.sendTo('x', '127.255.255.255', 9)).toBe(1);
  expect(s.sendTo('x', '1.2.3.4', 9)).toBe('ENETUNREACH');
});

it.each([
  [1, 256],
  [1000, 92],
  [60_000, 3],
])('datagrams of %i bytes: a buffer holds %i', (size, count) => {
  const net = new Net();
  const [s, r] = [net.udp(), receiver(net)];
  for (let i = 0; i < 300; i++) expect(s.sendTo('x'.repeat(size), '127.0.0.1', r.port)).toBe(size);
  let kept = 0;
  while (r.receive(10) === 10 || kept < 1 || r.text !== '') kept += r.text === '' ? 0 : 1;
  expect(kept).toBe(count);
});

it('tells from which address, to which, and with what', () => {
  const net = new Net();
  const [s, r] = [receiver(net, '127.0.0.3'), receiver(net, '0.0.0.0')];
  r.set(SocketOption.ipPacketInformation, 1);
  r.set(SocketOption.ipReceiveTimeToLive, 1);
  r.set(SocketOption.ipReceiveTypeOfService, 1);
  s.set(SocketOption.ipTimeToLive, 7);
  s.set(SocketOption.ipTypeOfService, 0x10);
  s.sendTo('x', '127.0.0.2', r.port);
  expect(r.receive(10)).toBe(1);
  const { about } = r;
  expect(about.ancillary).toBe(Ancillary.packetInformation | Ancillary.hopLimit | Ancillary.trafficClass);
  expect([about.address.word0, about.local.word0]).toEqual([0x7f00_0003, 0x7f00_0002]);
  expect([about.interface, about.hopLimit, about.trafficClass]).toEqual([1, 7, 0x10]);
});

it('keeps what was refused in the error queue with IP_RECVERR', () => {
  const s = new Net().udp();
  s.set(SocketOption.ipReceiveErrors, 1);
  expect(s.sendTo('lost', '127.0.0.1', 9)).toBe(4);
  expect(s.events).toBe('OUT ERR');
  expect(s.receive(10, errorQueue)).toBe(4);
  expect(s.text).toBe('lost');
  expect(s.about.address.port).toBe(9);
  const { error, origin, type, code } = s.about.error;
  expect([error, origin, type, code]).toEqual([s.about.error.error, 2, 3, 3]);
  expect(s.receive(10, errorQueue)).toBe('EAGAIN');
  expect(s.events).toBe('OUT');
});

it('MSG_MORE gathers one datagram, UDP_SEGMENT makes several', () => {
  const net = new Net();
  const [s, r] = [net.udp(), receiver(net)];
  s.connect('127.0.0.1', r.port);
  s.send('ab', more);
  expect(r.receive(10)).toBe('EAGAIN');
  s.send('cd');
  expect(r.receive(10)).toBe(4);
  s.set(SocketOption.udpCork, 1);
  s.send('ef');
  s.send('gh');
  expect(r.receive(10)).toBe('EAGAIN');
  s.set(SocketOption.udpCork, 0);
  expect(r.receive(10)).toBe(4);
  s.set(SocketOption.udpSegment, 3);
  expect(s.send('abcdefgh')).toBe(8);
  expect([r.receive(10), r.receive(10), r.receive(10)]).toEqual([3, 3, 2]);
});

it('IPv6 sockets speak IPv4 with mapped addresses', () => {
  const net = new Net();
  const r = receiver(net, '::');
  const s = net.udp();
  s.sendTo('x', '127.0.0.1', r.port);
  expect(r.receive(10)).toBe(1);
  expect([r.about.address.word2, r.about.address.word3]).toEqual([0xffff, 0x7f00_0001]);
  expect(r.sendTo('back', '::ffff:127.0.0.1', s.port)).toBe(4);
  expect(s.receive(10)).toBe(4);
  const only = net.udp(true);
  only.set(SocketOption.ipv6Only, 1);
  only.bind('::', 0);
  expect(s.sendTo('x', '127.0.0.1', only.port)).toBe(1);
  expect(only.receive(10)).toBe('EAGAIN');
});

describe('groups', () => {
  const join = (socket: Sock, option: number, group: string): number | string => {
    const value = emptySocketOptionValue();
    value.address = name(group, 0);
    value.local = name('127.0.0.1', 0);
    return shown(socket.socket.setOption(option, value, ROOT_USER));
  };

  it('reach every socket of the port, once somebody is in', () => {
    const net = new Net();
    const [s, a, b] = [net.udp(), net.udp(), net.udp()];
    for (const one of [a, b]) {
      one.set(SocketOption.reuseAddress, 1);
      one.bind('0.0.0.0', 5000);
    }
    s.sendTo('x', '224.1.2.3', 5000);
    expect(a.receive(10)).toBe('EAGAIN');
    expect(join(a, SocketOption.ipAddMembership, '224.1.2.3')).toBe(0);
    expect(join(a, SocketOption.ipAddMembership, '224.1.2.3')).toBe('EADDRINUSE');
    expect(join(a, SocketOption.ipAddMembership, '1.2.3.4')).toBe('EINVAL');
    b.set(SocketOption.ipMulticastAll, 0);
    s.sendTo('x', '224.1.2.3', 5000);
    expect([a.receive(10), b.receive(10)]).toEqual([1, 'EAGAIN']);
    expect(join(a, SocketOption.ipDropMembership, '224.1.2.3')).toBe(0);
    expect(join(a, SocketOption.ipDropMembership, '224.1.2.3')).toBe('EADDRNOTAVAIL');
    s.sendTo('x', '224.1.2.3', 5000);
    expect(a.receive(10)).toBe('EAGAIN');
  });
});
