/**
 * What compiled code keeps in WebAssembly locals: numbers for registers, and sets of them.
 *
 * The floating-point record (emulator/float/layout.ts) and the mode of the fast path count as registers too.
 */
export const RESOURCE = {
  gpr: 0,
  /** Condition register fields. */
  cr: 32,
  lr: 40,
  ctr: 41,
  ca: 42,
  ca32: 43,
  ov: 44,
  ov32: 45,
  so: 46,
  /** The last scalar floating-point operation with its operands. */
  record: 47,
  /** Whether native floating-point results may be used: read only. */
  mode: 48,
  vsr: 64,
} as const;

/** Registers that code outside of loops stores when it sets them, so that a way out has little to store. */
export function isStoredAtOnce(resource: number): boolean {
  return resource < RESOURCE.cr || resource >= RESOURCE.vsr || resource === RESOURCE.lr || resource === RESOURCE.ctr;
}

export class ResourceSet {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  has(n: number): boolean {
    const bit = 1 << (n & 31);
    switch (n >> 5) {
      case 0:
        return (this.#a & bit) !== 0;
      case 1:
        return (this.#b & bit) !== 0;
      case 2:
        return (this.#c & bit) !== 0;
      default:
        return (this.#d & bit) !== 0;
    }
  }

  add(n: number): void {
    const bit = 1 << (n & 31);
    switch (n >> 5) {
      case 0:
        this.#a |= bit;
        break;
      case 1:
        this.#b |= bit;
        break;
      case 2:
        this.#c |= bit;
        break;
      default:
        this.#d |= bit;
    }
  }

  delete(n: number): void {
    const one = new ResourceSet();
    one.add(n);
    this.removeAll(one);
  }

  /** Adds another set's members; whether that changed anything. */
  addAll(other: ResourceSet): boolean {
    const before = [this.#a, this.#b, this.#c, this.#d];
    this.#a |= other.#a;
    this.#b |= other.#b;
    this.#c |= other.#c;
    this.#d |= other.#d;
    return this.#a !== before[0] || this.#b !== before[1] || this.#c !== before[2] || this.#d !== before[3];
  }

  removeAll(other: ResourceSet): void {
    this.#a &= ~other.#a;
    this.#b &= ~other.#b;
    this.#c &= ~other.#c;
    this.#d &= ~other.#d;
  }

  keepAll(other: ResourceSet): void {
    this.#a &= other.#a;
    this.#b &= other.#b;
    this.#c &= other.#c;
    this.#d &= other.#d;
  }

  equals(other: ResourceSet): boolean {
    return this.#a === other.#a && this.#b === other.#b && this.#c === other.#c && this.#d === other.#d;
  }

  /** Equal for equal sets. */
  get key(): string {
    return `${this.#a},${this.#b},${this.#c},${this.#d}`;
  }

  get isEmpty(): boolean {
    return (this.#a | this.#b | this.#c | this.#d) === 0;
  }

  clear(): void {
    this.#a = this.#b = this.#c = this.#d = 0;
  }

  copy(): ResourceSet {
    const copy = new ResourceSet();
    copy.addAll(this);
    return copy;
  }

  /** The members in ascending order. */
  *[Symbol.iterator](): Generator<number> {
    const words = [this.#a, this.#b, this.#c, this.#d];
    for (let word = 0; word < 4; word++) {
      let rest = words[word] as number;
      while (rest !== 0) {
        const bit = rest & -rest;
        yield word * 32 + 31 - Math.clz32(bit);
        rest ^= bit;
      }
    }
  }
}
