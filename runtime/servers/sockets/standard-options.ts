/** The options of every socket (SOL_SOCKET), as sock_setsockopt of Linux's net/core/sock.c treats them. socket(7). */
import { SocketFamily, SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { Credentials, SocketOptionValue } from '../../generated/structs.ts';
import type { SocketObject } from './socket-object.ts';

/** net.core.wmem_default and rmem_default, wmem_max and rmem_max. */
const USUAL_BUFFER = 212_992;
const MOST_BUFFER = 212_992;
/** SOCK_MIN_SNDBUF, SOCK_MIN_RCVBUF. */
const LEAST_SEND_BUFFER = 4608;
const LEAST_RECEIVE_BUFFER = 2304;
const INT_MAX = 0x7fff_ffff;
/** SOCK_SNDBUF_LOCK, SOCK_RCVBUF_LOCK. */
const SEND_LOCK = 1;
const RECEIVE_LOCK = 2;
/** The one interface that there is. */
const LOOPBACK = 'lo';

export class StandardOptions {
  /** Twice what was asked for: the kernel counts its own overhead. */
  sendBuffer = USUAL_BUFFER;
  receiveBuffer = USUAL_BUFFER;
  receiveLowWater = 1;
  reuseAddress = false;
  reusePort = false;
  broadcast = false;
  keepAlive = false;
  outOfBandInline = false;
  passCredentials = false;
  timestamp = false;
  timestampNanoseconds = false;
  dropCount = false;
  lingerOn = false;
  lingerSeconds = 0;
  /** Which buffers were set by hand (SOCK_SNDBUF_LOCK, SOCK_RCVBUF_LOCK). */
  bufferLock = 0;
  /** The interface that it is bound to. */
  device = '';
  /** Offset of the next peek; negative: peeks begin at the first byte. */
  peekOffset = -1;
  /** What has no effect here but is remembered. */
  readonly others = new Map<number, number>();

  /** An accepted socket's begin as its listener's. */
  copyFrom(other: StandardOptions): void {
    this.sendBuffer = other.sendBuffer;
    this.receiveBuffer = other.receiveBuffer;
    this.receiveLowWater = other.receiveLowWater;
    this.reuseAddress = other.reuseAddress;
    this.reusePort = other.reusePort;
    this.broadcast = other.broadcast;
    this.keepAlive = other.keepAlive;
    this.outOfBandInline = other.outOfBandInline;
    this.passCredentials = other.passCredentials;
    this.timestamp = other.timestamp;
    this.timestampNanoseconds = other.timestampNanoseconds;
    this.dropCount = other.dropCount;
    this.lingerOn = other.lingerOn;
    this.lingerSeconds = other.lingerSeconds;
    this.bufferLock = other.bufferLock;
    this.device = other.device;
    this.peekOffset = other.peekOffset;
    for (const [option, value] of other.others) this.others.set(option, value);
  }
}

/** Options that are switches without a field. */
const SWITCHES: ReadonlySet<number> = new Set([
  SocketOption.dontRoute,
  SocketOption.noChecksum,
  SocketOption.passSecurity,
  SocketOption.selectErrorQueue,
  SocketOption.lockFilter,
]);

/** 0 or an error. */
export function setStandardOption(
  socket: SocketObject,
  option: number,
  value: SocketOptionValue,
  credentials: Credentials,
): number {
  const { options } = socket;
  const on = value.number !== 0;
  const privileged = credentials.effectiveUser === 0;
  switch (option) {
    case SocketOption.reuseAddress:
      options.reuseAddress = on;
      return 0;
    case SocketOption.reusePort:
      if (on && !isInternet(socket)) return Errno.EOPNOTSUPP;
      options.reusePort = on;
      return 0;
    case SocketOption.zeroCopy:
      if (!isInternet(socket)) return Errno.EOPNOTSUPP;
      options.others.set(option, on ? 1 : 0);
      return 0;
    case SocketOption.bsdCompatible:
      return 0;
    case SocketOption.bindToDevice:
      if (value.text !== '' && value.text !== LOOPBACK) return Errno.ENODEV;
      options.device = value.text;
      return 0;
    case SocketOption.broadcast:
      options.broadcast = on;
      return 0;
    case SocketOption.keepAlive:
      options.keepAlive = on;
      return 0;
    case SocketOption.outOfBandInline:
      options.outOfBandInline = on;
      return 0;
    case SocketOption.timestamp:
      options.timestamp = on;
      options.timestampNanoseconds = false;
      return 0;
    case SocketOption.timestampNanoseconds:
      options.timestamp = on;
      options.timestampNanoseconds = on;
      return 0;
    case SocketOption.dropCount:
      options.dropCount = on;
      return 0;
    case SocketOption.linger:
      options.lingerOn = on;
      if (on) options.lingerSeconds = value.seconds;
      return 0;
    case SocketOption.sendBuffer:
      options.sendBuffer = bufferSize(Math.min(value.number >>> 0, MOST_BUFFER), LEAST_SEND_BUFFER);
      options.bufferLock |= SEND_LOCK;
      return 0;
    case SocketOption.receiveBuffer:
      options.receiveBuffer = bufferSize(Math.min(value.number >>> 0, MOST_BUFFER), LEAST_RECEIVE_BUFFER);
      options.bufferLock |= RECEIVE_LOCK;
      return 0;
    case SocketOption.sendBufferForce:
      if (!privileged) return Errno.EPERM;
      options.sendBuffer = bufferSize(Math.max(0, value.number), LEAST_SEND_BUFFER);
      options.bufferLock |= SEND_LOCK;
      return 0;
    case SocketOption.receiveBufferForce:
      if (!privileged) return Errno.EPERM;
      options.receiveBuffer = bufferSize(Math.max(0, value.number), LEAST_RECEIVE_BUFFER);
      options.bufferLock |= RECEIVE_LOCK;
      return 0;
    case SocketOption.receiveLowWater:
      options.receiveLowWater = value.number < 0 ? INT_MAX : value.number || 1;
      return 0;
    case SocketOption.debug:
      if (on && !privileged) return Errno.EACCES;
      options.others.set(option, on ? 1 : 0);
      return 0;
    case SocketOption.priority:
      if ((value.number < 0 || value.number > 6) && !privileged) return Errno.EPERM;
      options.others.set(option, value.number);
      return 0;
    case SocketOption.mark:
      if (!privileged) return Errno.EPERM;
      options.others.set(option, value.number);
      return 0;
    case SocketOption.incomingCpu:
    case SocketOption.maximumPacingRate:
      options.others.set(option, value.number);
      return 0;
    case SocketOption.busyPoll:
      if (value.number < 0) return Errno.EINVAL;
      if (value.number > 0 && !privileged) return Errno.EPERM;
      options.others.set(option, value.number);
      return 0;
    case SocketOption.bufferLock:
      if ((value.number & ~(SEND_LOCK | RECEIVE_LOCK)) !== 0) return Errno.EINVAL;
      options.bufferLock = value.number;
      return 0;
    case SocketOption.peekOffset:
    case SocketOption.passCredentials:
      // Families that know them answer them before.
      return Errno.EOPNOTSUPP;
    default:
      if (!SWITCHES.has(option)) return Errno.ENOPROTOOPT;
      options.others.set(option, on ? 1 : 0);
      return 0;
  }
}

/** Fills the value: 0 or an error. */
export function getStandardOption(socket: SocketObject, option: number, value: SocketOptionValue): number {
  const number = numberOf(socket, option);
  if (number !== undefined) {
    value.number = number;
    return 0;
  }
  const { options } = socket;
  switch (option) {
    case SocketOption.linger:
      value.number = options.lingerOn ? 1 : 0;
      value.seconds = options.lingerSeconds;
      return 0;
    case SocketOption.peerCredentials:
      value.number = 0;
      value.numbers = NOBODY;
      return 0;
    case SocketOption.peerGroups:
      return Errno.ENODATA;
    case SocketOption.bindToDevice:
      value.text = options.device;
      return 0;
    case SocketOption.memoryInformation:
      value.numbers = [0, options.receiveBuffer, 0, options.sendBuffer, 0, 0, 0, 0, 0];
      return 0;
    default:
      return Errno.ENOPROTOOPT;
  }
}

function isInternet({ family }: SocketObject): boolean {
  return family === SocketFamily.inet || family === SocketFamily.inet6;
}

const NOBODY = [2 ** 32 - 1, 2 ** 32 - 1] as const;

function numberOf(socket: SocketObject, option: number): number | undefined {
  const { options } = socket;
  switch (option) {
    case SocketOption.type:
      return socket.type;
    case SocketOption.domain:
      return socket.family;
    case SocketOption.protocol:
      return socket.protocol;
    case SocketOption.error:
      return -socket.takeError();
    case SocketOption.acceptsConnections:
      return Number(socket.listening);
    case SocketOption.sendBuffer:
      return options.sendBuffer;
    case SocketOption.receiveBuffer:
      return options.receiveBuffer;
    case SocketOption.receiveLowWater:
      return options.receiveLowWater;
    case SocketOption.sendLowWater:
      return 1;
    case SocketOption.reuseAddress:
      return Number(options.reuseAddress);
    case SocketOption.reusePort:
      return Number(options.reusePort);
    case SocketOption.broadcast:
      return Number(options.broadcast);
    case SocketOption.keepAlive:
      return Number(options.keepAlive);
    case SocketOption.outOfBandInline:
      return Number(options.outOfBandInline);
    case SocketOption.passCredentials:
      return Number(options.passCredentials);
    case SocketOption.timestamp:
      return Number(options.timestamp && !options.timestampNanoseconds);
    case SocketOption.timestampNanoseconds:
      return Number(options.timestampNanoseconds);
    case SocketOption.dropCount:
      return Number(options.dropCount);
    case SocketOption.bufferLock:
      return options.bufferLock;
    case SocketOption.bsdCompatible:
      return 0;
    case SocketOption.cookie:
      return socket.status.inode;
    case SocketOption.incomingCpu:
      return options.others.get(option) ?? -1;
    case SocketOption.maximumPacingRate:
      return options.others.get(option) ?? 2 ** 32 - 1;
    case SocketOption.debug:
    case SocketOption.priority:
    case SocketOption.mark:
    case SocketOption.busyPoll:
    case SocketOption.zeroCopy:
      return options.others.get(option) ?? 0;
    default:
      return SWITCHES.has(option) ? (options.others.get(option) ?? 0) : undefined;
  }
}

/** SO_RCVBUF and SO_SNDBUF count twice, and not less than a packet needs. */
function bufferSize(asked: number, least: number): number {
  return Math.max(least, Math.min(asked * 2, INT_MAX));
}
