/**
 * A growing byte buffer with WebAssembly's number encodings.
 * `bytes()` is a view of what was written so far; it is valid until the next write.
 */
export class ByteWriter {
  #buffer: Uint8Array;
  #length = 0;

  constructor(capacity = 256) {
    this.#buffer = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  byte(value: number): void {
    if (this.#length === this.#buffer.length) this.#grow(1);
    this.#buffer[this.#length++] = value;
  }

  raw(values: ArrayLike<number>): void {
    const { length } = values;
    const at = this.#length;
    if (at + length > this.#buffer.length) this.#grow(length);
    const buffer = this.#buffer;
    // Instructions are a few bytes long: a call for them would take longer than they do.
    if (length > 16) buffer.set(values, at);
    else for (let i = 0; i < length; i++) buffer[at + i] = values[i] as number;
    this.#length = at + length;
  }

  /** Unsigned LEB128 of an integer from 0 to 2^32 − 1. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Signed LEB128 of a 32-bit integer. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** Signed LEB128 of a 64-bit integer. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    while (rest < -64n || rest > 63n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest & 0x7fn));
  }

  float64(value: number): void {
    this.raw(new Uint8Array(new Float64Array([value]).buffer));
  }

  float32(value: number): void {
    this.raw(new Uint8Array(new Float32Array([value]).buffer));
  }

  /** A name: its length, then its characters (ASCII). */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** The length of `content`, then its bytes: a section, a function body. */
  sized(content: Uint8Array): void {
    this.unsigned(content.length);
    this.raw(content);
  }

  #grow(by: number): void {
    const bigger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + by));
    bigger.set(this.bytes());
    this.#buffer = bigger;
  }
}

/** Signed LEB128 of a 32-bit integer as a list, with an opcode before it. */
export function withSigned(opcode: number, value: number): number[] {
  const out: number[] = [opcode];
  let rest = value | 0;
  while (rest < -64 || rest > 63) {
    out.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  out.push(rest & 0x7f);
  return out;
}

/** Unsigned LEB128 as a list, for immediates that are kept with a node. */
export function leb(value: number): number[] {
  const out: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.push(rest);
  return out;
}
