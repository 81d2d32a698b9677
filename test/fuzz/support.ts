/** What the fuzzers share. */
import { fileURLToPath } from 'node:url';

export const guestsFolder = fileURLToPath(new URL('../guests/bin/', import.meta.url));

/** Whole numbers of 31 bits that follow from a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = (seed * 0x9e3779b1 + 0x1234567) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 1;
  };
}
