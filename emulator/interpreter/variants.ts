/**
 * Which handlers an instruction gets: one for every combination of what is worth knowing about its
 * fields while the handler is built.
 *
 * A discriminator maps a run of bits of the instruction word to a class (255: no handler, an invalid
 * form). A row's handlers are numbered with the last discriminator varying fastest.
 */
import { extractField, fieldOf, insertField, type Field, type Instruction } from '../decode.ts';
import { SPECIAL_REGISTERS } from '../semantics/special-registers.ts';
import { INVALID } from './select.ts';
import type { Pinned } from './word-field.ts';

export interface Discriminator {
  readonly field: string;
  /** The bits looked at. */
  readonly shift: number;
  readonly width: number;
  /** Class of each value of the bits. */
  readonly classes: Uint8Array;
  /** What a handler of each class knows. */
  readonly pinned: readonly Pinned[];
}

export function discriminators(row: Instruction): Discriminator[] {
  const found = row.specialize.flatMap((name) => {
    const field = fieldOf(row, name === 'RA0' ? 'RA' : name);
    if (field === undefined) return [];
    return [name === 'RA0' ? zeroOrNot(field) : eachValue(field)];
  });
  const bo = fieldOf(row, 'BO');
  if (bo !== undefined) found.push(grouped(bo, (value) => withoutHints(value)));
  for (const name of ['SPR', 'TBR']) {
    const field = fieldOf(row, name);
    if (field !== undefined)
      found.push(grouped(field, (value) => (SPECIAL_REGISTERS.includes(value) ? value : undefined)));
  }
  return found;
}

/** Handlers of a row, in order. */
export function combinations(list: readonly Discriminator[]): ReadonlyMap<string, Pinned>[] {
  let all: [string, Pinned][][] = [[]];
  for (const { field, pinned } of list)
    all = all.flatMap((before) => pinned.map((pin): [string, Pinned][] => [...before, [field, pin]]));
  return all.map((entries) => new Map(entries));
}

function eachValue(field: Field): Discriminator {
  return grouped(field, (value) => value);
}

function zeroOrNot(field: Field): Discriminator {
  const { shift, width } = span(field);
  const classes = new Uint8Array(1 << width).fill(1);
  classes[0] = 0;
  return { field: field.name, shift, width, classes, pinned: [{ value: 0 }, { nonZero: true }] };
}

/** One class per different answer of `group`; undefined is an invalid value. */
function grouped(field: Field, group: (value: number) => number | undefined): Discriminator {
  const { shift, width } = span(field);
  const classes = new Uint8Array(1 << width).fill(INVALID);
  const values: number[] = [];
  for (let bits = 0; bits < 1 << width; bits++) {
    const value = group(extractField(bits << shift, field));
    if (value === undefined) continue;
    if (!values.includes(value)) values.push(value);
    classes[bits] = values.indexOf(value);
  }
  return { field: field.name, shift, width, classes, pinned: values.map((value) => ({ value })) };
}

/** The smallest run of bits that holds the field. */
function span(field: Field): { shift: number; width: number } {
  const word = insertField(0, field, -1 << field.scale) >>> 0;
  const shift = 31 - Math.clz32(word & -word);
  return { shift, width: 32 - Math.clz32(word) - shift };
}

/** BO without its hint bits (Book I, figure "BO field encodings"): nine kinds of branch. */
export function withoutHints(bo: number): number {
  if ((bo & 0b10100) === 0b10100) return 0b10100;
  if ((bo & 0b10100) === 0b00100) return bo & 0b01100;
  if ((bo & 0b10100) === 0b10000) return bo & 0b10010;
  return bo & 0b01110;
}
