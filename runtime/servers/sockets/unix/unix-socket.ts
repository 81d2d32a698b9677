/** What UNIX sockets of every type have in common: names, peers, what is charged to a sender, identities. unix(7). */
import { ShutdownHow, SocketFamily, SocketOption, SocketType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Ancillary, Availability } from '../../../generated/flags.ts';
import {
  type Credentials,
  emptySocketAddress,
  type SocketAddress,
  type SocketIdentity,
  type SocketMessage,
  type SocketOptionValue,
} from '../../../generated/structs.ts';
import { copyAddress, setAddress } from '../address.ts';
import type { SocketServices } from '../services.ts';
import { SocketObject } from '../socket-object.ts';
import { MessageQueue, type Segment } from './message-queue.ts';
import type { UnixNames } from './names.ts';

export interface UnixServices extends SocketServices {
  readonly names: UnixNames;
  /** Every socket that is not closed, in the order in which they were made. */
  readonly open: Set<UnixSocket>;
}

/** Whom a process that nobody knows looks like: the overflow ids. */
const NOBODY = 65_534;

export abstract class UnixSocket extends SocketObject {
  declare readonly services: UnixServices;
  /** What it was bound to; of an accepted one the listener's. Shared: never changed. */
  name: SocketAddress | undefined;
  peer: UnixSocket | undefined;
  established = false;
  /** Closed: only messages in flight and peers still know it. */
  dead = false;
  readonly queue = new MessageQueue();
  /** What its messages in flight cost. */
  charge = 0;
  /** Who is at the other end, as SO_PEERCRED says. */
  readonly peerIdentity: SocketIdentity = { process: 0, user: 2 ** 32 - 1, group: 2 ** 32 - 1 };
  peerGroups: readonly number[] | undefined;
  /** Sockets that wait for room in this one's queue. */
  readonly #waiting = new Set<UnixSocket>();
  /** Whether the name is in the register under this socket. */
  #registered = false;

  constructor(services: UnixServices, type: number, credentials: Credentials) {
    super(services, SocketFamily.unix, type, 0, credentials);
    services.open.add(this);
  }

  bind(address: SocketAddress, _credentials: Credentials): number {
    if (address.family !== SocketFamily.unix) return Errno.EINVAL;
    if (!address.abstract && address.path === '') return this.name === undefined ? this.autobind() : 0;
    if (this.name !== undefined) return Errno.EINVAL;
    return this.#take(copyAddress(address)) ? 0 : Errno.EADDRINUSE;
  }

  getName(): SocketAddress {
    return this.name ?? UNNAMED;
  }

  getPeer(): SocketAddress | Errno {
    return this.peer === undefined ? Errno.ENOTCONN : this.peer.getName();
  }

  shutdown(how: number): number {
    const read = how !== ShutdownHow.write;
    const write = how !== ShutdownHow.read;
    this.readShut ||= read;
    this.writeShut ||= write;
    const { peer } = this;
    if (peer !== undefined && this.type !== SocketType.datagram) {
      peer.writeShut ||= read;
      peer.readShut ||= write;
      peer.tell();
    }
    this.tell();
    this.tellWaiting();
    return 0;
  }

  /** Whether there is room, as poll says it: three quarters of it. */
  get roomy(): boolean {
    return !this.listening && this.charge * 4 <= this.options.sendBuffer;
  }

  /** The bits of poll that all types have. */
  getAvailability(): number {
    let state = this.error !== 0 ? Availability.error : 0;
    if (this.readShut) state |= Availability.readHangUp | Availability.readable;
    if (this.readShut && this.writeShut) state |= Availability.hangUp;
    if (this.queue.count > 0) state |= Availability.readable;
    if (this.type !== SocketType.datagram && !this.established && !this.listening) state |= Availability.hangUp;
    return state;
  }

  override getParcels(): number[] {
    return this.queue.parcels();
  }

  override outputPending(): number {
    return this.charge;
  }

  override atMark(): boolean | Errno {
    return this.type === SocketType.stream ? false : Errno.EOPNOTSUPP;
  }

  /** Takes an abstract name of the system's choice. */
  autobind(): number {
    if (this.name !== undefined) return 0;
    const address = { ...emptySocketAddress(), family: SocketFamily.unix };
    if (!this.services.names.choose(address, this.type)) return Errno.ENOSPC;
    this.#take(address);
    return 0;
  }

  /** A socket that asks for identities has a name, so that it can be answered. */
  nameForIdentity(): void {
    if (this.options.passCredentials) this.autobind();
  }

