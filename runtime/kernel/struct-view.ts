/**
 * A structure's bytes in the byte order of its process, read and written by offset.
 *
 * Generated codecs work on it. 64-bit values are numbers, exact to 2^53; `u64High` and `u64Low` give the
 * words where that is not enough, `address` folds. One view is reused for many structures: `reset` makes
 * room without allocating once the buffer is large enough, and clears it.
 */
import type { Order } from '../../emulator/index.ts';
import { fold, highWord, lowWord } from './address.ts';

const WORD = 0x1_0000_0000;
/** Up to so many bytes a loop over words is faster than a call of the engine's. */
export const SMALL = 512;

const NO_WORDS = new Int32Array(0);

export class StructView {
  /** At least `size` bytes; what lies behind is left over from earlier use. */
  bytes: Uint8Array;
  size: number;
  /** The bytes as words of this machine's; none over bytes that were there before. */
  words: Int32Array;
  readonly order: Order;
  readonly #little: boolean;
  #view: DataView;

  /** `bytes`: a view over those that exist already, instead of ones of its own. */
  constructor(order: Order, size = 256, bytes?: Uint8Array) {
    this.order = order;
    this.#little = order === 'little';
    this.size = size;
    if (bytes === undefined) {
      this.words = new Int32Array((size + 3) >>> 2);
      this.bytes = new Uint8Array(this.words.buffer, 0, size);
    } else {
      this.words = NO_WORDS;
      this.bytes = bytes;
    }
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  }

  /** A view over bytes that exist already (not a copy). */
  static over(bytes: Uint8Array, order: Order): StructView {
    return new StructView(order, bytes.length, bytes);
  }

  /** Makes room for a structure of this size, all zero. */
  reset(size: number): this {
    if (size > this.bytes.length) {
      this.words = new Int32Array((Math.max(size, this.bytes.length * 2) + 3) >>> 2);
      this.bytes = new Uint8Array(this.words.buffer);
      this.#view = new DataView(this.bytes.buffer);
    } else if (size <= SMALL && size <= this.words.length * 4) {
      const { words } = this;
      const count = (size + 3) >>> 2;
      let i = 0;
      for (; i <= count - 4; i += 4) {
        words[i] = 0;
        words[i + 1] = 0;
        words[i + 2] = 0;
        words[i + 3] = 0;
      }
      for (; i < count; i++) words[i] = 0;
    } else {
      this.bytes.fill(0, 0, size);
    }
    this.size = size;
    return this;
  }

  u8(offset: number): number {
    return this.#view.getUint8(offset);
  }

  s8(offset: number): number {
    return this.#view.getInt8(offset);
  }

  u16(offset: number): number {
    return this.#view.getUint16(offset, this.#little);
  }

  s16(offset: number): number {
    return this.#view.getInt16(offset, this.#little);
  }

  u32(offset: number): number {
    return this.#view.getUint32(offset, this.#little);
  }

  s32(offset: number): number {
    return this.#view.getInt32(offset, this.#little);
  }

  /** An unsigned 64-bit value; above 2^53 it is the nearest number. */
  u64(offset: number): number {
    return (this.u64High(offset) >>> 0) * WORD + (this.u64Low(offset) >>> 0);
  }

  /** A signed 64-bit value; outside ±2^53 it is the nearest number. */
  s64(offset: number): number {
    return this.u64High(offset) * WORD + (this.u64Low(offset) >>> 0);
  }

  u64High(offset: number): number {
    return this.#view.getInt32(this.#little ? offset + 4 : offset, this.#little);
  }

  u64Low(offset: number): number {
    return this.#view.getInt32(this.#little ? offset : offset + 4, this.#little);
  }

  f32(offset: number): number {
    return this.#view.getFloat32(offset, this.#little);
  }

  f64(offset: number): number {
    return this.#view.getFloat64(offset, this.#little);
  }

  /** A 64-bit pointer, folded. */
  address(offset: number): number {
    return fold(this.u64High(offset), this.u64Low(offset));
  }

  setU8(offset: number, value: number): void {
    this.#view.setUint8(offset, value);
  }

  setU16(offset: number, value: number): void {
    this.#view.setUint16(offset, value, this.#little);
  }

  setU32(offset: number, value: number): void {
    if (this.#little) this.#view.setUint32(offset, value, true);
    else this.#view.setUint32(offset, value);
  }

  /** A whole number of either sign, modulo 2^64. */
  setU64(offset: number, value: number): void {
    // Most are small, and a division is not needed.
    this.setWords(offset, (value | 0) === value ? value >> 31 : Math.floor(value / WORD), value);
  }

  setWords(offset: number, high: number, low: number): void {
    if (this.#little) {
      this.#view.setInt32(offset, low, true);
      this.#view.setInt32(offset + 4, high, true);
    } else {
      this.#view.setInt32(offset, high);
      this.#view.setInt32(offset + 4, low);
    }
  }

  setF32(offset: number, value: number): void {
    this.#view.setFloat32(offset, value, this.#little);
  }

  setF64(offset: number, value: number): void {
    this.#view.setFloat64(offset, value, this.#little);
  }

  /** A folded address as a 64-bit pointer. */
  setAddress(offset: number, address: number): void {
    this.setWords(offset, highWord(address), lowWord(address));
  }

  /** Text up to the first NUL, at most `length` bytes, one character a byte. */
  text(offset: number, length: number): string {
    let text = '';
    for (let i = offset; i < offset + length; i++) {
      const byte = this.bytes[i] ?? 0;
      if (byte === 0) break;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Text into a field of `length` bytes: cut to fit, the rest zero (no NUL when it fills the field). */
  setText(offset: number, length: number, text: string): void {
    for (let i = 0; i < length; i++) this.bytes[offset + i] = i < text.length ? text.charCodeAt(i) : 0;
  }
}
