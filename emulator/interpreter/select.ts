/**
 * The tables by which the handler for an instruction word is found, as bytes. The module's
 * decoder (`decoder.ts`) walks them in the emulator's memory; they travel in the module's `k42.select` section.
 *
 * Little-endian; offsets from the start:
 * - `root`: per primary opcode, u32 offset of its u16 list numbers, u32 mask of the bits (word >> 1) that index them;
 * - `list`: the list numbers, each the index of a first candidate;
 * - `candidate`: u32 mask, u32 match, u16 row number, u16 1 for the last of its list;
 * - `row`: u16 first handler of the row (0: none), u16 index of its first choice; one more row at the end;
 * - `choice`: u16 mask and u16 shift of bits of the word that select among the row's handlers, u16
 *   distance between neighbouring classes' handlers, u16 index of the first of its class bytes;
 * - `fused`: per handler, u16 first of the handlers that do the branch behind it as well, or 0; the
 *   highest bit says that it compares into the field BF, not CR0;
 * - `class`: a byte per value of a choice's bits; 255 for an invalid one.
 */
import type { Instruction } from '../decode.ts';
import { ByteWriter } from '../wasm/bytes.ts';
import type { Discriminator } from './variants.ts';

export const SELECT_SECTION = 'k42.select';

/** Handlers 0 to 2 of every module. */
export const DECODE_HANDLER = 0;
export const NEXT_PAGE_HANDLER = 1;
export const ILLEGAL_HANDLER = 2;

/** Class of a value for which there is no handler. */
export const INVALID = 255;
/** In `fused`. */
export const ANY_FIELD = 0x8000;

export const ROOT_SIZE = 8;
export const CANDIDATE_SIZE = 12;
export const ROW_SIZE = 4;
export const CHOICE_SIZE = 8;

export interface Selection {
  readonly row: Instruction;
  /** The first handler, 0 when there is none. */
  readonly base: number;
  readonly discriminators: readonly Discriminator[];
}

/** A compare that has handlers of its own for being followed by a conditional branch: see `fuse.ts`. */
export interface Fusion {
  readonly first: number;
  readonly base: number;
  readonly anyField: boolean;
}

export interface Tables {
  readonly bytes: Uint8Array;
  /** Where each table starts. */
  readonly at: Readonly<Record<'candidate' | 'row' | 'choice' | 'fused' | 'class', number>>;
}

export function selectionTables(
  selections: readonly Selection[],
  fusions: readonly Fusion[],
  handlers: number,
): Tables {
  const { roots, lists, candidates } = candidateLists(selections.map(({ row }) => row));
  const rows: number[] = [];
  const choices: number[] = [];
  const classes: number[] = [];
  for (const { base, discriminators } of selections) {
    rows.push(base, choices.length / 4);
    discriminators.forEach((each, index) => {
      const later = discriminators.slice(index + 1);
      const stride = later.reduce((product, { pinned }) => product * pinned.length, 1);
      choices.push((1 << each.width) - 1, each.shift, stride, classes.length);
      classes.push(...each.classes);
    });
  }
  rows.push(0, choices.length / 4);
  const fused = Array.from({ length: handlers }, () => 0);
  for (const { first, base, anyField } of fusions) fused[first] = base | (anyField ? ANY_FIELD : 0);

  const out = new ByteWriter(1 << 16);
  const u16 = (values: readonly number[]): number => {
    const start = out.length;
    for (const value of values) out.raw([value & 255, value >> 8]);
    return start;
  };
  const u32 = (values: readonly number[]): void => {
    for (const value of values) u16([value & 0xffff, value >>> 16]);
  };
  const rootBytes = 64 * ROOT_SIZE;
  u32(roots.flatMap(({ list, mask }) => [rootBytes + 2 * list, mask]));
  u16(lists);
  if (out.length % 4 !== 0) u16([0]);
  const candidate = out.length;
  for (const { mask, match, row, last } of candidates) {
    u32([mask, match]);
    u16([row, last ? 1 : 0]);
  }
  const at = { candidate, row: u16(rows), choice: u16(choices), fused: u16(fused), class: out.length };
  out.raw(classes);
  return { bytes: out.bytes(), at };
}

interface Candidate {
  readonly mask: number;
  readonly match: number;
  readonly row: number;
  readonly last: boolean;
}

/** Which rows a word may belong to, by its primary opcode and, where that does not decide, ten more bits. */
function candidateLists(rows: readonly Instruction[]) {
  const none: Candidate = { mask: 0, match: 1, row: 0, last: true };
  const candidates: Candidate[] = [none];
  const known = new Map<string, number>([['', 0]]);
  const listOf = (numbers: readonly number[]): number => {
    const key = numbers.join();
    let index = known.get(key);
    if (index === undefined) {
      index = candidates.length;
      known.set(key, index);
      numbers.forEach((row, place) => {
        const { mask, match } = rows[row] as Instruction;
        candidates.push({ mask: mask >>> 0, match: match >>> 0, row, last: place === numbers.length - 1 });
      });
    }
    return index;
  };
  const lists: number[] = [];
  const roots = Array.from({ length: 64 }, (_, opcode) => {
    const members = rows.flatMap(({ match }, row) => (match >>> 26 === opcode ? [row] : []));
    const mask = members.length > 1 ? 0x3ff : 0;
    const list = lists.length;
    for (let bits = 0; bits <= mask; bits++) {
      const fits = (row: number): boolean => {
        const { mask: wanted, match } = rows[row] as Instruction;
        return (((bits << 1) ^ match) & wanted & (mask << 1)) === 0;
      };
      lists.push(listOf(members.filter(fits)));
    }
    return { list, mask };
  });
  return { roots, lists, candidates };
}
