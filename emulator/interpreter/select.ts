/**
 * From an instruction word to its handler's number, by the tables in the module's `k42.select`
 * section. They are used as they lie there: nothing is built when a program starts.
 *
 * Layout, little-endian: u32 sizes of the arrays named in `COUNTS`; then the arrays, the u16 ones first.
 * - `base`: the first handler of each row of the instruction table, 0 for none;
 * - `choice`: where the row's choices begin; one more entry at the end;
 * - per choice, a run of bits that selects among a row's handlers: `stride`, `classes` (where its
 *   classes begin among the `class` bytes, one per value of the bits), `shift`, `mask`;
 * - `fused`: per handler, the first of the handlers that do the branch behind it as well, or 0;
 *   the highest bit says that it compares into the field BF, not CR0.
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

const ANY_FIELD = 0x8000;
const COUNTS = ['base', 'choice', 'stride', 'classes', 'mask', 'fused', 'shift', 'class'] as const;
const WORDS = 6;

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

export function writeSelection(
  rows: readonly (Selection | undefined)[],
  fusions: readonly Fusion[],
  handlers: number,
): Uint8Array {
  const tables: Record<(typeof COUNTS)[number], number[]> = {
    base: [],
    choice: [],
    stride: [],
    classes: [],
    mask: [],
    fused: Array.from({ length: handlers }, () => 0),
    shift: [],
    class: [],
  };
  for (const row of rows) {
    tables.base.push(row?.base ?? 0);
    tables.choice.push(tables.shift.length);
    const list = row?.discriminators ?? [];
    list.forEach(({ shift, width, classes }, index) => {
      tables.stride.push(list.slice(index + 1).reduce((product, { pinned }) => product * pinned.length, 1));
      tables.classes.push(tables.class.length);
      tables.mask.push((1 << width) - 1);
      tables.shift.push(shift);
      tables.class.push(...classes);
    });
  }
  tables.choice.push(tables.shift.length);
  for (const { first, base, anyField } of fusions) tables.fused[first] = base | (anyField ? ANY_FIELD : 0);

  const out = new ByteWriter(1 << 16);
  const u16 = (value: number): void => out.raw([value & 255, value >> 8]);
  for (const name of COUNTS) {
    u16(tables[name].length);
    u16(0);
  }
  COUNTS.forEach((name, index) => {
    if (index < WORDS) for (const value of tables[name]) u16(value);
    else out.raw(tables[name]);
  });
  return out.bytes();
}

/** Finds handlers. Runs cold for each instruction of a short program: no calls, no objects. */
export class HandlerSelection {
  readonly #base: Uint16Array;
  readonly #choice: Uint16Array;
  readonly #stride: Uint16Array;
  readonly #classes: Uint16Array;
  readonly #mask: Uint16Array;
  readonly #fused: Uint16Array;
  readonly #shift: Uint8Array;
  readonly #class: Uint8Array;

  constructor(data: ArrayBuffer) {
    const counts = new Uint32Array(data, 0, COUNTS.length);
    let at = 4 * COUNTS.length;
    const [base, choice, stride, classes, mask, fused] = Array.from({ length: WORDS }, (_, index) => {
      const table = new Uint16Array(data, at, counts[index]);
      at += table.byteLength;
      return table;
    }) as [Uint16Array, Uint16Array, Uint16Array, Uint16Array, Uint16Array, Uint16Array];
    this.#base = base;
    this.#choice = choice;
    this.#stride = stride;
    this.#classes = classes;
    this.#mask = mask;
    this.#fused = fused;
    this.#shift = new Uint8Array(data, at, counts[WORDS]);
    this.#class = new Uint8Array(data, at + this.#shift.length, counts[WORDS + 1]);
  }

  handler(word: number): number {
    const row = decode(word);
    if (row < 0) return ILLEGAL_HANDLER;
    let number = this.#base[row] as number;
    if (number === 0) return ILLEGAL_HANDLER;
    const end = this.#choice[row + 1] as number;
    for (let at = this.#choice[row] as number; at < end; at++) {
      const bits = (word >>> (this.#shift[at] as number)) & (this.#mask[at] as number);
      const choice = this.#class[(this.#classes[at] as number) + bits] as number;
      if (choice === INVALID) return ILLEGAL_HANDLER;
      number += choice * (this.#stride[at] as number);
    }
    return number;
  }

  /** The handler for a word that is followed by another one: perhaps one for both. */
  pair(word: number, next: number): number {
    const first = this.handler(word);
    const fused = this.#fused[first] as number;
    if (fused === 0) return first;
    const variant = fusedVariant(next, fused >= ANY_FIELD ? (word >>> 23) & 7 : 0);
    return variant < 0 ? first : (fused & ~ANY_FIELD) + variant;
  }
}
