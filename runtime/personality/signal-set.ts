/**
 * A set of native signals: signal n of the personality's own numbering is bit n − 1, up to 128 of them.
 *
 * Masks, pending signals and sigset_t arguments are of this type. Methods change the set in place;
 * none allocates but `clone`.
 */
import type { StructView } from '../kernel/struct-view.ts';

/** The greatest signal that any personality has (FreeBSD's SIGRTMAX is 126). */
export const SIGNAL_MAXIMUM = 128;

export class SignalSet {
  /** Bit (n − 1) % 32 of word (n − 1) / 32. */
  readonly words = new Uint32Array(4);

  static of(...signals: readonly number[]): SignalSet {
    const set = new SignalSet();
    for (const signal of signals) set.add(signal);
    return set;
  }

  /** Reads a sigset_t of a number of bytes: unsigned longs in the process's order (Linux), or 32-bit words (BSD). */
  static read(view: StructView, offset: number, bytes: number, unit: 4 | 8 = 8): SignalSet {
    const set = new SignalSet();
    for (let at = 0; at < bytes && at < 16; at += unit) {
      const word = at / 4;
      if (unit === 4) {
        set.words[word] = view.u32(offset + at);
      } else {
        set.words[word] = view.u64Low(offset + at);
        set.words[word + 1] = view.u64High(offset + at);
      }
    }
    return set;
  }

  /** Writes a sigset_t; bytes beyond 16 become zero. */
  write(view: StructView, offset: number, bytes: number, unit: 4 | 8 = 8): void {
    for (let at = 0; at < bytes; at += unit) {
      const word = at / 4;
      if (unit === 4) view.setU32(offset + at, this.words[word] ?? 0);
      else view.setWords(offset + at, this.words[word + 1] ?? 0, this.words[word] ?? 0);
    }
  }

  has(signal: number): boolean {
    return ((this.words[(signal - 1) >>> 5] ?? 0) & (1 << ((signal - 1) & 31))) !== 0;
  }

  add(signal: number): this {
    const word = (signal - 1) >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << ((signal - 1) & 31));
    return this;
  }

  delete(signal: number): this {
    const word = (signal - 1) >>> 5;
    this.words[word] = (this.words[word] ?? 0) & ~(1 << ((signal - 1) & 31));
    return this;
  }

  /** Becomes the same set as another. */
  assign(other: SignalSet): this {
    const { words } = this;
    const from = other.words;
    words[0] = from[0] as number;
    words[1] = from[1] as number;
    words[2] = from[2] as number;
    words[3] = from[3] as number;
    return this;
  }

  addAll(other: SignalSet): this {
    for (let i = 0; i < 4; i++) this.words[i] = (this.words[i] as number) | (other.words[i] as number);
    return this;
  }

  deleteAll(other: SignalSet): this {
    for (let i = 0; i < 4; i++) this.words[i] = (this.words[i] as number) & ~(other.words[i] as number);
    return this;
  }

  clear(): this {
    this.words.fill(0);
    return this;
  }

  get empty(): boolean {
    const { words } = this;
    return ((words[0] as number) | (words[1] as number) | (words[2] as number) | (words[3] as number)) === 0;
  }

  equals(other: SignalSet): boolean {
    for (let i = 0; i < 4; i++) if (this.words[i] !== other.words[i]) return false;
    return true;
  }

  /** Whether some signal is in this set and not in another. */
  hasOutside(mask: SignalSet): boolean {
    const { words } = this;
    const other = mask.words;
    return (
      (((words[0] as number) & ~(other[0] as number)) |
        ((words[1] as number) & ~(other[1] as number)) |
        ((words[2] as number) & ~(other[2] as number)) |
        ((words[3] as number) & ~(other[3] as number))) !==
      0
    );
  }

  /** The lowest signal that is in this set and not in another, 0 when there is none. */
  firstOutside(mask: SignalSet): number {
    for (let i = 0; i < 4; i++) {
      const bits = (this.words[i] as number) & ~(mask.words[i] as number);
      if (bits !== 0) return 32 * i + 32 - Math.clz32(bits & -bits);
    }
    return 0;
  }

  clone(): SignalSet {
    return new SignalSet().assign(this);
  }

  /** The signals, in ascending order. */
  list(): number[] {
    const signals: number[] = [];
    for (let signal = 1; signal <= SIGNAL_MAXIMUM; signal++) if (this.has(signal)) signals.push(signal);
    return signals;
  }
}
