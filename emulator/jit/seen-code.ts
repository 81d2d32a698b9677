/**
 * Instructions that are known to be executed although the interpreter of this run may never have done so: an earlier run has, and
 * compiled them. A bit for each, by frame.
 */
import { FRAME_SIZE } from '../memory/physical-memory.ts';

/** Bytes of a frame's bits. */
export const SEEN_BYTES = FRAME_SIZE / 4 / 8;

export function isSeen(bits: Uint8Array, lo: number): boolean {
  const place = (lo >>> 2) & (FRAME_SIZE / 4 - 1);
  return ((bits[place >>> 3] as number) & (1 << (place & 7))) !== 0;
}

export class SeenCode {
  readonly #frames = new Map<number, Uint8Array<ArrayBuffer>>();

  add(frame: number, lo: number): void {
    let bits = this.#frames.get(frame);
    if (bits === undefined) {
      bits = new Uint8Array(SEEN_BYTES);
      this.#frames.set(frame, bits);
    }
    const place = (lo >>> 2) & (FRAME_SIZE / 4 - 1);
    bits[place >>> 3] = (bits[place >>> 3] as number) | (1 << (place & 7));
  }

  has(frame: number, lo: number): boolean {
    const bits = this.#frames.get(frame);
    return bits !== undefined && isSeen(bits, lo);
  }

  of(frame: number): Uint8Array<ArrayBuffer> | undefined {
    return this.#frames.get(frame);
  }

  forget(frame: number): void {
    this.#frames.delete(frame);
  }
}
