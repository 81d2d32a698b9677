/** Argument registers kept from the entry of a call: the first holds the result afterwards. */
import { fold } from '../kernel/address.ts';
import type { Registers } from './types.ts';

const WORD = 0x1_0000_0000;

export class SavedRegisters implements Registers {
  readonly #words: Int32Array;

  /** `words` are the registers r3 to r10, low word first. */
  constructor(words: Int32Array) {
    this.#words = words.slice();
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

  address(index: number): number {
    return fold(this.#high(index), this.i32(index));
  }

  #high(index: number): number {
    return this.#words[2 * index + 1] ?? 0;
  }
}
