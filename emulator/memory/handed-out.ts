/**
 * Pages whose translations somebody may have: as ranges in order, none of which touch. Much that is mapped is never touched by the
 * program itself (a file that it only writes to a socket), and then nobody must forget anything when it goes.
 */
const MOST = 1024;

export class HandedOut {
  /** Page numbers: ranges are [first, end). */
  readonly #first: number[] = [];
  readonly #end: number[] = [];
  /** Too many ranges to keep: any page may be. */
  #any = false;
  #last = 0;

  add(first: number, end: number): void {
    const last = this.#last;
    if (first >= (this.#first[last] ?? Infinity) && end <= (this.#end[last] as number)) return;
    const from = this.#from(first);
    this.#last = from;
    let to = from;
    let low = first;
    let high = end;
    for (; to < this.#first.length && (this.#first[to] as number) <= end; to++) {
      low = Math.min(low, this.#first[to] as number);
      high = Math.max(high, this.#end[to] as number);
    }
    if (to - from === 1) {
      this.#first[from] = low;
      this.#end[from] = high;
    } else this.#replace(from, to, [low], [high]);
    if (this.#first.length > MOST) {
      this.clear();
      this.#any = true;
    }
  }

  /** Whether any page of [first, end) may be. */
  has(first: number, end: number): boolean {
    if (this.#any) return true;
    // A range that only ends where this one begins has nothing of it.
    const at = this.#from(first + 1);
    return at < this.#first.length && (this.#first[at] as number) < end;
  }

  /** Pages of [first, end) were taken back. */
  remove(first: number, end: number): void {
    if (this.#any) return;
    const from = this.#from(first + 1);
    const firsts: number[] = [];
    const ends: number[] = [];
    let to = from;
    for (; to < this.#first.length && (this.#first[to] as number) < end; to++) {
      const low = this.#first[to] as number;
      const high = this.#end[to] as number;
      if (low < first) {
        firsts.push(low);
        ends.push(first);
      }
      if (high > end) {
        firsts.push(end);
        ends.push(high);
      }
    }
    if (to > from) this.#replace(from, to, firsts, ends);
  }

  clear(): void {
    this.#first.length = 0;
    this.#end.length = 0;
    this.#any = false;
  }

  /** The first range that ends at or behind a page. */
  #from(page: number): number {
    let low = 0;
    let high = this.#end.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#end[middle] as number) < page) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #replace(from: number, to: number, firsts: readonly number[], ends: readonly number[]): void {
    this.#first.splice(from, to - from, ...firsts);
    this.#end.splice(from, to - from, ...ends);
  }
}
