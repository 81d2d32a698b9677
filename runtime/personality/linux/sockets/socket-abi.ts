/** Linux: the layouts of socket calls, for registers of 64 and of 32 bits. */
import type { Order } from '../../../../emulator/index.ts';
import { SocketFamily, SocketType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import {
  decodeIpOption,
  decodeIpv6Option,
  decodeNetlinkOption,
  decodeSocketOption,
  decodeTcpOption,
  decodeUdpOption,
  encodeMessageFlags,
} from '../../../generated/linux/flags.ts';
import type { SocketAddress, SocketMessage, SocketOptionValue } from '../../../generated/structs.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import type {
  ControlWriter,
  HeaderPlaces,
  MessageHeader,
  OutgoingControl,
  SocketAbi,
} from '../../sockets/socket-abi.ts';
import type { SocketClient } from '../../sockets/socket-client.ts';
import { LONGEST_ADDRESS, readAddress, writeAddress } from './addresses.ts';
import { LinuxControlWriter, readControl } from './control.ts';
import { readOption, writeOption } from './option-values.ts';

const SOL_SOCKET = 1;
const SO_BINDTODEVICE = 25;
/** Bytes of an int. */
const INT = 4;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
/** The tables of options of each level (IPPROTO_*, SOL_*). */
const LEVELS: ReadonlyMap<number, (name: number) => number> = new Map([
  [0, decodeIpOption],
  [IPPROTO_TCP, decodeTcpOption],
  [IPPROTO_UDP, decodeUdpOption],
  [41, decodeIpv6Option],
  [270, decodeNetlinkOption],
]);

export class LinuxSocketAbi implements SocketAbi {
  readonly longestAddress = LONGEST_ADDRESS;
  readonly headerSize: number;
  readonly messageSize: number;
  readonly messageLength: number;
  readonly places: HeaderPlaces;
  readonly scratch: StructView;
  /** Bytes of a register. */
  readonly #word: 4 | 8;

  constructor(bits: 32 | 64, order: Order) {
    const word = bits === 64 ? 8 : 4;
    this.#word = word;
    // struct msghdr: name, its length, iov, their number, control, its length, flags.
    this.headerSize = 7 * word;
    this.messageSize = 8 * word;
    this.messageLength = 7 * word;
    this.scratch = new StructView(order, LONGEST_ADDRESS);
    this.places = { nameLength: word, control: 4 * word, controlLength: 5 * word, flags: 6 * word };
  }

  readAddress(view: StructView, length: number, into: SocketAddress): number {
    return readAddress(view, length, into);
  }

  writeAddress(view: StructView, at: number, from: SocketAddress): number {
    return writeAddress(view, at, from);
  }

  readHeader(view: StructView, at: number, into: MessageHeader): void {
    const word = this.#word;
    const pointer = (index: number): number => (word === 8 ? view.address(at + 8 * index) : view.u32(at + 4 * index));
    const long = (index: number): number => (word === 8 ? view.u64(at + 8 * index) : view.u32(at + 4 * index));
    into.name = pointer(0);
    into.nameLength = view.s32(at + word);
    into.vector = pointer(2);
    into.vectorCount = long(3);
    into.control = pointer(4);
    into.controlLength = long(5);
    into.flags = view.u32(at + 6 * word);
  }

  readControl(
    view: StructView,
    length: number,
    client: SocketClient,
    about: SocketMessage,
    into: OutgoingControl,
  ): number {
    return readControl(view, length, client, about, into, this.#word);
  }

  writeControl(view: StructView, room: number): ControlWriter {
    return new LinuxControlWriter(view, room, this.#word);
  }

  messageFlags(flags: number): number {
    return encodeMessageFlags(flags);
  }

  option({ family, type }: SocketClient, level: number, name: number, length?: number): number {
    // sock_setsockopt wants an int before it looks at the name, but for a device's name.
    if (level === SOL_SOCKET && (length ?? INT) < INT && name !== SO_BINDTODEVICE) return Errno.EINVAL;
    if (level === SOL_SOCKET) return decodeSocketOption(name);
    // unix(7) has no level of its own.
    if (family === SocketFamily.unix) return Errno.EOPNOTSUPP;
    // Asked for, not set: ip_getsockopt says it otherwise than all others.
    const unknown = length === undefined && family === SocketFamily.inet ? Errno.EOPNOTSUPP : Errno.ENOPROTOOPT;
    const own = type === SocketType.stream ? IPPROTO_UDP : IPPROTO_TCP;
    return level === own ? unknown : (LEVELS.get(level)?.(name) ?? unknown);
  }

  readOption(option: number, name: number, view: StructView, length: number, into: SocketOptionValue): number {
    return readOption(option, name, view, length, into, this.#word);
  }

  writeOption(option: number, name: number, view: StructView, room: number, from: SocketOptionValue): number {
    return writeOption(option, name, view, room, from, this.#word);
  }
}
