/** Internet sockets for tests: a machine's stack without a machine, and calls in few words. */
import { SocketFamily, SocketOption, SocketType } from '../../../runtime/generated/enums.ts';
import { Errno, errorName } from '../../../runtime/generated/errors.ts';
import { Availability } from '../../../runtime/generated/flags.ts';
import {
  emptySocketAddress,
  emptySocketMessage,
  emptySocketOptionValue,
  type Opened,
  type SocketAddress,
} from '../../../runtime/generated/structs.ts';
import { Lease } from '../../../runtime/kernel/lease.ts';
import { WOULD_BLOCK } from '../../../runtime/kernel/result.ts';
import { ROOT_USER } from '../../../runtime/servers/files/root-user.ts';
import { InetFamily } from '../../../runtime/servers/inet/inet-family.ts';
import { InetStack } from '../../../runtime/servers/inet/stack.ts';
import { TcpSocket } from '../../../runtime/servers/inet/tcp-socket.ts';
import { UdpSocket } from '../../../runtime/servers/inet/udp-socket.ts';
import { socketServices } from '../sockets/support.ts';

const NOBODY = { process: 1, user: 0, group: 0 };

/** An answer as programs see it: a count, or the name of an error. */
export function shown(result: number): number | string {
  if (result >= 0) return result;
  return result === WOULD_BLOCK ? 'EAGAIN' : errorName(result as Errno);
}

export class Net {
  readonly stack: InetStack;
  /** Timers that run. */
  readonly timers: Set<() => void>;
  readonly #v4: InetFamily;
  readonly #v6: InetFamily;

  constructor() {
    const { services, timers } = socketServices();
    this.stack = new InetStack(services);
    this.timers = timers;
    this.#v4 = new InetFamily(this.stack, SocketFamily.inet);
    this.#v6 = new InetFamily(this.stack, SocketFamily.inet6);
  }