  /** The socket behind an address that has the same type, or why there is none. */
  find(address: SocketAddress): UnixSocket | Errno {
    const found = this.services.names.find(address, this.type);
    if (found === undefined) return Errno.ECONNREFUSED;
    return found.type === this.type ? found : Errno.EPROTOTYPE;
  }

  /** Puts the bytes that its queue has taken into a message of a sender. */
  enqueue(sender: UnixSocket, about: SocketMessage, charge: number): Segment {
    const segment = this.queue.append();
    segment.charge = charge;
    segment.sender = sender;
    sender.charge += charge;
    segment.parcel = about.parcel;
    const { options } = this;
    segment.identified =
      about.sender.process !== 0 &&
      (options.passCredentials || sender.options.passCredentials || (about.ancillary & Ancillary.credentials) !== 0);
    if (segment.identified) {
      segment.process = about.sender.process;
      segment.user = about.sender.user;
      segment.group = about.sender.group;
    }
    if (options.timestamp) this.services.files.now(segment);
    return segment;
  }

  /** Tells who sent a message. */
  identify(segment: Segment, about: SocketMessage): void {
    about.sender.process = segment.identified ? segment.process : 0;
    about.sender.user = segment.identified ? segment.user : NOBODY;
    about.sender.group = segment.identified ? segment.group : NOBODY;
  }

  /** The first message has been received: its sender has room again. */
  dequeue(): void {
    const { sender, charge } = this.queue.at(0);
    this.queue.shift();
    if (sender === undefined) return;
    const was = sender.roomy;
    sender.charge -= charge;
    // Only who found it full waits; a reader at that end is not woken for nothing.
    if (!was && sender.roomy) sender.tell();
  }

  /** Throws away what was not received. */
  purge(): void {
    while (this.queue.count > 0) {
      const { parcel } = this.queue.at(0);
      this.dequeue();
      if (parcel !== 0) this.services.parcels.release(parcel);
    }
  }

  /** Another socket waits for room in the queue of this one. */
  letWait(socket: UnixSocket): void {
    this.#waiting.add(socket);
  }

  tellWaiting(): void {
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const socket of waiting) socket.tell();
  }

  /** Takes down who is at the other end. */
  setPeerIdentity(who: SocketIdentity, groups: readonly number[] | undefined): void {
    Object.assign(this.peerIdentity, who);
    this.peerGroups = groups;
  }

  /** It is gone for the others. */
  release(): void {
    if (this.dead) return;
    this.dead = true;
    this.services.open.delete(this);
    if (this.#registered && this.name !== undefined) this.services.names.remove(this.name, this);
    this.readShut = true;
    this.writeShut = true;
    this.established = false;
    const { peer } = this;
    this.peer = undefined;
    this.left(peer);
    this.purge();
    this.tellWaiting();
  }

  /** The socket is about to go, and was connected to that one. */
  protected abstract left(peer: UnixSocket | undefined): void;

  protected override closed(): void {
    this.release();
  }

  protected override setOwnOption(option: number, value: SocketOptionValue): number | undefined {
    switch (option) {
      case SocketOption.passCredentials:
        this.options.passCredentials = value.number !== 0;
        return 0;
      case SocketOption.peekOffset:
        this.options.peekOffset = value.number;
        return 0;
      default:
        return undefined;
    }
  }

  protected override getOwnOption(option: number, value: SocketOptionValue): number | undefined {
    switch (option) {
      case SocketOption.peerCredentials:
        value.number = this.peerIdentity.process;
        value.numbers = [this.peerIdentity.user, this.peerIdentity.group];
        return 0;
      case SocketOption.peerGroups:
        if (this.peerGroups === undefined) return Errno.ENODATA;
        value.numbers = this.peerGroups;
        return 0;
      case SocketOption.peekOffset:
        value.number = this.options.peekOffset;
        return 0;
      default:
        return undefined;
    }
  }

  #take(address: SocketAddress): boolean {
    if (!this.services.names.add(address, this)) return false;
    this.name = address;
    this.#registered = true;
    return true;
  }
}

const UNNAMED: SocketAddress = { ...emptySocketAddress(), family: SocketFamily.unix };

/** Where a message came from, into what a receive fills; nothing when the sender has no name. */
export function tellSender(segment: Segment, about: SocketMessage): void {
  const name = segment.sender?.name;
  if (name === undefined) about.address.family = SocketFamily.unspecified;
  else setAddress(about.address, name);
}
