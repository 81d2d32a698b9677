/**
 * The bytes of a signal frame as they lie in physical memory, so that registers move as whole words.
 *
 * Frames of a big-endian process are byte-reversed (emulator/memory): there the image is the mirrored frame, and a
 * doubleword or a vector is a plain little-endian one at the mirrored place. Nothing here allocates.
 */
import type { Order } from '../../emulator/index.ts';
import { fold, highWord, lowWord, PAGE_MASK, PAGE_SIZE } from '../kernel/address.ts';
import type { AddressSpace } from '../kernel/address-space.ts';

export class FrameImage {
  readonly size: number;
  readonly words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #big: boolean;

  /** `size` is a multiple of 16. */
  constructor(order: Order, size: number) {
    this.size = size;
    this.#big = order === 'big';
    this.#bytes = new Uint8Array(size);
    this.words = new Int32Array(this.#bytes.buffer);
  }

  /** Index of the lowest word of `bytes` bytes at an offset: a doubleword's low half, a vector's last element. */
  at(offset: number, bytes: 4 | 8 | 16): number {
    return (this.#big ? this.size - bytes - offset : offset) >>> 2;
  }

  /** How far apart neighbours of so many bytes are in `words`. */
  step(bytes: 8 | 16): number {
    return (this.#big ? -bytes : bytes) >> 2;
  }

  clear(): void {
    this.words.fill(0);
  }

  set32(offset: number, value: number): void {
    this.words[this.at(offset, 4)] = value;
  }

  get32(offset: number): number {
    return (this.words[this.at(offset, 4)] as number) >>> 0;
  }

  set64(offset: number, hi: number, lo: number): void {
    const at = this.at(offset, 8);
    this.words[at] = lo;
    this.words[at + 1] = hi;
  }

  hi(offset: number): number {
    return this.words[this.at(offset, 8) + 1] as number;
  }

  lo(offset: number): number {
    return this.words[this.at(offset, 8)] as number;
  }

  setAddress(offset: number, address: number): void {
    this.set64(offset, highWord(address), lowWord(address));
  }

  address(offset: number): number {
    return fold(this.hi(offset), this.lo(offset));
  }

  /** A whole number below 2^53. */
  setNumber(offset: number, value: number): void {
    this.set64(offset, Math.floor(value / 2 ** 32), value);
  }

  number(offset: number): number {
    return (this.hi(offset) >>> 0) * 2 ** 32 + (this.lo(offset) >>> 0);
  }

  /** Copies bytes [start, end) of the image to the guest; false at a fault. */
  store(space: AddressSpace, address: number, start = 0, end = this.size): boolean {
    return this.#move(space, address, start, end, 1);
  }

  /** Fills bytes [start, end) of the image from the guest; false at a fault. */
  load(space: AddressSpace, address: number, start = 0, end = this.size): boolean {
    return this.#move(space, address, start, end, 0);
  }

  #move(space: AddressSpace, address: number, start: number, end: number, access: 0 | 1): boolean {
    let at = start;
    while (at < end) {
      const ea = address + at;
      const frame = space.frameAt(ea, access);
      if (frame === 0) return false;
      const offset = ea & PAGE_MASK;
      const count = Math.min(PAGE_SIZE - offset, end - at);
      const physical = frame + (this.#big ? PAGE_SIZE - offset - count : offset);
      const image = this.#big ? this.size - at - count : at;
      const { u8 } = space.physical;
      if (access === 1) {
        space.allocator.rewritten(frame);
        u8.set(this.#bytes.subarray(image, image + count), physical);
      } else {
        this.#bytes.set(u8.subarray(physical, physical + count), image);
      }
      at += count;
    }
    return true;
  }
}

/** Thirty-two doublewords, each side with its own distance between them. */
export function move32(
  from: Int32Array,
  at: number,
  step: number,
  to: Int32Array,
  index: number,
  distance: number,
): void {
  for (let n = 0; n < 32; n++) {
    to[index] = from[at] as number;
    to[index + 1] = from[at + 1] as number;
    at += step;
    index += distance;
  }
}
