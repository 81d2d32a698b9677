/**
 * Writes netlink messages: a header, a structure, attributes; everything in the byte order of who asked, every part aligned to
 * four bytes. netlink(7).
 */
const GROWTH = 4096;
/** Size of struct nlmsghdr and of struct rtattr. */
const HEADER = 16;
const ATTRIBUTE = 4;

export class MessageWriter {
  readonly #little: boolean;
  #bytes = new Uint8Array(GROWTH);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #message = 0;
  #nests: number[] = [];

  constructor(little: boolean) {
    this.#little = little;
  }

  get length(): number {
    return this.#length;
  }

  /** What was written so far; the writer begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  begin(type: number, flags: number, sequence: number, port: number): this {
    this.#message = this.#length;
    return this.u32(0).u16(type).u16(flags).u32(sequence).u32(port);
  }

  /** Closes the message: its length is known. */
  end(): this {
    this.#view.setUint32(this.#message, this.#length - this.#message, this.#little);
    return this.#align();
  }

  u8(value: number): this {
    this.#room(1);
    this.#view.setUint8(this.#length++, value);
    return this;
  }

  u16(value: number): this {
    this.#room(2);
    this.#view.setUint16(this.#length, value, this.#little);
    this.#length += 2;
    return this;
  }

  u32(value: number): this {
    this.#room(4);
    this.#view.setUint32(this.#length, value, this.#little);
    this.#length += 4;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  zeros(count: number): this {
    this.#room(count);
    this.#bytes.fill(0, this.#length, this.#length + count);
    this.#length += count;
    return this;
  }

  attributeU8(type: number, value: number): this {
    return this.#attribute(type, 1).u8(value).#align();
  }

  attributeU32(type: number, value: number): this {
    return this.#attribute(type, 4).u32(value);
  }

  attributeBytes(type: number, bytes: Uint8Array): this {
    return this.#attribute(type, bytes.length).bytes(bytes).#align();
  }

  attributeText(type: number, text: string): this {
    this.#attribute(type, text.length + 1);
    for (let i = 0; i < text.length; i++) this.u8(text.charCodeAt(i));
    return this.u8(0).#align();
  }

  attributeZeros(type: number, count: number): this {
    return this.#attribute(type, count).zeros(count).#align();
  }

  nest(type: number): this {
    this.#nests.push(this.#length);
    return this.#attribute(type, 0);
  }

  endNest(): this {
    const at = this.#nests.pop() ?? 0;
    this.#view.setUint16(at, this.#length - at, this.#little);
    return this;
  }

  #attribute(type: number, length: number): this {
    return this.u16(ATTRIBUTE + length).u16(type);
  }

  #align(): this {
    while (this.#length % 4 !== 0) this.u8(0);
    return this;
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** A request: its header and what follows. */
export interface Request {
  readonly little: boolean;
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly port: number;
  /** The whole message and its payload. */
  readonly message: Uint8Array;
  readonly payload: DataView;
}

/**
 * The requests in what was sent. Nobody says in which byte order the sender is, but the length of the first message is at
 * most that of everything, and only in one order.
 */
export function requestsOf(bytes: Uint8Array): Request[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER) return [];
  const first = view.getUint32(0, true);
  const little = first >= HEADER && first <= bytes.length;
  const requests: Request[] = [];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const length = view.getUint32(at, little);
    if (length < HEADER || at + length > bytes.length) break;
    requests.push({
      little,
      type: view.getUint16(at + 4, little),
      flags: view.getUint16(at + 6, little),
      sequence: view.getUint32(at + 8, little),
      port: view.getUint32(at + 12, little),
      message: bytes.slice(at, at + length),
      payload: new DataView(bytes.slice(at + HEADER, at + length).buffer),
    });
    at += (length + 3) & ~3;
  }
  return requests;
}

/** The value of an attribute in a request's payload behind a structure of that size; undefined when it is not there. */
export function attributeOf({ payload, little }: Request, structure: number, type: number): Uint8Array | undefined {
  for (let at = structure; at + ATTRIBUTE <= payload.byteLength; ) {
    const length = payload.getUint16(at, little);
    if (length < ATTRIBUTE || at + length > payload.byteLength) return undefined;
    if ((payload.getUint16(at + 2, little) & 0x3fff) === type)
      return new Uint8Array(payload.buffer, at + ATTRIBUTE, length - ATTRIBUTE);
    at += (length + 3) & ~3;
  }
  return undefined;
}
