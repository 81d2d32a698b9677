/**
 * Descriptors in flight (SCM_RIGHTS): open descriptions that a socket's queue refers to by a number. A description in a
 * parcel has one user more, so it stays open until the parcel is let go.
 */
import { Resource } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { dispatchParcels, type Parcels as ParcelsInterface } from '../../generated/servers/parcels.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import type { SocketClient } from './socket-client.ts';

interface Parcel {
  readonly user: number;
  readonly descriptions: readonly OpenDescription[];
}

export class Parcels implements ParcelsInterface {
  readonly handle: ObjectHandle;
  readonly #parcels = new Map<number, Parcel>();
  /** Descriptors in flight, by the user that sent them. */
  readonly #inFlight = new Map<number, number>();
  #last = 0;

  constructor(ipc: Ipc) {
    this.handle = ipc.table.register<ParcelsInterface>(this, dispatchParcels);
  }

  /** Packs descriptions: a number that is never 0, or ETOOMANYREFS when the user has too many in flight. */
  pack({ process }: Thread, descriptions: readonly OpenDescription[]): number {
    const { user, effectiveUser } = process.credentials;
    const inFlight = this.#inFlight.get(user) ?? 0;
    // too_many_unix_fds: as many as the process may have open, but for root.
    if (inFlight > process.limits.current(Resource.openFiles) && effectiveUser !== 0) return Errno.ETOOMANYREFS;
    this.#inFlight.set(user, inFlight + descriptions.length);
    for (const description of descriptions) {
      description.retain();
      description.inFlight++;
    }
    this.#parcels.set(++this.#last, { user, descriptions });
    return this.#last;
  }

  /** What is in a parcel. */
  contents(parcel: number): readonly OpenDescription[] {
    return this.#parcels.get(parcel)?.descriptions ?? [];
  }

  release(parcel: number): number {
    const found = this.#parcels.get(parcel);
    if (found === undefined) return 0;
    this.#parcels.delete(parcel);
    const { user, descriptions } = found;
    this.#inFlight.set(user, (this.#inFlight.get(user) ?? 0) - descriptions.length);
    for (const description of descriptions) description.inFlight--;
    for (const description of descriptions) description.release();
    return 0;
  }

  /**
   * Lets parcels go that nobody can receive: those that wait at sockets which are themselves only in such parcels, in a
   * circle (unix_gc of Linux's net/unix/garbage.c).
   */
  collect(): void {
    const unreachable = new Map<OpenDescription, readonly number[]>();
    for (const { descriptions } of this.#parcels.values())
      for (const description of descriptions)
        if (description.client !== undefined && description.onlyInFlight)
          unreachable.set(description, parcelsAt(description.client));
    for (let before = -1; before !== unreachable.size; ) {
      before = unreachable.size;
      const held = new Set([...unreachable.values()].flat());
      // What is in a parcel that a reachable socket holds is reachable.
      for (const [parcel, { descriptions }] of this.#parcels)
        if (!held.has(parcel)) for (const description of descriptions) unreachable.delete(description);
    }
    for (const parcel of [...unreachable.values()].flat()) this.release(parcel);
  }
}

/** The parcels that wait at a socket; at one that is gone there are none. */
function parcelsAt({ socket }: SocketClient): readonly number[] {
  const parcels = socket.getParcels();
  return typeof parcels === 'number' ? [] : parcels;
}
