/** What the client keeps of an open socket: waiting is its own affair, and so are names of file systems. */
import type { SocketStub } from '../../generated/servers/socket.ts';
import type { Parcels } from './parcels.ts';
import type { Place } from '../names/mount-table.ts';

export class SocketClient {
  readonly socket: SocketStub;
  /** Values of SocketFamily and SocketType. */
  readonly family: number;
  readonly type: number;
  /** SO_RCVTIMEO and SO_SNDTIMEO in nanoseconds; 0 waits for ever. */
  receiveTimeout = 0;
  sendTimeout = 0;
  /** Whether the stamps of messages are asked for in the form with 64 bits (SO_TIMESTAMP_NEW). */
  wideStamps = false;
  /** Whether they are asked for in nanoseconds. */
  nanosecondStamps = false;
  /** What a wait waits for. */
  readonly sources: readonly [SocketStub];
  readonly #parcels: Parcels;
  /** The node that it is bound to, held while it is open. */
  #bound: Place | undefined;

  constructor(socket: SocketStub, family: number, type: number, parcels: Parcels) {
    this.socket = socket;
    this.family = family;
    this.type = type;
    this.#parcels = parcels;
    this.sources = [socket];
  }

  bind(place: Place): void {
    place.mount.tree.hold(place.node);
    this.#bound = place;
  }

  /** Only messages on their way refer to it: nobody may be left to receive them. */
  onlyInFlight(): void {
    this.#parcels.collect();
  }

  /** The last descriptor is gone. */
  close(): void {
    this.#bound?.mount.tree.release(this.#bound.node);
    this.#bound = undefined;
  }
}
