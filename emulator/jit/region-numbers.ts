/**
 * The numbers by which the code of a module knows regions (`JUMP.number`). No two regions of a run may have the same one at the same
 * address, whether they were compiled now or by an earlier run: a call would find the wrong one.
 */

/** Regions are numbered up to here; then anew, when none of the old ones is left for long. */
const LAST = 0x3fff_ffff;

export class RegionNumbers {
  #next: number;
  readonly #taken: { readonly first: number; readonly end: number }[] = [];

  /** `random`: runs begin at different numbers, so that what they keep can be used together. */
  constructor(random: number) {
    this.#next = 1 + (random >>> 3);
  }

  /** The first of so many new numbers. */
  take(count: number): number {
    for (;;) {
      const first = this.#next;
      const end = first + count;
      const other = this.#taken.find((one) => one.first < end && first < one.end);
      if (other === undefined && end <= LAST) {
        this.#next = end;
        const last = this.#taken.at(-1);
        if (last?.end === first) this.#taken[this.#taken.length - 1] = { first: last.first, end };
        else this.#taken.push({ first, end });
        return first;
      }
      if (other !== undefined) this.#next = other.end;
      else {
        this.#next = 1;
        this.#taken.length = 0;
      }
    }
  }

  /** Takes the numbers of an earlier run; false when some are taken. */
  claim(first: number, count: number): boolean {
    const end = first + count;
    if (first < 1 || end > LAST || this.#taken.some((one) => one.first < end && first < one.end)) return false;
    this.#taken.unshift({ first, end });
    return true;
  }
}
