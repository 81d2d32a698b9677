/**
 * One end of a TCP connection. Both ends are in this machine and know each other, so there are no packets: what one
 * sends stands in the other's ring at once, what exceeds the receiver's window counts as not yet sent, and a FIN or RST
 * is a call. The states are those of RFC 9293 as a program on Linux sees them.
 */
import { Errno } from '../../generated/errors.ts';
import { ANY4, type InetAddress } from './address.ts';
import { ByteRing } from './byte-ring.ts';
import type { InetStack } from './stack.ts';
import type { TcpListener } from './tcp-listener.ts';
import type { TcpHeld } from './tcp-held.ts';
import { TcpSettings } from './tcp-settings.ts';
import { TcpState } from './tcp-state.ts';
import { TcpUrgent } from './tcp-urgent.ts';
import type { TcpUser } from './tcp-user.ts';

/** What is told of changes: a socket, or the way to the host. */
export interface TcpOwner {
  /** Something may go on now, in either direction. */
  changed(): void;
  /** An urgent byte came. */
  urgent(): void;
}

/** Where an end waits: a listener's queue, or for the host. */
export interface TcpQueue {
  /** Data came for one that waits for it. */
  awake(end: TcpEnd): void;
  /** The end is over. */
  forget(end: TcpEnd): void;
}

export class TcpEnd implements TcpUser {
  readonly stack: InetStack;
  state: number = TcpState.close;
  localAddress: InetAddress = ANY4;
  localPort = 0;
  remoteAddress: InetAddress = ANY4;
  remotePort = 0;
  /** Named by bind. */
  explicit = false;
  /** Its address was given by bind: it stays when a connection ends. */
  addressGiven = false;
  v6 = false;
  v6Only = false;
  reuseAddress = false;
  reusePort = false;
  user = 0;
  inode = 0;
  device = 0;
  settings: TcpSettings;

  owner: TcpOwner | undefined;
  peer: TcpEnd | undefined;
  /** What it listens with. */
  listener: TcpListener | undefined;
  /** The queue that this end is in: as a connection to be accepted, or a connect that waits for room there or for the host. */
  queuedAt: TcpQueue | undefined;
  readonly ring: ByteRing;
  readonly urgent = new TcpUrgent();
  /** An Errno to be told once, 0 for none. */
  error = 0;
  /** Nothing more will come, or is read; nothing more may be sent. */
  readShut = false;
  writeShut = false;
  /** The other end said that it has sent all (SOCK_DONE). */
  finished = false;
  /** No socket has it any more. */
  orphan = false;
  /** A sender found no room: it wants to be told (SOCK_NOSPACE). */
  wantsRoom = false;
  /** What waits for more (MSG_MORE, TCP_CORK); undefined as long as nobody asked for that. */
  held: TcpHeld | undefined;
  /** When the connection was made, in nanoseconds. */
  since = 0;
  /** Bytes that were sent, once the connection is over. */
  sentAtEnd = 0;

  constructor(stack: InetStack, settings = new TcpSettings()) {
    this.stack = stack;
    this.settings = settings;
    this.ring = new ByteRing(stack.rings);
  }

  get listening(): boolean {
    return this.state === TcpState.listen;
  }

  /** What the receiver takes before the sender counts bytes as waiting (half of the buffer: tcp_adv_win_scale). */
  get window(): number {
    return this.settings.receiveBuffer >>> 1;
  }

  /** Bytes that were sent and are past the other end's window, or wait for more. */
  get unsent(): number {
    const { peer } = this;
    if (peer === undefined) return 0;
    const past = peer.ring.length - peer.window;
    const { held } = this;
    return (past > 0 ? past : 0) + (held === undefined ? 0 : held.length);
  }

  /** Bytes that a send would take now. */
  get room(): number {
    const room = this.settings.sendBuffer - this.unsent;
    return room > 0 ? room : 0;
  }

  /** Whether poll says so: a third of the buffer is free (sk_stream_is_writeable), and little waits (TCP_NOTSENT_LOWAT). */
  get writable(): boolean {
    const { unsent } = this;
    return unsent * 3 <= this.settings.sendBuffer * 2 && unsent < this.settings.notSentLowWater;
  }

