/** A netlink socket: requests to the kernel, answers as datagrams. netlink(7). */
import { ShutdownHow, SocketFamily, SocketOption } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Availability, SendFlags } from '../../../generated/flags.ts';
import {
  type Credentials,
  emptySocketAddress,
  type Opened,
  type SocketAddress,
  type SocketIdentity,
  type SocketMessage,
  type SocketOptionValue,
} from '../../../generated/structs.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../../kernel/result.ts';
import { SocketObject } from '../../sockets/socket-object.ts';
import type { SocketServices } from '../../sockets/services.ts';
import { MessageWriter, type Request, requestsOf } from './message-writer.ts';

/** Answers the requests of one protocol: 0, or an error in Linux's numbers, which netlink carries. */
export type Answer = (request: Request, into: MessageWriter, port: number) => number;

/** Port numbers that the kernel chooses when a process has one already count down from here. */
const FIRST_PORT = 0xffff_efff;
const DONE = 3;
const ERROR = 2;
const FLAG_REQUEST = 1;
const FLAG_MULTI = 2;
const FLAG_ACKNOWLEDGE = 4;
const FLAG_DUMP = 0x300;
const FLAG_CAPPED = 0x100;
const HEADER = 16;
/** Types below are netlink's own (NLMSG_MIN_TYPE). */
const FIRST_TYPE = 16;
const MOST_QUEUED = 256;
const { readable, writable, hangUp, error: failed, readHangUp } = Availability;

export class NetlinkPorts {
  readonly #taken = new Set<number>();
  #next = FIRST_PORT;

