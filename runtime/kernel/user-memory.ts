/**
 * Copying from and to the memory of a guest, as the guest itself could: every function stops at the first
 * page that the guest may not access, leaves the cause in `fault`, and allocates nothing on its way.
 *
 * Addresses are folded. Scalars answer EFAULT (negative) when they cannot be reached; values are unsigned.
 */
import { place } from '../../emulator/index.ts';
import { Errno } from '../generated/errors.ts';
import { PAGE_MASK, PAGE_SIZE } from './address.ts';
import { copyFromFrame, copyToFrame, structFromFrame, structToFrame } from './frame-copy.ts';
import type { LeaseMemory } from './lease.ts';
import { PagedSpace } from './paged-space.ts';
import { SMALL, type StructView } from './struct-view.ts';

const WORD = 0x1_0000_0000;

export class UserMemory extends PagedSpace implements LeaseMemory {
  readonly #scalar = new Uint8Array(8);

  /** Copies bytes[start..end) to the guest; answers how many arrived. */
  copyOut(address: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
    let at = start;
    while (at < end) {
      const ea = address + (at - start);
      const frame = this.frameAt(ea, 1);
      if (frame === 0) break;
      this.allocator.rewritten(frame);
      const offset = ea & PAGE_MASK;
      const room = PAGE_SIZE - offset;
      const count = room < end - at ? this.#run(ea, frame + PAGE_SIZE, room, end - at, 1) : end - at;
      copyToFrame(this.physical, frame, this.order, offset, bytes, at, count);
      at += count;
    }
    return at - start;
  }

  /** Copies from the guest into bytes[start..end); answers how many arrived. */
  copyIn(address: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
    let at = start;
    while (at < end) {
      const ea = address + (at - start);
      const frame = this.frameAt(ea, 0);
      if (frame === 0) break;
      const offset = ea & PAGE_MASK;
      const room = PAGE_SIZE - offset;
      const count = room < end - at ? this.#run(ea, frame + PAGE_SIZE, room, end - at, 0) : end - at;
      copyFromFrame(this.physical, frame, this.order, offset, bytes, at, count);
      at += count;
    }
    return at - start;
  }

  /** Makes bytes of the guest zero; answers how many were reached. */
  zero(address: number, length: number): number {
    let done = 0;
    const zeroes = this.allocator.page.fill(0);
    while (done < length) {
      const count = Math.min(length - done, PAGE_SIZE);
      const moved = this.copyOut(address + done, zeroes, 0, count);
      done += moved;
      if (moved < count) break;
    }
    return done;
  }

  /**
   * A NUL-terminated string, one character a byte: EFAULT when it runs into a page that cannot be read, ENAMETOOLONG
   * when there is no NUL within `most` bytes (which includes it: PATH_MAX is 4096).
   */
  readCString(address: number, most: number): string | Errno {
    let text = '';
    let done = 0;
    while (done < most) {
      const ea = address + done;
      const frame = this.frameAt(ea, 0);
      if (frame === 0) return Errno.EFAULT;
      const offset = ea & PAGE_MASK;
      const room = Math.min(PAGE_SIZE - offset, most - done);
      const length = this.#gather(frame, offset, room);
      if (length === 0 && done === 0) return '';
      text += latin1(this.allocator.page, length);
      if (length < room) return text;
      done += length;
    }
    return Errno.ENAMETOOLONG;
  }

  /** Copies a structure in; false when it cannot be read. */
  structIn(address: number, size: number, view: StructView): boolean {
    return this.bytesIn(address, view.reset(size), size);
  }

  /** Copies a structure out; false when it cannot be written whole. */
  structOut(address: number, view: StructView): boolean {
    return this.bytesOut(address, view, view.size);
  }

  /** Copies the first bytes of a structure in; false when they cannot be read. */
  bytesIn(address: number, view: StructView, size: number): boolean {
    if (!inWords(address, view, size)) return this.copyIn(address, view.bytes, 0, size) === size;
    const frame = this.frameAt(address, 0);
    if (frame === 0) return false;
    structFromFrame(this.physical, frame, address & PAGE_MASK, view, size >>> 2);
    return true;
  }

  /** Copies the first bytes of a structure out; false when they cannot all be written. */
  bytesOut(address: number, view: StructView, size: number): boolean {
    if (!inWords(address, view, size)) return this.copyOut(address, view.bytes, 0, size) === size;
    const frame = this.frameAt(address, 1);
    if (frame === 0) return false;
    this.allocator.rewritten(frame);
    structToFrame(this.physical, frame, address & PAGE_MASK, view, size >>> 2);
    return true;
  }

  readU8(address: number): number {
    const frame = this.frameAt(address, 0);
    return frame === 0 ? Errno.EFAULT : (this.physical.u8[place(frame, this.order, address & PAGE_MASK, 1)] as number);
  }

