/** Vectors that are drawn once, and of which many states have theirs: drawing them takes longer than running a case. */
import type { Random } from './random.ts';
import { fillVectors, type Format } from './values.ts';

const VECTORS = 1024;

export class VectorPool {
  readonly #random: Random;
  readonly #formats = new Map<Format, Uint8Array>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** As many as there is room for, one after the other, from anywhere. */
  fill(random: Random, bytes: Uint8Array, format: Format): void {
    let all = this.#formats.get(format);
    if (all === undefined) {
      all = new Uint8Array(16 * VECTORS);
      fillVectors(this.#random, all, format);
      this.#formats.set(format, all);
    }
    const from = 16 * random.below(VECTORS - bytes.length / 16);
    bytes.set(all.subarray(from, from + bytes.length));
  }
}