  /** A closed end, or one that said it neither sends nor reads any more, answers data with RST (RFC 1122, 4.2.2.13). */
  get refusesData(): boolean {
    return this.orphan || (this.state === TcpState.finWait2 && this.readShut);
  }

  /** The pending error, which is told once. */
  takeError(): number {
    const { error } = this;
    this.error = 0;
    return error;
  }

  /** Two ends become a connection. The one that asked is told by its caller. */
  join(child: TcpEnd): void {
    this.peer = child;
    child.peer = this;
    this.state = TcpState.established;
    this.since = this.stack.now();
    child.since = this.since;
    this.settings.grow();
    child.settings.grow();
  }

  /** Bytes came into the ring. */
  arrived(): void {
    if (this.state === TcpState.synReceived) this.queuedAt?.awake(this);
    this.owner?.changed();
  }

  /** What was held back goes. */
  release(): void {
    this.held?.sendAll();
  }

  /** Bytes were read: a sender that waits may go on. */
  taken(): void {
    const { peer } = this;
    if (peer === undefined || !peer.wantsRoom || !peer.writable) return;
    peer.wantsRoom = false;
    peer.owner?.changed();
  }

  /** Sends FIN: nothing more comes from here. */
  finish(): void {
    this.release();
    this.writeShut = true;
    const { peer } = this;
    switch (this.state) {
      case TcpState.synReceived:
      case TcpState.established:
        // The FIN is acknowledged at once.
        this.state = TcpState.finWait2;
        peer?.finishArrived();
        return;
      case TcpState.closeWait:
        this.done();
        peer?.finishArrived();
        return;
    }
  }

  /** The other end sends FIN. */
  finishArrived(): void {
    this.readShut = true;
    this.finished = true;
    switch (this.state) {
      case TcpState.synReceived:
        this.queuedAt?.awake(this);
        this.state = TcpState.closeWait;
        break;
      case TcpState.established:
        this.state = TcpState.closeWait;
        break;
      case TcpState.finWait2:
        this.stack.timeWait.enter(this);
        this.done();
        return;
    }
    // It makes Linux look at what waits for more; only a cork keeps that.
    if (!this.settings.cork) this.release();
    this.owner?.changed();
  }

  /** Ends the connection with RST towards the other end. */
  reset(): void {
    const { peer } = this;
    this.done();
    if (peer !== this) peer?.resetArrived();
  }

  /** The other end sends RST (tcp_reset). */
  resetArrived(): void {
    if (this.state === TcpState.close) return;
    this.fail(
      this.state === TcpState.synSent
        ? Errno.ECONNREFUSED
        : this.state === TcpState.closeWait
          ? Errno.EPIPE
          : Errno.ECONNRESET,
    );
  }

  /** The connection is over, for a reason. */
  fail(error: number): void {
    this.error = error;
    this.done();
  }

  /** The connection is over: nothing comes and nothing goes; what came already can be read (tcp_done). */
  done(): void {
    this.state = TcpState.close;
    this.readShut = true;
    this.writeShut = true;
    this.sentAtEnd = this.peer?.ring.written ?? 0;
    this.peer = undefined;
    this.held?.drop();
    this.queuedAt?.forget(this);
    if (!this.explicit) this.stack.releasePort(this);
    if (this.orphan) this.#forget();
    else this.owner?.changed();
  }

  /** The socket is closed (tcp_close): what is unread makes it a reset. */
  close(): void {
    this.owner = undefined;
    this.orphan = true;
    if (this.listener !== undefined) {
      this.listener.stop();
      this.listener = undefined;
      this.state = TcpState.close;
    } else if (this.state === TcpState.synSent) {
      this.done();
    } else if (this.state !== TcpState.close) {
      const { lingerOn, lingerSeconds } = this.settings;
      if (this.ring.length > 0 || (lingerOn && lingerSeconds === 0)) this.reset();
      else this.finish();
    }
    if (this.state === TcpState.close) this.#forget();
  }

  #forget(): void {
    this.stack.releasePort(this);
    this.ring.release();
  }
}
