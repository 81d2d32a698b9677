/**
 * Memory that tells when something is written at address 0: there lies the allocator's lock, and there write those who have
 * no other place. While nobody allocates the lock looks as if somebody had it.
 */
import { PhysicalMemory } from '../../../emulator/index.ts';
import { WORD } from '../../../emulator/memory/physical-layout.ts';

const HELD = 0x5a5a_5a5a;

export class WatchedMemory extends PhysicalMemory {
  constructor(maximumBytes: number) {
    super({ maximumBytes });
    this.i32[WORD.lock] = HELD;
  }

  /** Throws when something was written there since the last time. */
  check(): void {
    const found = this.i32[WORD.lock] as number;
    if (found !== HELD) throw new Error(`something wrote to address 0: ${found.toString(16)}`);
  }

  override allocate(order: number): number {
    return this.#let(() => super.allocate(order));
  }

  override free(address: number, order: number): void {
    this.#let(() => super.free(address, order));
  }

  override allocateAt(address: number, frames: number, plain = false): boolean {
    return this.#let(() => super.allocateAt(address, frames, plain));
  }

  override freeRange(address: number, frames: number): void {
    this.#let(() => super.freeRange(address, frames));
  }

  override reserve(frames: number, wanted: number, fromTop: boolean): number {
    return this.#let(() => super.reserve(frames, wanted, fromTop));
  }

  override unreserve(address: number, frames: number): void {
    this.#let(() => super.unreserve(address, frames));
  }

  #let<T>(act: () => T): T {
    this.check();
    this.i32[WORD.lock] = 0;
    try {
      return act();
    } finally {
      this.i32[WORD.lock] = HELD;
    }
  }
}
