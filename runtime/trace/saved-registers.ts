/** Argument registers kept from the entry of a call: the first holds the result afterwards. */
import { fold } from '../kernel/address.ts';
import type { Registers } from './types.ts';

const WORD = 0x1_0000_0000;

export class SavedRegisters implements Registers {
  readonly #words: Int32Array;
  /** What of a register's high word belongs to a pointer. */
  readonly #wide: number;

  /** `words` are the registers r3 to r10, low word first. */
  constructor(words: Int32Array, bits: 32 | 64 = 64) {
    this.#words = words.slice();
    this.#wide = bits === 64 ? -1 : 0;
  }

  i32(index: number): number {
    return this.#words[2 * index] ?? 0;
  }

  u32(index: number): number {
    return this.i32(index) >>> 0;
  }

  u64(index: number): number {
    return (this.#high(index) >>> 0) * WORD + this.u32(index);
  }

  i64(index: number): number {
    return this.#high(index) * WORD + this.u32(index);
  }

  pairI64(index: number): number {
    return this.i32(index) * WORD + this.u32(index + 1);
  }

  pairU64(index: number): number {
    return this.u32(index) * WORD + this.u32(index + 1);
  }

  address(index: number): number {
    return fold(this.#high(index) & this.#wide, this.i32(index));
  }

  #high(index: number): number {
    return this.#words[2 * index + 1] ?? 0;
  }
}
