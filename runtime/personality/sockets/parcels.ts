/**
 * Descriptors in flight (SCM_RIGHTS): open descriptions that a socket's queue refers to by a number. A description in a
 * parcel has one user more, so it stays open until the parcel is let go.
 */
import { dispatchParcels, type Parcels as ParcelsInterface } from '../../generated/servers/parcels.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';

export class Parcels implements ParcelsInterface {
  readonly handle: ObjectHandle;
  readonly #parcels = new Map<number, readonly OpenDescription[]>();
  #last = 0;

  constructor(ipc: Ipc) {
    this.handle = ipc.table.register<ParcelsInterface>(this, dispatchParcels);
  }

  /** Packs descriptions; the number is never 0. */
  pack(descriptions: readonly OpenDescription[]): number {
    for (const description of descriptions) description.retain();
    this.#parcels.set(++this.#last, descriptions);
    return this.#last;
  }

  /** What is in a parcel. */
  contents(parcel: number): readonly OpenDescription[] {
    return this.#parcels.get(parcel) ?? [];
  }

  release(parcel: number): number {
    const descriptions = this.contents(parcel);
    this.#parcels.delete(parcel);
    for (const description of descriptions) description.release();
    return 0;
  }
}