  tcp(v6 = false): Sock {
    const socket = (v6 ? this.#v6 : this.#v4).create(SocketType.stream, 0, ROOT_USER);
    if (!(socket instanceof TcpSocket)) throw new Error('no socket');
    return new Sock(this, socket);
  }

  udp(v6 = false): Sock {
    const socket = (v6 ? this.#v6 : this.#v4).create(SocketType.datagram, 0, ROOT_USER);
    if (!(socket instanceof UdpSocket)) throw new Error('no socket');
    return new Sock(this, socket);
  }

  create(type: number, protocol: number): number | string {
    const socket = this.#v4.create(type, protocol, ROOT_USER);
    return typeof socket === 'number' ? shown(socket) : 0;
  }

  listener(backlog: number): Sock {
    const socket = this.tcp();
    socket.bind('127.0.0.1', 0);
    socket.listen(backlog);
    return socket;
  }

  /** Two ends of a connection. */
  pair(): [Sock, Sock] {
    const listener = this.listener(5);
    const one = this.tcp();
    one.connect('127.0.0.1', listener.port);
    const other = listener.accept();
    listener.close();
    return [one, other];
  }
}

export class Sock {
  readonly net: Net;
  readonly socket: TcpSocket | UdpSocket;
  readonly about = emptySocketMessage();
  /** What the last receive brought. */
  text = '';

  constructor(net: Net, socket: TcpSocket | UdpSocket) {
    this.net = net;
    this.socket = socket;
  }

  get port(): number {
    return this.socket.getName().port;
  }

  get name(): string {
    return addressText(this.socket.getName());
  }

  get peer(): string {
    const peer = this.socket.getPeer();
    return typeof peer === 'number' ? String(shown(peer)) : addressText(peer);
  }

  bind(address: string, port: number): number | string {
    return shown(this.socket.bind(name(address, port), ROOT_USER));
  }

  listen(backlog: number): number | string {
    return shown(this.socket.listen(backlog, NOBODY, ROOT_USER));
  }

  /** As a blocking connect: asks again while it is under way and nothing must be waited for. */
  connect(address: string, port: number): number | string {
    const first = this.start(address, port);
    return first === 'EINPROGRESS' ? this.start(address, port) : first;
  }

  /** One call of connect. */
  start(address: string, port: number): number | string {
    return shown(this.socket.connect(name(address, port), NOBODY, ROOT_USER));
  }

  disconnect(): number | string {
    return shown(this.socket.connect(emptySocketAddress(), NOBODY, ROOT_USER));
  }

  accept(): Sock {
    const opened = this.tryAccept();
    if (typeof opened !== 'object') throw new Error(`accept: ${opened}`);
    return opened;
  }

  tryAccept(): Sock | number | string {
    const opened: Opened | Errno = this.socket.accept();
    if (typeof opened === 'number') return shown(opened);
    const socket = this.socket.services.files.ipc.table.resolve(opened.object);
    return socket instanceof TcpSocket ? new Sock(this.net, socket) : 'nothing';
  }

  send(text: string, flags = 0): number | string {
    return shown(this.socket.send(Lease.over(latin1(text)), flags));
  }

  sendTo(text: string, address: string, port: number, flags = 0): number | string {
    const about = emptySocketMessage();
    about.address = name(address, port);
    return shown(this.socket.sendMessage(Lease.over(latin1(text)), about, flags));
  }

  receive(most: number, flags = 0): number | string {
    const bytes = new Uint8Array(most);
    const count = this.socket.receiveMessage(Lease.over(bytes), flags, this.about);
    this.text = String.fromCharCode(...bytes.subarray(0, Math.min(most, Math.max(0, count))));
    return shown(count);
  }

  shutdown(how: number): number | string {
    return shown(this.socket.shutdown(how));
  }

  close(): void {
    this.socket.close(0);
  }

  set(option: number, number: number, seconds = 0): number | string {
    const value = emptySocketOptionValue();
    value.number = number;
    value.seconds = seconds;
    return shown(this.socket.setOption(option, value, ROOT_USER));
  }

  get(option: number): number | string {
    const value = this.socket.getOption(option);
    return typeof value === 'number' ? shown(value) : value.number;
  }

  /** SO_ERROR by name; 0 for none. */
  get error(): number | string {
    return shown(-Number(this.get(SocketOption.error)));
  }

  get state(): number {
    return this.socket instanceof TcpSocket ? this.socket.end.state : 0;
  }

  /** What poll says, in the order of the probe's output. */
  get events(): string {
    const now = this.socket.getAvailability();
    const names: string[] = [];
    if ((now & Availability.readable) !== 0) names.push('IN');
    if ((now & Availability.writable) !== 0) names.push('OUT');
    if ((now & Availability.priority) !== 0) names.push('PRI');
    if ((now & Availability.readHangUp) !== 0) names.push('RDHUP');
    if ((now & Availability.hangUp) !== 0) names.push('HUP');
    if ((now & Availability.error) !== 0) names.push('ERR');
    return names.join(' ');
  }
}

/** A name from numbers and dots, or from colons and numbers. */
export function name(address: string, port: number): SocketAddress {
  const into = emptySocketAddress();
  into.port = port;
  if (!address.includes(':')) {
    into.family = SocketFamily.inet;
    into.word0 = dotted(address);
    return into;
  }
  into.family = SocketFamily.inet6;
  const [text = '', scope] = address.split('%');
  into.scope = Number(scope ?? 0);
  const mapped = /^::ffff:([\d.]+)$/.exec(text);
  if (mapped !== null) {
    into.word2 = 0xffff;
    into.word3 = dotted(mapped[1] ?? '');
    return into;
  }
  const [head = '', tail = ''] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after].map((group) =>
    Number.parseInt(group, 16),
  );
  const word = (at: number): number => (groups[at] ?? 0) * 65_536 + (groups[at + 1] ?? 0);
  into.word0 = word(0);
  into.word1 = word(2);
  into.word2 = word(4);
  into.word3 = word(6);
  return into;
}

function dotted(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressText({ family, word0, word1, word2, word3 }: SocketAddress): string {
  const v4 = (word: number): string => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.');
  if (family === SocketFamily.inet) return v4(word0);
  if (word2 === 0xffff && word0 === 0 && word1 === 0) return `::ffff:${v4(word3)}`;
  if (word0 === 0 && word1 === 0 && word2 === 0) return word3 === 0 ? '::' : `::${word3.toString(16)}`;
  return [word0, word1, word2, word3].map((word) => word.toString(16)).join(':');
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
