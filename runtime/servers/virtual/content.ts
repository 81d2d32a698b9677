/** Contents of virtual files: text that is made anew whenever a read begins at its start, and what writes are told to. */
import { Errno } from '../../generated/errors.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { VirtualContent } from './entity.ts';

/** Longest write that is taken as one text. */
const LONGEST_WRITE = 65_536;

/** Produces the text: bytes, one character each. */
export type Render = () => string | Errno;
/** Takes what was written in one call; answers 0 or an error. */
export type Accept = (text: string) => number;

export class TextContent implements VirtualContent {
  readonly #render: Render;
  readonly #accept: Accept | undefined;
  #bytes: Uint8Array | undefined;

  constructor(render: Render, accept: Accept | undefined) {
    this.#render = render;
    this.#accept = accept;
  }

  /** As Linux's seq_file: a program that keeps the file open and reads it again from the start sees what is true then. */
  read(at: number, into: Lease): number {
    if (into.remaining === 0) return 0;
    if (at === 0 || this.#bytes === undefined) {
      const text = this.#render();
      if (typeof text === 'number') return text;
      this.#bytes = bytesOf(text);
    }
    if (at >= this.#bytes.length) return 0;
    const count = into.put(this.#bytes, at, Math.min(this.#bytes.length, at + into.remaining));
    return count === 0 ? Errno.EFAULT : count;
  }

  write(_at: number, from: Lease): number {
    if (this.#accept === undefined) return Errno.EINVAL;
    const bytes = new Uint8Array(Math.min(from.remaining, LONGEST_WRITE));
    const count = from.take(bytes);
    if (count < bytes.length) return Errno.EFAULT;
    const result = this.#accept(textOf(bytes));
    return result < 0 ? result : count;
  }
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
