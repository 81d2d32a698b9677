/** setsockopt and getsockopt: what belongs to waiting is answered here, the rest by the server. */
import { SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { emptySocketOptionValue, type SocketOptionValue } from '../../generated/structs.ts';
import { StructView } from '../../kernel/struct-view.ts';
import type { Thread } from '../../kernel/thread.ts';
import { socketAbi } from './addresses.ts';
import type { SocketClient } from './socket-client.ts';

/** Spans are kept in ticks (CONFIG_HZ 250), the next greater one. */
const TICK = 4_000_000;
/** The longest value that is looked at. */
const LONGEST = 4096;

export function setOption(
  thread: Thread,
  client: SocketClient,
  level: number,
  name: number,
  at: number,
  length: number,
): number {
  if (length < 0) return Errno.EINVAL;
  const abi = socketAbi(thread);
  const option = abi.option(client, level, name, length);
  if (option < 0) return option;
  const { space, abi: native, credentials } = thread.process;
  const size = Math.min(length, LONGEST);
  const view = new StructView(native.order);
  if (!space.structIn(at, size, view)) return Errno.EFAULT;
  const value = emptySocketOptionValue();
  const wrong = abi.readOption(option, name, view, size, value);
  if (wrong < 0) return wrong;
  switch (option) {
    case SocketOption.receiveTimeout:
      return setTimeout(value, (timeout) => (client.receiveTimeout = timeout));
    case SocketOption.sendTimeout:
      return setTimeout(value, (timeout) => (client.sendTimeout = timeout));
    case SocketOption.timestamp:
    case SocketOption.timestampNanoseconds:
      client.wideStamps = value.seconds !== 0;
      client.nanosecondStamps = option === SocketOption.timestampNanoseconds;
      break;
    default:
  }
  return client.socket.setOption(option, value, credentials);
}

/** Neither negative spans nor more than a second of microseconds; 0 waits for ever. */
function setTimeout({ time }: SocketOptionValue, set: (nanoseconds: number) => void): number {
  if (time.nanoseconds < 0 || time.nanoseconds >= 1e9) return Errno.EDOM;
  // A negative one does not wait at all (sock_set_timeout); a nanosecond is as good as nothing.
  set(time.seconds < 0 ? 1 : time.seconds * 1e9 + Math.ceil(time.nanoseconds / TICK) * TICK);
  return 0;
}

export function getOption(
  thread: Thread,
  client: SocketClient,
  level: number,
  name: number,
  at: number,
  lengthAt: number,
): number {
  const { space, abi: native } = thread.process;
  const word = space.readU32(lengthAt);
  if (word < 0) return Errno.EFAULT;
  const room = word | 0;
  const abi = socketAbi(thread);
  const option = abi.option(client, level, name);
  if (option < 0) return option;
  if (room < 0) return Errno.EINVAL;
  const value = valueOf(client, option);
  if (typeof value === 'number') return value;
  const view = new StructView(native.order).reset(LONGEST);
  const length = abi.writeOption(option, name, view, room, value);
  if (length === Errno.ERANGE) return space.writeU32(lengthAt, value.numbers.length * 4) || Errno.ERANGE;
  if (length < 0) return length;
  const told = Math.min(length, room);
  if (told > 0 && space.copyOut(at, view.bytes, 0, told) < told) return Errno.EFAULT;
  return space.writeU32(lengthAt, told);
}

function valueOf(client: SocketClient, option: number): SocketOptionValue | Errno {
  if (option === SocketOption.receiveTimeout) return spanOf(client.receiveTimeout);
  if (option === SocketOption.sendTimeout) return spanOf(client.sendTimeout);
  if (option === SocketOption.peerName) {
    const peer = client.socket.getPeer();
    if (typeof peer === 'number') return Errno.ENOTCONN;
    return { ...emptySocketOptionValue(), address: peer };
  }
  return client.socket.getOption(option);
}

function spanOf(timeout: number): SocketOptionValue {
  const value = emptySocketOptionValue();
  value.time.seconds = Math.floor(timeout / 1e9);
  value.time.nanoseconds = timeout === 1 ? 0 : timeout % 1e9;
  return value;
}
