/**
 * The block at the top of a new stack, built from the top down and copied into memory in one go.
 *
 * First strings and other bytes are put, each answering its address; then `words` puts the vectors below them.
 */
import { MapFlags, Protection } from '../../generated/flags.ts';
import { Resource } from '../../generated/enums.ts';
import { alignDown, alignUp } from '../../kernel/address.ts';
import type { AddressSpace } from '../../kernel/address-space.ts';
import { StructView } from '../../kernel/struct-view.ts';

/** A stack is made this much larger than what it begins with. */
const EXTRA = 131_072;

export class StackImage {
  readonly #space: AddressSpace;
  readonly #wordSize: 4 | 8;
  readonly #view: StructView;
  /** Address of the first byte of the buffer. */
  readonly #base: number;
  /** Address of the lowest byte that was put. */
  at: number;

  /** `capacity` is at least what will be put. */
  constructor(space: AddressSpace, top: number, capacity: number, wordSize: 4 | 8) {
    this.#space = space;
    this.#wordSize = wordSize;
    this.#view = new StructView(space.order, capacity);
    this.#base = top - capacity;
    this.at = top;
  }

  /** Room for so many bytes; answers their address. */
  reserve(size: number): number {
    this.at -= size;
    if (this.at < this.#base) throw new Error('the stack image is larger than was said');
    return this.at;
  }

  alignTo(unit: number): void {
    this.reserve(this.at % unit);
  }

  bytes(bytes: Uint8Array): number {
    const address = this.reserve(bytes.length);
    this.#view.bytes.set(bytes, address - this.#base);
    return address;
  }

  /** Text and its NUL. */
  text(text: string): number {
    const address = this.reserve(text.length + 1);
    this.#view.setText(address - this.#base, text.length + 1, text);
    return address;
  }

  /** Texts one after the other, the first lowest; answers their addresses. */
  texts(texts: readonly string[]): number[] {
    const addresses: number[] = [];
    for (let i = texts.length - 1; i >= 0; i--) addresses.push(this.text(texts[i] as string));
    return addresses.reverse();
  }

  /** Words, the first lowest, at an address that is a multiple of `align`; answers it. */
  words(words: readonly number[], align: number): number {
    const size = words.length * this.#wordSize;
    this.at = alignDown(this.at - size, align);
    if (this.at < this.#base) throw new Error('the stack image is larger than was said');
    words.forEach((word, i) => this.#word(this.at + i * this.#wordSize, word));
    return this.at;
  }

  /** A structure's fields at an address that was reserved. */
  word(address: number, value: number): void {
    this.#word(address, value);
  }

  half(address: number, value: number): void {
    this.#view.setU32(address - this.#base, value);
  }

  /** Makes the stack's region and copies the block in; false when there is no memory for it. */
  finish(executable: boolean): boolean {
    const space = this.#space;
    const { layout, pageSize } = space;
    const bottom = alignDown(this.at, pageSize);
    const limit = Math.max(space.limits.current(Resource.stack), pageSize);
    const wanted = Math.max(bottom - EXTRA, layout.stackTop - limit);
    const start = Math.min(bottom, alignUp(Math.max(wanted, layout.lowest), pageSize));
    const mapped = space.mapRegion({
      address: start,
      length: layout.stackTop - start,
      protection: Protection.read | Protection.write | (executable ? Protection.execute : 0),
      flags: MapFlags.private | MapFlags.anonymous | MapFlags.fixed | MapFlags.growsDown,
      name: '[stack]',
    });
    if (mapped < 0) return false;
    const from = this.at - this.#base;
    const { bytes } = this.#view;
    return space.copyOut(this.at, bytes, from, bytes.length) === bytes.length - from;
  }

  #word(address: number, value: number): void {
    if (this.#wordSize === 8) this.#view.setAddress(address - this.#base, value);
    else this.#view.setU32(address - this.#base, value);
  }
}

/** Bytes that strings take with their NULs. */
export function textSize(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + 1, 0);
}
