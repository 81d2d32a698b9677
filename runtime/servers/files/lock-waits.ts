/**
 * Who waits for whose record lock, in all files of the machine: a wait that would close a circle is EDEADLK, as
 * fcntl(2) says. An owner waits for one lock at a time.
 */
export class LockWaits {
  readonly #waits = new Map<number, number>();

  /** Whether `holder`, directly or through others, waits for `owner`. */
  closesCircle(owner: number, holder: number): boolean {
    let at: number | undefined = holder;
    for (let steps = 0; at !== undefined && steps <= this.#waits.size; steps++) {
      if (at === owner) return true;
      at = this.#waits.get(at);
    }
    return false;
  }

  waits(owner: number, holder: number): void {
    this.#waits.set(owner, holder);
  }

  done(owner: number): void {
    this.#waits.delete(owner);
  }
}
