/**
 * From an instruction word to its handler's number, by the data in the module's `k42.select`
 * section: for each row of the instruction table, in order, the number of its first handler and
 * the bits that choose among its handlers.
 *
 * Layout, little-endian: u32 rows; per row u16 base (0: no handlers), u8 discriminators; per
 * discriminator u8 shift, u8 width, u8 number of classes, then a byte per value. Then u16 fusions; each u16
 * handler of the first instruction, u16 first of the fused handlers, u8 whether it sets the field BF (or CR0).
 */
import { decode } from '../decode.ts';
import { ByteWriter } from '../wasm/bytes.ts';
import { fusedVariant } from './fused-variant.ts';
import type { Discriminator } from './variants.ts';

export const SELECT_SECTION = 'k42.select';

/** Handlers 0 to 2 of every module. */
export const DECODE_HANDLER = 0;
export const NEXT_PAGE_HANDLER = 1;
export const ILLEGAL_HANDLER = 2;

/** Class of a value for which there is no handler. */
export const INVALID = 255;

export interface Selection {
  readonly base: number;
  readonly discriminators: readonly Discriminator[];
}

/** A compare that has handlers of its own for being followed by a conditional branch: see `fuse.ts`. */
export interface Fusion {
  readonly first: number;
  readonly base: number;
  readonly anyField: boolean;
}

export function writeSelection(rows: readonly (Selection | undefined)[], fusions: readonly Fusion[]): Uint8Array {
  const out = new ByteWriter(4096);
  const u16 = (value: number): void => out.raw([value & 255, value >> 8]);
  out.raw([rows.length & 255, rows.length >> 8, 0, 0]);
  for (const row of rows) {
    u16(row?.base ?? 0);
    out.byte(row?.discriminators.length ?? 0);
    for (const { shift, width, classes, pinned } of row?.discriminators ?? []) {
      out.raw([shift, width, pinned.length]);
      out.raw(classes);
    }
  }
  u16(fusions.length);
  for (const { first, base, anyField } of fusions) {
    u16(first);
    u16(base);
    out.byte(anyField ? 1 : 0);
  }
  return out.bytes();
}

/** Finds handlers; made once per module. */
export class HandlerSelection {
  readonly #data: Uint8Array;
  /** Where each row's record starts. */
  readonly #rows: Uint32Array;
  readonly #fusions = new Map<number, { base: number; anyField: boolean }>();

  constructor(data: Uint8Array) {
    this.#data = data;
    const count = u16(data, 0);
    this.#rows = new Uint32Array(count);
    let at = 4;
    for (let row = 0; row < count; row++) {
      this.#rows[row] = at;
      let left = byte(data, at + 2);
      at += 3;
      for (; left > 0; left--) at += 3 + (1 << byte(data, at + 1));
    }
    let left = u16(data, at);
    for (at += 2; left > 0; left--, at += 5)
      this.#fusions.set(u16(data, at), { base: u16(data, at + 2), anyField: byte(data, at + 4) === 1 });
  }

  /** The handler for a word that is followed by another one: perhaps one for both. */
  pair(word: number, next: number): number {
    const first = this.handler(word);
    const fusion = this.#fusions.get(first);
    if (fusion === undefined) return first;
    const variant = fusedVariant(next, fusion.anyField ? (word >>> 23) & 7 : 0);
    return variant < 0 ? first : fusion.base + variant;
  }

  handler(word: number): number {
    const row = decode(word);
    if (row < 0) return ILLEGAL_HANDLER;
    const data = this.#data;
    let at = this.#rows[row] as number;
    const base = u16(data, at);
    if (base === 0) return ILLEGAL_HANDLER;
    let left = byte(data, at + 2);
    let number = 0;
    at += 3;
    for (; left > 0; left--) {
      const width = byte(data, at + 1);
      const choice = byte(data, at + 3 + ((word >>> byte(data, at)) & ((1 << width) - 1)));
      if (choice === INVALID) return ILLEGAL_HANDLER;
      number = number * byte(data, at + 2) + choice;
      at += 3 + (1 << width);
    }
    return base + number;
  }
}

function u16(data: Uint8Array, at: number): number {
  return byte(data, at) | (byte(data, at + 1) << 8);
}

function byte(data: Uint8Array, at: number): number {
  return data[at] as number;
}
