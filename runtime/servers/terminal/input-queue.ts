/**
 * What was typed and not yet read: N_TTY's ring of 4096 bytes. In canonical mode only whole lines can be read; the
 * bytes behind the last line end are still being edited.
 */
const SIZE = 4096;

/** A line end that is not itself read: the end-of-file character. */
const HIDDEN = 2;
const SHOWN = 1;

export class InputQueue {
  readonly #bytes = new Uint8Array(SIZE);
  /** Per byte: 0, or that a line ends with it. */
  readonly #ends = new Uint8Array(SIZE);
  /** Counts that only grow: next to write, next to read, end of the last whole line. */
  #head = 0;
  #tail = 0;
  #lineEnd = 0;
  /** Where the line begins that is being read. */
  #lineStart = 0;

  /** Bytes held, whether they can be read or not. */
  get length(): number {
    return this.#head - this.#tail;
  }

  /** Bytes of the line that is being edited. */
  get editing(): number {
    return this.#head - this.#lineEnd;
  }

  get hasLine(): boolean {
    return this.#lineEnd !== this.#tail;
  }

  /** One place is kept for the line end. */
  get full(): boolean {
    return this.length >= SIZE - 1;
  }

  add(byte: number): void {
    if (this.length === SIZE) return;
    this.#bytes[this.#head % SIZE] = byte;
    this.#ends[this.#head % SIZE] = 0;
    this.#head++;
  }

  /** Ends the line with a byte that is read, or with one that only marks the end. */
  endLine(byte: number, hidden: boolean): void {
    if (this.length === SIZE) return;
    this.add(byte);
    this.#ends[(this.#head - 1) % SIZE] = hidden ? HIDDEN : SHOWN;
    this.#lineEnd = this.#head;
  }

  /** The byte so many before the end of the line that is edited; 1 is the last. */
  last(back: number): number {
    return this.#bytes[(this.#head - back) % SIZE] ?? 0;
  }

  /** Takes back bytes that were typed. */
  drop(count: number): void {
    this.#head -= Math.min(count, this.editing);
  }

  clear(): void {
    this.#tail = this.#head;
    this.#lineEnd = this.#head;
    this.#lineStart = this.#head;
  }

  /** Canonical mode ended: everything can be read as it comes, and end-of-file marks are bytes like any other. */
  forgetLines(): void {
    this.#ends.fill(0);
    this.#lineEnd = this.#tail;
    this.#lineStart = this.#tail;
  }

  /** Canonical mode began: what is there is taken as a line, so that it is not lost to reading. */
  takeAsLine(): void {
    this.#ends.fill(0);
    if (this.length > 0) this.#ends[(this.#head - 1) % SIZE] = SHOWN;
    this.#lineEnd = this.#head;
  }

  /** Bytes of whole lines that a read would give: FIONREAD in canonical mode. */
  get readableInLines(): number {
    let count = 0;
    for (let at = this.#tail; at < this.#lineEnd; at++) if (this.#ends[at % SIZE] !== HIDDEN) count++;
    return count;
  }

  /**
   * Copies at most one line, or a part of it; the end-of-file mark ends it and is swallowed. A mark that only follows a
   * line which was read up to it already says nothing: then -1, and there is nothing to read.
   */
  readLine(into: Uint8Array, most: number): number {
    let count = 0;
    const begun = this.#tail !== this.#lineStart;
    if (begun && this.#ends[this.#tail % SIZE] === HIDDEN) {
      this.#tail++;
      this.#lineStart = this.#tail;
      return -1;
    }
    while (this.#tail < this.#lineEnd) {
      const end = this.#ends[this.#tail % SIZE];
      if (end === HIDDEN) {
        this.#tail++;
        this.#lineStart = this.#tail;
        break;
      }
      if (count === most) break;
      into[count++] = this.#bytes[this.#tail % SIZE] ?? 0;
      this.#tail++;
      if (end === SHOWN) {
        this.#lineStart = this.#tail;
        break;
      }
    }
    return count;
  }

  readRaw(into: Uint8Array, most: number): number {
    let count = 0;
    while (count < most && this.#tail < this.#head) into[count++] = this.#bytes[this.#tail++ % SIZE] ?? 0;
    this.#lineEnd = this.#tail;
    this.#lineStart = this.#tail;
    return count;
  }
}
