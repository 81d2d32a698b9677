/**
 * Deadlines in order: a binary heap with one entry a key. Arming a key again replaces its deadline; a replaced or
 * disarmed entry stays in the heap until it surfaces, or until most entries are such: servers set many long timeouts that
 * hardly ever pass.
 */
interface Entry {
  readonly at: number;
  readonly key: number;
  /** Agrees with the key's current stamp, or the entry is void. */
  readonly stamp: number;
}

/** Void entries that are not worth a look at all. */
const FEW_VOID = 64;

export class TimerQueue {
  #heap: Entry[] = [];
  readonly #stamps = new Map<number, number>();
  #stamp = 0;
  /** The earliest deadline, Infinity when there is none. It may be that of a void entry: firing finds nothing then. */
  earliest = Infinity;

  arm(key: number, at: number): void {
    const stamp = ++this.#stamp;
    this.#stamps.set(key, stamp);
    if (this.#heap.length > 2 * this.#stamps.size + FEW_VOID) this.#sweep();
    this.#push({ at, key, stamp });
    this.earliest = this.#top();
  }

  disarm(key: number): void {
    if (!this.#stamps.delete(key)) return;
    this.#prune();
  }

  /** Entries, void ones included. */
  get length(): number {
    return this.#heap.length;
  }

  /** Takes a key whose deadline has come; undefined when there is none. */
  take(now: number): number | undefined {
    this.#prune();
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.#pop();
    this.#stamps.delete(first.key);
    this.#prune();
    return first.key;
  }

  #prune(): void {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || this.#stamps.get(first.key) === first.stamp) break;
      this.#pop();
    }
    this.earliest = this.#top();
  }

  /** Takes all void entries out; what is left is in order when it is put back. */
  #sweep(): void {
    const kept = this.#heap.filter(({ key, stamp }) => this.#stamps.get(key) === stamp);
    this.#heap = [];
    for (const entry of kept) this.#push(entry);
  }

  #top(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const up = (at - 1) >>> 1;
      const parent = heap[up] as Entry;
      if (parent.at <= entry.at) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Entry).at < (heap[child] as Entry).at) child++;
      if ((heap[child] as Entry).at >= last.at) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
  }
}
