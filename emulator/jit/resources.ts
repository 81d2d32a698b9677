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

/**
 * Of the second word of a set, LR and CTR. With the general and the vector registers they are the plain ones: the
 * state block has them as they are, and storing or loading one takes an instruction.
 */
const PLAIN = (1 << (RESOURCE.lr & 31)) | (1 << (RESOURCE.ctr & 31));

/**
 * A set of registers: 128 bits. Translating makes and joins sets all the time, mostly before V8 has optimized anything,
 * so there are no iterators and nothing is allocated without need.
 */
export class ResourceSet {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(a = 0, b = 0, c = 0, d = 0) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  has(n: number): boolean {
    return ((n < 64 ? (n < 32 ? this.#a : this.#b) : n < 96 ? this.#c : this.#d) & (1 << (n & 31))) !== 0;
  }

  add(n: number): void {
    const bit = 1 << (n & 31);
    if (n < 32) this.#a |= bit;
    else if (n < 64) this.#b |= bit;
    else if (n < 96) this.#c |= bit;
    else this.#d |= bit;
  }

  delete(n: number): void {
    const rest = ~(1 << (n & 31));
    if (n < 32) this.#a &= rest;
    else if (n < 64) this.#b &= rest;
    else if (n < 96) this.#c &= rest;
    else this.#d &= rest;
  }

  /** Adds another set's members; whether that changed anything. */
  addAll(other: ResourceSet): boolean {
    const a = this.#a | other.#a;
    const b = this.#b | other.#b;
    const c = this.#c | other.#c;
    const d = this.#d | other.#d;
    if (a === this.#a && b === this.#b && c === this.#c && d === this.#d) return false;
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
    return true;
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
    return new ResourceSet(this.#a, this.#b, this.#c, this.#d);
  }

  /** The members that another set has too. */
  common(other: ResourceSet): ResourceSet {
    return new ResourceSet(this.#a & other.#a, this.#b & other.#b, this.#c & other.#c, this.#d & other.#d);
  }

  /** The general and the vector registers, LR and CTR. */
  plain(): ResourceSet {
    return new ResourceSet(this.#a, this.#b & PLAIN, this.#c, this.#d);
  }

  /** The condition register fields, the flags of XER and the state of the floating-point unit. */
  notPlain(): ResourceSet {
    return new ResourceSet(0, this.#b & ~PLAIN, 0, 0);
  }

  /** Calls with the members in ascending order. The set may change meanwhile. */
  forEach(visit: (n: number) => void): void {
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    const d = this.#d;
    if (a !== 0) eachBit(a, 0, visit);
    if (b !== 0) eachBit(b, 32, visit);
    if (c !== 0) eachBit(c, 64, visit);
    if (d !== 0) eachBit(d, 96, visit);
  }

  /** The members in ascending order. */
  members(): number[] {
    const members: number[] = [];
    this.forEach((n) => members.push(n));
    return members;
  }
}

function eachBit(bits: number, first: number, visit: (n: number) => void): void {
  for (let rest = bits; rest !== 0; rest &= rest - 1) visit(first + 31 - Math.clz32(rest & -rest));
}
