/** The auxiliary vector: pairs of a tag and a value, by name. What the personality has no tag for is left out. */
import type { ImageAbi } from './image-abi.ts';

export class AuxiliaryVector {
  readonly #tags: ImageAbi['auxiliary'];
  readonly #words: number[] = [];

  constructor(tags: ImageAbi['auxiliary']) {
    this.#tags = tags;
  }

  add(name: string, value: number | boolean): this {
    const tag = this.#tags[name];
    if (tag !== undefined) this.#words.push(tag, Number(value));
    return this;
  }

  /** The pairs, AT_NULL last. */
  words(): number[] {
    return [...this.#words, 0, 0];
  }
}
