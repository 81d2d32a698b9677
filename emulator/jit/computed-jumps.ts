/**
 * Where jumps through CTR went: tables of switch statements, of bytecode interpreters. By the place of the jump in its frame, as
 * distances in bytes; so that all who share the code share what is known.
 */

/** Targets of one jump that are remembered; what has more is no table. */
const MOST = 256;
/** Bytes: a target farther away is another function. */
const FARTHEST = 65_536;
const JUMPS = 20_000;

export class ComputedJumps {
  readonly #targets = new Map<number, Set<number>>();

  add(jump: number, distance: number): void {
    if (Math.abs(distance) > FARTHEST) return;
    const known = this.#targets.get(jump);
    if (known === undefined) {
      if (this.#targets.size > JUMPS) this.#targets.clear();
      this.#targets.set(jump, new Set([distance]));
    } else if (known.size < MOST) known.add(distance);
  }

  of(jump: number): number[] {
    return [...(this.#targets.get(jump) ?? [])];
  }
}
