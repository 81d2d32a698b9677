/**
 * What code was when it was decoded, in frames that programs can store to.
 *
 * The instruction caches of today's processors look at stores themselves, and say so (PPC_FEATURE_ICACHE_SNOOP): one icbi of
 * any block, with isync behind it, is enough for everything stored before it. V8, OpenJDK and Linux's own sync_dicache rely on
 * that. So an icbi compares all of these frames with what they were, and what differs is forgotten.
 */
import { FRAME_SIZE, type PhysicalMemory } from './memory/physical-memory.ts';

const BLOCK = 128;
const FRAME_WORDS = FRAME_SIZE / 4;
const BLOCK_WORDS = BLOCK / 4;
/** Copies kept; frames beyond are taken to have changed each time. */
const MOST = 4096;

export class CodeCopies {
  readonly #physical: PhysicalMemory;
  readonly #forgetBlock: (address: number) => void;
  /** Without a copy: a frame that may have changed. */
  readonly #copies = new Map<number, Int32Array | undefined>();
  #last = 0;

  constructor(physical: PhysicalMemory, forgetBlock: (address: number) => void) {
    this.#physical = physical;
    this.#forgetBlock = forgetBlock;
  }

  /** The frame is about to be decoded. */
  watch(frame: number): void {
    if (!this.#copies.has(frame)) this.#copies.set(frame, this.#copy(frame));
  }

  /** The frame has no users any more. */
  drop(frame: number): void {
    this.#copies.delete(frame);
  }

  /** Everything that was made of the frame was forgotten. */
  forgotten(frame: number): void {
    if (this.#copies.has(frame)) this.#copies.set(frame, undefined);
  }

  /** An icbi of the block at a physical address, which is forgotten already. Block after block only the first looks. */
  look(address: number): void {
    const block = (address & -BLOCK) >>> 0;
    const follows = block === this.#last + BLOCK;
    this.#last = block;
    if (follows) return;
    for (const [frame, copy] of this.#copies) {
      if (copy === undefined) this.#forget(frame);
      else this.#compare(frame, copy);
    }
  }

  #compare(frame: number, copy: Int32Array): void {
    const { i32 } = this.#physical;
    const base = frame >>> 2;
    for (let word = 0; word < FRAME_WORDS; word++) {
      if (i32[base + word] === copy[word]) continue;
      const block = word & -BLOCK_WORDS;
      this.#forgetBlock(frame + block * 4);
      for (let at = block; at < block + BLOCK_WORDS; at++) copy[at] = i32[base + at] as number;
      word = block + BLOCK_WORDS - 1;
    }
  }

  #forget(frame: number): void {
    for (let at = 0; at < FRAME_SIZE; at += BLOCK) this.#forgetBlock(frame + at);
    this.#copies.set(frame, this.#copy(frame));
  }

  #copy(frame: number): Int32Array | undefined {
    if (this.#copies.size >= MOST) return undefined;
    return this.#physical.i32.slice(frame >>> 2, (frame >>> 2) + FRAME_WORDS);
  }
}
