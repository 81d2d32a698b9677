/** How much memory the files of a tree may take: a write past it is ENOSPC. */
export class Space {
  readonly capacity: number;
  #used = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether so many bytes could be taken. */
  holds(bytes: number): boolean {
    return this.#used + bytes <= this.capacity;
  }

  take(bytes: number): boolean {
    if (!this.holds(bytes)) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}