  take(port: number): boolean {
    if (this.#taken.has(port)) return false;
    this.#taken.add(port);
    return true;
  }

  choose(): number {
    while (!this.take(this.#next)) this.#next--;
    return this.#next--;
  }

  release(port: number): void {
    this.#taken.delete(port);
  }
}

export class NetlinkSocket extends SocketObject {
  readonly #ports: NetlinkPorts;
  readonly #answer: Answer;
  readonly #queue: Uint8Array[] = [];
  readonly #name = emptySocketAddress();
  readonly #flags = new Map<number, number>();
  #port = 0;
  #groups = 0;

  constructor(
    services: SocketServices,
    type: number,
    protocol: number,
    credentials: Credentials,
    ports: NetlinkPorts,
    answer: Answer,
  ) {
    super(services, SocketFamily.netlink, type, protocol, credentials);
    this.#ports = ports;
    this.#answer = answer;
  }

  bind(address: SocketAddress, _credentials: Credentials): number {
    if (address.family !== SocketFamily.netlink) return Errno.EINVAL;
    if (this.#port !== 0 && address.process !== 0 && address.process !== this.#port) return Errno.EINVAL;
    if (this.#port === 0) {
      if (address.process === 0) this.#port = this.#ports.choose();
      else if (this.#ports.take(address.process)) this.#port = address.process;
      else return Errno.EADDRINUSE;
    }
    this.#groups = address.groups;
    return 0;
  }

  connect(address: SocketAddress, _who: SocketIdentity, _credentials: Credentials): number {
    if (address.family === SocketFamily.unspecified) return 0;
    if (address.family !== SocketFamily.netlink) return Errno.EINVAL;
    if (address.process !== 0) return Errno.ECONNREFUSED;
    this.#autobind();
    return 0;
  }

  listen(): number {
    return Errno.EOPNOTSUPP;
  }

  accept(): Opened | Errno {
    return Errno.EOPNOTSUPP;
  }

  getName(): SocketAddress {
    this.#name.family = SocketFamily.netlink;
    this.#name.process = this.#port;
    this.#name.groups = this.#groups;
    return this.#name;
  }

  getPeer(): SocketAddress {
    this.#name.family = SocketFamily.netlink;
    this.#name.process = 0;
    this.#name.groups = 0;
    return this.#name;
  }

  shutdown(_how: (typeof ShutdownHow)[keyof typeof ShutdownHow]): number {
    return Errno.EOPNOTSUPP;
  }

  sendMessage(from: Lease, about: SocketMessage, flags: number): number {
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
    const { address } = about;
    if (address.family !== SocketFamily.unspecified) {
      if (address.family !== SocketFamily.netlink) return Errno.EINVAL;
      // Between programs nothing is carried; there is nobody but the kernel.
      if (address.process !== 0) return Errno.ECONNREFUSED;
    }
    this.#autobind();
    const length = from.remaining;
    if (length > this.services.files.scratch.length) return Errno.EMSGSIZE;
    const bytes = new Uint8Array(length);
    if (from.take(bytes, 0, length) < length) return Errno.EFAULT;
    for (const request of requestsOf(bytes)) this.#handle(request);
    return length;
  }

  receiveMessage(into: Lease, flags: number, about: SocketMessage): number {
    about.ancillary = 0;
    about.flags = 0;
    about.address.family = SocketFamily.unspecified;
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
    const message = this.#queue[0];
    if (message === undefined) {
      const error = this.takeError();
      return error === 0 ? WOULD_BLOCK : error;
    }
    const count = Math.min(into.remaining, message.length);
    const done = into.put(message, 0, count);
    if ((flags & SendFlags.peek) === 0) this.#queue.shift();
    if (done < count) return Errno.EFAULT;
    if (count < message.length) about.flags = SendFlags.truncate;
    about.address.family = SocketFamily.netlink;
    about.address.process = 0;
    about.address.groups = 0;
    return (flags & SendFlags.truncate) !== 0 ? message.length : count;
  }

  getAvailability(): number {
    let now = writable;
    if (this.#queue.length > 0) now |= readable;
    if (this.error !== 0) now |= failed;
    if (this.readShut) now |= readable | readHangUp;
    if (this.readShut && this.writeShut) now |= hangUp;
    return now;
  }

  override pending(): number {
    return Errno.ENOTTY;
  }

  protected override setOwnOption(option: number, value: SocketOptionValue): number | undefined {
    switch (option) {
      case SocketOption.netlinkAddMembership:
      case SocketOption.netlinkDropMembership: {
        if (value.number < 1 || value.number > 64) return Errno.EINVAL;
        const bit = value.number <= 32 ? 2 ** (value.number - 1) : 0;
        this.#groups = (option === SocketOption.netlinkAddMembership ? this.#groups | bit : this.#groups & ~bit) >>> 0;
        return 0;
      }
      case SocketOption.netlinkPacketInformation:
      case SocketOption.netlinkBroadcastError:
      case SocketOption.netlinkNoBuffers:
      case SocketOption.netlinkCapAcknowledge:
      case SocketOption.netlinkExtendedAcknowledge:
      case SocketOption.netlinkStrictChecks:
        this.#flags.set(option, value.number === 0 ? 0 : 1);
        return 0;
      case SocketOption.netlinkListAllNamespaces:
        return Errno.EPERM;
      default:
        return undefined;
    }
  }

  protected override getOwnOption(option: number, value: SocketOptionValue): number | undefined {
    switch (option) {
      case SocketOption.netlinkListMemberships:
        value.numbers = [this.#groups];
        return 0;
      case SocketOption.netlinkPacketInformation:
      case SocketOption.netlinkBroadcastError:
      case SocketOption.netlinkNoBuffers:
      case SocketOption.netlinkCapAcknowledge:
      case SocketOption.netlinkExtendedAcknowledge:
      case SocketOption.netlinkStrictChecks:
        value.number = this.#flags.get(option) ?? 0;
        return 0;
      default:
        return undefined;
    }
  }

  protected override closed(): void {
    if (this.#port !== 0) this.#ports.release(this.#port);
  }

  #autobind(): void {
    if (this.#port === 0) this.#port = this.#ports.choose();
  }

  /** What the kernel answers to one message (netlink_rcv_skb, rtnetlink_rcv_msg). */
  #handle(request: Request): void {
    if ((request.flags & FLAG_REQUEST) === 0 || request.type < FIRST_TYPE) {
      if ((request.flags & FLAG_ACKNOWLEDGE) !== 0) this.#acknowledge(request, 0);
      return;
    }
    const writer = new MessageWriter(request.little);
    const error = this.#answer(request, writer, this.#port);
    const dump = (request.flags & FLAG_DUMP) === FLAG_DUMP;
    if (error !== 0) {
      this.#acknowledge(request, error);
      return;
    }
    if (writer.length > 0) this.#queueUp(writer.take());
    if (dump) {
      writer.begin(DONE, FLAG_MULTI, request.sequence, this.#port).u32(0).end();
      this.#queueUp(writer.take());
    } else if ((request.flags & FLAG_ACKNOWLEDGE) !== 0) {
      this.#acknowledge(request, 0);
    }
  }

  /** NLMSG_ERROR: 0 or an error, and the request; of a success, or when asked so, its header alone. */
  #acknowledge(request: Request, error: number): void {
    const capped = error === 0 || (this.#flags.get(SocketOption.netlinkCapAcknowledge) ?? 0) !== 0;
    const writer = new MessageWriter(request.little);
    writer.begin(ERROR, capped ? FLAG_CAPPED : 0, request.sequence, this.#port).u32(error >>> 0);
    writer.bytes(capped ? request.message.subarray(0, HEADER) : request.message).end();
    this.#queueUp(writer.take());
  }

  override fromKernel(text: Lease): number {
    const bytes = new Uint8Array(text.remaining);
    if (text.take(bytes) < bytes.length) return Errno.EFAULT;
    this.#queueUp(bytes);
    return 0;
  }

  #queueUp(message: Uint8Array): void {
    if (this.#queue.length >= MOST_QUEUED) {
      if ((this.#flags.get(SocketOption.netlinkNoBuffers) ?? 0) === 0) this.error = Errno.ENOBUFS;
    } else {
      this.#queue.push(message);
    }
    this.tell();
  }
}
