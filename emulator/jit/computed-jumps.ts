/**
 * Where jumps and calls through registers went: tables of switch statements, of bytecode interpreters, pointers to functions. By the place of the jump in its frame, as
 * distances in bytes; so that all who share the code share what is known.
 */

/** Targets of one jump that are remembered; what has more is no table. */
const MOST = 256;
/** Bytes: a target farther away is another function. */
const FARTHEST = 65_536;
/** Of those so many are remembered. */
const FUNCTIONS = 4;
const JUMPS = 20_000;
/** Places in a frame: see `placeKey`. */
const PLACES = 1024;

export class ComputedJumps {
  /** By frame, then by place. */
  readonly #frames = new Map<number, Map<number, Set<number>>>();
  #size = 0;

  /** `jump` is the `placeKey` of the jump. */
  add(jump: number, distance: number): void {
    const known = this.#frame(jump)?.get(jump);
    if (known === undefined) {
      if (this.#size >= JUMPS) {
        this.#frames.clear();
        this.#size = 0;
      }
      this.#size++;
      const frame = Math.floor(jump / PLACES);
      let places = this.#frames.get(frame);
      if (places === undefined) {
        places = new Map();
        this.#frames.set(frame, places);
      }
      places.set(jump, new Set([distance]));
    } else if (known.size < MOST && (isNear(distance) || known.size - near(known) < FUNCTIONS)) known.add(distance);
  }

  of(jump: number): number[] {
    return [...(this.#frame(jump)?.get(jump) ?? [])];
  }

  /** How many targets of a jump are known that are not functions elsewhere. */
  count(jump: number): number {
    return near(this.#frame(jump)?.get(jump) ?? new Set());
  }

  /** All in the frame at this address. */
  inFrame(address: number): Iterable<readonly [place: number, distances: ReadonlySet<number>]> {
    return this.#frame((address >>> 12) * PLACES) ?? [];
  }

  #frame(jump: number): ReadonlyMap<number, Set<number>> | undefined {
    return this.#frames.get(Math.floor(jump / PLACES));
  }
}

/** Whether a target may belong to the same function as the jump. */
export function isNear(distance: number): boolean {
  return Math.abs(distance) <= FARTHEST;
}

function near(distances: ReadonlySet<number>): number {
  let count = 0;
  for (const distance of distances) if (isNear(distance)) count++;
  return count;
}
