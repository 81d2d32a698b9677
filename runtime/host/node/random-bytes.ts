/** Random bytes of the host's kernel, some hundred of them fetched at a time: a program's start needs few, and each call costs. */
import { openSync, readSync } from 'node:fs';

const DEVICE = '/dev/urandom';
const AHEAD = 1024;

export class RandomBytes {
  /** Undefined: not opened yet; below 0: there is no such device here. */
  #device: number | undefined;
  readonly #ahead = new Uint8Array(AHEAD);
  #left = 0;

  fill(into: Uint8Array): void {
    if (into.length > this.#left) {
      if (into.length > AHEAD) {
        this.#fetch(into);
        return;
      }
      this.#fetch(this.#ahead);
      this.#left = AHEAD;
    }
    const from = AHEAD - this.#left;
    into.set(this.#ahead.subarray(from, from + into.length));
    // Nobody gets them twice, and nobody finds them in our memory.
    this.#ahead.fill(0, from, from + into.length);
    this.#left -= into.length;
  }

  /** Node's own module for it takes long to load: it is the second choice. */
  #fetch(into: Uint8Array): void {
    const device = (this.#device ??= open());
    let done = 0;
    while (device >= 0 && done < into.length) done += readSync(device, into, done, into.length - done, null);
    if (device < 0) process.getBuiltinModule('node:crypto').randomFillSync(into);
  }
}

function open(): number {
  try {
    return openSync(DEVICE, 'r');
  } catch {
    return -1;
  }
}
