/**
 * Reservations: neighbouring frames set aside for pages that will be touched.
 *
 * A range of pages gets a range of frames of the same length, ascending for little-endian and descending for big-endian
 * memory (whose frames are reversed inside), so that what is touched, in whatever order, is one linear extent.
 * FreeBSD's superpages do the same. A reserved frame is not in use, is not cleared and not counted: others take
 * it when nothing else is left, so a reservation can only fail to help. Those used least lately end
 * when there is no room for a new one; their pages still ask for the same frames first.
 */
import { FRAME_SIZE, type Order, type PhysicalMemory } from '../../emulator/index.ts';

/** Shares of the machine's memory: a reservation at most, and what is reserved beyond what a region has now. */
const MOST_PART = 8;
const AHEAD_PART = 64;
/** As many pages as an extent can have (`Translator.neighbours`). */
const MOST_PAGES = 2 ** 15;
/**
 * The machine's memory grows to so much, or to so many times what is in use, for what is only set aside: the host keeps what was
 * touched once, and in the course of time everything is that can be set aside.
 */
const SPARE = { bytes: 256 << 20, times: 4 };
/** Up to 4 MiB, a reservation ends others for which there would be no room beside it. */
const MODEST = 1024;

export class Reservation {
  /** Pages [first, end), of an address space or a file. */
  readonly first: number;
  readonly end: number;
  /** Address of the lowest frame. */
  readonly block: number;
  readonly order: Order;

  constructor(first: number, end: number, block: number, order: Order) {
    this.first = first;
    this.end = end;
    this.block = block;
    this.order = order;
  }

  get frames(): number {
    return this.end - this.first;
  }

  /** The lowest frame of pages [first, end). */
  lowest(first: number, end: number): number {
    return this.block + (this.order === 'little' ? first - this.first : this.end - end) * FRAME_SIZE;
  }

  /** The lowest of frames of so many bytes that would go on behind its last page. */
  continued(bytes: number): number {
    return this.order === 'little' ? this.block + this.frames * FRAME_SIZE : this.block - bytes;
  }
}

/** All reservations of a machine. */
export class ReservationPool {
  /** In frames. */
  readonly ahead: number;
  readonly #most: number;
  readonly #physical: PhysicalMemory;
  /** In the order of their last use. */
  readonly #active = new Set<Reservation>();

  constructor(physical: PhysicalMemory) {
    this.#physical = physical;
    const frames = physical.maximumBytes / FRAME_SIZE;
    this.#most = Math.min(MOST_PAGES, 2 ** Math.floor(Math.log2(frames / MOST_PART)));
    this.ahead = 2 ** Math.floor(Math.log2(frames / AHEAD_PART));
  }

  /** What one reservation may have now: half of what nobody has or wants, so that many can come after it. */
  get most(): number {
    const half = this.#unreserved(this.#most) / 2;
    return Math.min(this.#most, Math.max(MODEST, 2 ** Math.floor(Math.log2(Math.max(1, half)))));
  }

  /** Sets frames aside for pages [first, end), at `wanted` if they are free (0: anywhere); undefined when there is no such room. */
  make(first: number, end: number, order: Order, wanted: number): Reservation | undefined {
    const frames = end - first;
    for (const oldest of frames <= MODEST ? this.#active : []) {
      if (this.#unreserved(frames) >= 2 * frames) break;
      this.end(oldest);
    }
    if (this.#unreserved(frames) < frames) return undefined;
    const block = this.#physical.reserve(frames, wanted, order === 'big', this.#limit(frames));
    if (block === 0) return undefined;
    const reservation = new Reservation(first, end, block, order);
    this.#active.add(reservation);
    return reservation;
  }

  used(reservation: Reservation): void {
    if (this.#active.delete(reservation)) this.#active.add(reservation);
  }

  /** Its frames are like any others from now on. */
  end(reservation: Reservation): void {
    if (this.#active.delete(reservation)) this.#physical.unreserve(reservation.block, reservation.frames);
  }

  get size(): number {
    return this.#active.size;
  }

  /** Frames that nobody has or wants, when so many are to be set aside. */
  #unreserved(frames: number): number {
    const { maximumBytes, unreservedBytes } = this.#physical;
    return (unreservedBytes - (maximumBytes - this.#physical.grown(this.#limit(frames)))) / FRAME_SIZE;
  }

  /** What memory may grow to in order to set frames aside. */
  #limit(frames: number): number {
    return Math.max(SPARE.bytes, SPARE.times * (this.#physical.usedBytes + frames * FRAME_SIZE));
  }
}
