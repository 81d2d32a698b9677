/** The reservations of one address space or file: by page, never overlapping. */
import type { Reservation, ReservationPool } from './reservation.ts';

export class Reservations {
  readonly pool: ReservationPool;
  readonly #list: Reservation[] = [];
  #last: Reservation | undefined;

  constructor(pool: ReservationPool) {
    this.pool = pool;
  }

  /** The one that holds a page. */
  at(page: number): Reservation | undefined {
    const last = this.#last;
    if (last !== undefined && page >= last.first && page < last.end) return last;
    const found = this.#list[this.#indexAfter(page) - 1];
    if (found === undefined || page >= found.end) return undefined;
    this.#last = found;
    return found;
  }

  /** The nearest one before a page that none holds, and the nearest one after it. */
  before(page: number): Reservation | undefined {
    return this.#list[this.#indexAfter(page) - 1];
  }

  after(page: number): Reservation | undefined {
    return this.#list[this.#indexAfter(page)];
  }

  add(reservation: Reservation): void {
    this.#list.splice(this.#indexAfter(reservation.first), 0, reservation);
  }

  /** Ends those that touch pages [first, end) and that `keep` does not want. */
  endWithin(first: number, end: number, keep: (reservation: Reservation) => boolean): void {
    let index = this.#indexAfter(first);
    if (index > 0 && (this.#list[index - 1] as Reservation).end > first) index--;
    for (; index < this.#list.length; index++) {
      const reservation = this.#list[index] as Reservation;
      if (reservation.first >= end) return;
      if (keep(reservation)) continue;
      this.#list.splice(index--, 1);
      this.pool.end(reservation);
      if (this.#last === reservation) this.#last = undefined;
    }
  }

  endAll(): void {
    for (const reservation of this.#list) this.pool.end(reservation);
    this.#list.length = 0;
    this.#last = undefined;
  }

  /** Index of the first one that begins after a page. */
  #indexAfter(page: number): number {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#list[middle] as Reservation).first <= page) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
