/**
 * The bytes in a pipe, as Linux keeps them: a ring of slots of one page each. A small write joins the last slot when it
 * fits there whole, so the number of bytes that fit depends on how they were written (pipe(7)).
 */
import { Errno } from '../../generated/errors.ts';
import type { Lease } from '../../kernel/lease.ts';

export const PAGE = 4096;
const SLOTS = 16;
/** /proc/sys/fs/pipe-max-size. */
const MOST = 1048576;

interface Slot {
  readonly bytes: Uint8Array;
  start: number;
  end: number;
  /** Written in packet mode: one read takes one slot, and nothing joins it. */
  packet: boolean;
}

export class PipeBuffer {
  #slots: (Slot | undefined)[] = Array.from({ length: SLOTS });
  #first = 0;
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get empty(): boolean {
    return this.#used === 0;
  }

  get full(): boolean {
    return this.#used === this.#slots.length;
  }

  get capacity(): number {
    return this.#slots.length * PAGE;
  }

  /** F_SETPIPE_SZ: a power of two of pages; answers the capacity or why not. */
  resize(bytes: number, privileged: boolean): number {
    if (bytes < 0 || bytes > 2 ** 31) return Errno.EINVAL;
    let slots = 1;
    while (slots * PAGE < bytes) slots *= 2;
    if (slots * PAGE > MOST && slots > this.#slots.length && !privileged) return Errno.EPERM;
    if (slots < this.#used) return Errno.EBUSY;
    const next: (Slot | undefined)[] = Array.from({ length: slots });
    for (let i = 0; i < this.#used; i++) next[i] = this.#slot(i);
    this.#slots = next;
    this.#first = 0;
    return this.capacity;
  }

  /** Takes from the lease what fits; 0 when nothing does, EFAULT when the lease gave nothing. */
  fill(from: Lease, packet: boolean): number {
    let total = 0;
    const tail = from.remaining % PAGE;
    const last = this.#used > 0 ? this.#slot(this.#used - 1) : undefined;
    if (tail > 0 && last !== undefined && !last.packet && !packet && last.end + tail <= PAGE) {
      const count = from.take(last.bytes, last.end, last.end + tail);
      last.end += count;
      this.#length += count;
      total += count;
      if (count < tail) return total > 0 ? total : Errno.EFAULT;
    }
    while (from.remaining > 0 && !this.full) {
      const wanted = Math.min(from.remaining, PAGE);
      const slot = this.#free();
      const count = from.take(slot.bytes, 0, wanted);
      if (count === 0) return total > 0 ? total : Errno.EFAULT;
      slot.start = 0;
      slot.end = count;
      slot.packet = packet;
      this.#used++;
      this.#length += count;
      total += count;
      if (count < wanted) break;
    }
    return total;
  }

  /** Gives to the lease what is there; EFAULT when the lease took nothing. The pipe is not empty. */
  drain(into: Lease): number {
    let total = 0;
    while (into.remaining > 0 && this.#used > 0) {
      const slot = this.#slot(0);
      if (slot === undefined) break;
      const wanted = Math.min(into.remaining, slot.end - slot.start);
      const count = into.put(slot.bytes, slot.start, slot.start + wanted);
      slot.start += count;
      this.#length -= count;
      total += count;
      if (count < wanted) return total > 0 ? total : Errno.EFAULT;
      const { packet } = slot;
      if (packet) this.#length -= slot.end - slot.start;
      if (packet || slot.start === slot.end) this.#shift();
      if (packet) break;
    }
    return total;
  }

  /** Gives to the lease what is there, and keeps it. */
  peek(into: Lease): number {
    let total = 0;
    for (let i = 0; i < this.#used && into.remaining > 0; i++) {
      const slot = this.#slot(i);
      if (slot === undefined) break;
      const wanted = Math.min(into.remaining, slot.end - slot.start);
      const count = into.put(slot.bytes, slot.start, slot.start + wanted);
      total += count;
      if (count < wanted) return total > 0 ? total : Errno.EFAULT;
      if (slot.packet) break;
    }
    return total;
  }

  #slot(index: number): Slot | undefined {
    return this.#slots[(this.#first + index) % this.#slots.length];
  }

  /** The slot after the last; its page is kept from earlier use. */
  #free(): Slot {
    const index = (this.#first + this.#used) % this.#slots.length;
    const slot = this.#slots[index] ?? { bytes: new Uint8Array(PAGE), start: 0, end: 0, packet: false };
    this.#slots[index] = slot;
    return slot;
  }

  #shift(): void {
    this.#first = (this.#first + 1) % this.#slots.length;
    this.#used--;
  }
}
