/**
 * The names of one directory. Each has a cookie, given in order and never used again, so that a listing that was begun
 * goes on at the right place whatever was added or removed meanwhile: rm -r deletes while it lists.
 */
export interface Entry<T> {
  readonly name: string;
  node: T;
  /** 0 when the entry was removed. */
  cookie: number;
}

/** Cookies 1 and 2 are `.` and `..`. */
export const FIRST_COOKIE = 3;

export class Entries<T> {
  readonly #byName = new Map<string, Entry<T>>();
  /** In order of cookies; removed ones stay until there are many. */
  #inOrder: Entry<T>[] = [];
  #next = FIRST_COOKIE;

  get count(): number {
    return this.#byName.size;
  }

  get(name: string): T | undefined {
    return this.#byName.get(name)?.node;
  }

  /** Adds a name, or lets it stand for another node. */
  set(name: string, node: T): void {
    const entry = this.#byName.get(name);
    if (entry !== undefined) {
      entry.node = node;
      return;
    }
    const added = { name, node, cookie: this.#next++ };
    this.#byName.set(name, added);
    this.#inOrder.push(added);
  }

  delete(name: string): void {
    const entry = this.#byName.get(name);
    if (entry === undefined) return;
    this.#byName.delete(name);
    entry.cookie = -entry.cookie;
    if (this.#inOrder.length > 32 && this.#inOrder.length > 2 * this.#byName.size) {
      this.#inOrder = this.#inOrder.filter((each) => each.cookie > 0);
    }
  }

  /** At most so many entries with a cookie greater than the given one. */
  after(cookie: number, most: number): Entry<T>[] {
    const found: Entry<T>[] = [];
    for (let i = this.#search(cookie); i < this.#inOrder.length && found.length < most; i++) {
      const entry = this.#inOrder[i];
      if (entry !== undefined && entry.cookie > 0) found.push(entry);
    }
    return found;
  }

  values(): IterableIterator<Entry<T>> {
    return this.#byName.values();
  }

  /** Index of the first entry, removed or not, past a cookie. */
  #search(cookie: number): number {
    let low = 0;
    let high = this.#inOrder.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Math.abs(this.#inOrder[middle]?.cookie ?? 0) <= cookie) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
