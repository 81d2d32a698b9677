/**
 * A connection of the host carried on as one of the machine: bytes are handed over as each side takes them, with its waiting,
 * half closing and resets. The end that it owns is the host's side of the connection in the machine.
 */
import { Errno } from '../../generated/errors.ts';
import type { ConnectionUser, HostConnection } from '../../host/port.ts';
import type { TcpEnd, TcpOwner, TcpQueue } from './tcp-end.ts';
import { sendBytes } from './tcp-send.ts';
import { TcpState } from './tcp-state.ts';

/** Bytes handed to the host in one piece. */
const PIECE = 65_536;

export class HostBridge implements TcpOwner, ConnectionUser, TcpQueue {
  readonly #end: TcpEnd;
  readonly #connection: HostConnection;
  /** What the host's connection waits for: told once. */
  readonly #whenConnected: (() => void) | undefined;
  /** Told when the host could not make the connection. */
  notMade: ((error: number) => void) | undefined;
  /** Bytes of the host that the machine did not take yet. */
  #pending: Uint8Array | undefined;
  #pendingAt = 0;
  /** The host takes no more now; it will write no more; it was told that the machine writes no more. */
  #full = false;
  #ended = false;
  #told = false;
  #over = false;

  /** @param whenConnected for a connection that the host is still making */
  constructor(end: TcpEnd, connection: HostConnection, whenConnected?: () => void) {
    this.#end = end;
    this.#connection = connection;
    this.#whenConnected = whenConnected;
    end.owner = this;
  }

  /** Begins to read the host's side; the end is connected or will tell. */
  start(): void {
    this.#connection.use(this);
  }

  /** The machine's side changed: bytes to take away, room for more, or the end. */
  changed(): void {
    if (this.#over) return;
    const end = this.#end;
    if (end.state === TcpState.synSent) return;
    const { ring } = end;
    // Nobody writes any more: what is left goes at once, so that nothing waits for a guest that may be gone.
    while (ring.length > 0 && (!this.#full || end.finished || end.state === TcpState.close)) this.#hand();
    if (end.error !== 0) {
      this.#finish();
      this.#connection.reset();
      return;
    }
    if (end.finished && ring.length === 0 && !this.#told) {
      this.#told = true;
      // With a program's last descriptor its connection is the host's alone, which ends it as it ends its own.
      if (end.peer?.orphan === true) this.#connection.leave();
      else this.#connection.end();
    }
    this.#give();
  }

  urgent(): void {
    // The host gets the byte in its place in the stream.
  }

  connected(): void {
    this.#whenConnected?.();
  }

  received(bytes: Uint8Array): void {
    this.#pending = bytes;
    this.#pendingAt = 0;
    this.#give();
    if (this.#pending !== undefined) this.#connection.pause(true);
  }

  ended(): void {
    this.#ended = true;
    this.#give();
  }

  drained(): void {
    this.#full = false;
    this.changed();
  }

  closed(error: Errno | 0): void {
    if (this.#over) return;
    const end = this.#end;
    this.#finish();
    if (this.notMade !== undefined && end.peer === undefined && end.state === TcpState.close) {
      this.notMade(error || Errno.ECONNREFUSED);
    }
    if (error !== 0 && end.state !== TcpState.close) end.reset();
    end.close();
  }

  /** Ends of the machine that wait for the host: one that is closed meanwhile needs no connection. */
  forget(): void {
    if (this.#over) return;
    this.#finish();
    this.#connection.reset();
  }

  awake(): void {}

  /** Gives the machine what waits for it; then the end, if the host has come to it. */
  #give(): void {
    // No room in the listener's queue yet: what the host sends waits here.
    if (this.#end.state === TcpState.synSent) return;
    const pending = this.#pending;
    if (pending !== undefined) {
      this.#pendingAt += sendBytes(this.#end, pending, this.#pendingAt);
      if (this.#pendingAt < pending.length) return;
      this.#pending = undefined;
      this.#connection.pause(false);
    }
    if (!this.#ended || this.#end.writeShut) return;
    this.#end.finish();
  }

  /** Hands a piece of what is there to the host. */
  #hand(): void {
    const { ring } = this.#end;
    const piece = ring.front(PIECE);
    const { length } = piece;
    // With all that is there, the memory can be left to the host: as a rule it takes everything at once, and that is not needed.
    const whole = length === ring.length;
    if (whole && !this.#connection.lend(piece)) ring.leave();
    else {
      if (!whole) this.#connection.write(piece);
      ring.skip(length);
    }
    this.#full = this.#connection.full;
    this.#end.taken();
  }

  #finish(): void {
    this.#over = true;
    this.#end.owner = undefined;
    this.#pending = undefined;
  }
}