  readU32(address: number): number {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 4) return this.#acrossIn(address, 4);
    const frame = this.frameAt(address, 0);
    return frame === 0 ? Errno.EFAULT : this.physical.view.getUint32(place(frame, this.order, offset, 4), true);
  }

  /** A doubleword; above 2^53 the nearest number. */
  readU64(address: number): number {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 8) return this.#acrossIn(address, 8);
    const frame = this.frameAt(address, 0);
    if (frame === 0) return Errno.EFAULT;
    const at = place(frame, this.order, offset, 8);
    const { view } = this.physical;
    return view.getUint32(at + 4, true) * WORD + view.getUint32(at, true);
  }

  writeU8(address: number, value: number): number {
    this.#scalar[0] = value;
    return this.copyOut(address, this.#scalar, 0, 1) === 1 ? 0 : Errno.EFAULT;
  }

  writeU32(address: number, value: number): number {
    const offset = address & PAGE_MASK;
    if ((offset & 3) !== 0) return this.#scalarOut(address, 4, 0, value);
    const frame = this.frameAt(address, 1);
    if (frame === 0) return Errno.EFAULT;
    this.allocator.rewritten(frame);
    this.physical.i32[place(frame, this.order, offset, 4) >>> 2] = value;
    return 0;
  }

  /** A whole number of either sign, modulo 2^64. */
  writeU64(address: number, value: number): number {
    return this.writeWords(address, (value | 0) === value ? value >> 31 : Math.floor(value / WORD), value);
  }

  /** A doubleword as two words. */
  writeWords(address: number, high: number, low: number): number {
    const offset = address & PAGE_MASK;
    if ((offset & 7) !== 0) return this.#scalarOut(address, 8, high, low);
    const frame = this.frameAt(address, 1);
    if (frame === 0) return Errno.EFAULT;
    this.allocator.rewritten(frame);
    const at = place(frame, this.order, offset, 8) >>> 2;
    this.physical.i32[at] = low;
    this.physical.i32[at + 1] = high;
    return 0;
  }

  /**
   * Where an aligned scalar lies in physical memory (a plain little-endian access there, for atomics), or 0.
   * It names shared memory wherever it is mapped: what waits on it is the same for every space of one order.
   */
  physicalAddress(address: number, size: 1 | 2 | 4 | 8, access: 0 | 1): number {
    const frame = this.frameAt(address, access);
    return frame === 0 ? 0 : place(frame, this.order, address & PAGE_MASK, size);
  }

  /**
   * How many bytes from an address on lie in a row, as far as the frames behind its own (from `next` on) do: one long copy is
   * quicker than many of a page. Only frames that are not reversed are in the order of their pages.
   */
  #run(address: number, next: number, room: number, most: number, access: 0 | 1): number {
    if (this.order === 'big') return room;
    let count = room;
    while (count < most && this.frameAt(address + count, access) === next) {
      if (access === 1) this.allocator.rewritten(next);
      next += PAGE_SIZE;
      count += PAGE_SIZE;
    }
    return count < most ? count : most;
  }

  /** Puts bytes up to a NUL, at most `room`, into the text buffer; answers how many came before it. */
  #gather(frame: number, offset: number, room: number): number {
    const { u8 } = this.physical;
    const text = this.allocator.page;
    const step = this.order === 'little' ? 1 : -1;
    let from = this.order === 'little' ? frame + offset : frame + PAGE_MASK - offset;
    for (let i = 0; i < room; i++) {
      const byte = u8[from] as number;
      if (byte === 0) return i;
      text[i] = byte;
      from += step;
    }
    return room;
  }

  #acrossIn(address: number, size: number): number {
    const bytes = this.#scalar;
    if (this.copyIn(address, bytes, 0, size) < size) return Errno.EFAULT;
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (bytes[this.order === 'little' ? size - 1 - i : i] as number);
    return value;
  }

  #scalarOut(address: number, size: number, high: number, low: number): number {
    const bytes = this.#scalar;
    for (let i = 0; i < size; i++) {
      const byte = (i < 4 ? low >>> (8 * i) : high >>> (8 * (i - 4))) & 0xff;
      bytes[this.order === 'little' ? i : size - 1 - i] = byte;
    }
    // Both pages are looked at before either is changed.
    const last = address + size - 1;
    if ((address & PAGE_MASK) > PAGE_SIZE - size && this.frameAt(last, 1) === 0) return Errno.EFAULT;
    return this.copyOut(address, bytes, 0, size) === size ? 0 : Errno.EFAULT;
  }
}

/** Whether a structure is short, of whole words, and lies so within one page: most do, and are copied word by word. */
function inWords(address: number, view: StructView, size: number): boolean {
  // Of nothing no page is looked at.
  const whole = size > 0 && ((address | size) & 3) === 0 && size <= SMALL && size <= view.words.length * 4;
  return whole && (address & PAGE_MASK) + size <= PAGE_SIZE;
}

/** Bytes as characters: sixteen at a time where there are as many, which needs no spreading and leaves few pieces to be joined. */
function latin1(bytes: Uint8Array, length: number): string {
  let text = '';
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    text += String.fromCharCode(
      bytes[i] as number,
      bytes[i + 1] as number,
      bytes[i + 2] as number,
      bytes[i + 3] as number,
      bytes[i + 4] as number,
      bytes[i + 5] as number,
      bytes[i + 6] as number,
      bytes[i + 7] as number,
      bytes[i + 8] as number,
      bytes[i + 9] as number,
      bytes[i + 10] as number,
      bytes[i + 11] as number,
      bytes[i + 12] as number,
      bytes[i + 13] as number,
      bytes[i + 14] as number,
      bytes[i + 15] as number,
    );
  }
  if ((length & 8) !== 0) {
    text += String.fromCharCode(
      bytes[i] as number,
      bytes[i + 1] as number,
      bytes[i + 2] as number,
      bytes[i + 3] as number,
      bytes[i + 4] as number,
      bytes[i + 5] as number,
      bytes[i + 6] as number,
      bytes[i + 7] as number,
    );
    i += 8;
  }
  if ((length & 4) !== 0) {
    text += String.fromCharCode(
      bytes[i] as number,
      bytes[i + 1] as number,
      bytes[i + 2] as number,
      bytes[i + 3] as number,
    );
    i += 4;
  }
  if ((length & 2) !== 0) {
    text += String.fromCharCode(bytes[i] as number, bytes[i + 1] as number);
    i += 2;
  }
  return (length & 1) === 0 ? text : text + String.fromCharCode(bytes[i] as number);
}
