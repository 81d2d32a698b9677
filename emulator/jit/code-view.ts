/**
 * What a translator asks about the guest's code. Beside the guest an address space answers; in a thread of its own the pages
 * that were sent with the request do (`sent-code.ts`).
 */
import type { Order } from '../memory/access.ts';

export interface CodeView {
  /** The frame to execute at an address; 0: there is none, undefined: it is not known here. */
  frame(hi: number, lo: number): number | undefined;
  /** Whether a region begins at a place in a frame; of the address only its place in the page counts. */
  isRoot(frame: number, lo: number): boolean;
  /** Whether the instruction at a place in a frame was executed, in this run or an earlier one; what was not is left out of regions. */
  executed(frame: number, lo: number): boolean;
  /** How far the jump or call through a register at a place in a frame is known to have gone. */
  targets(frame: number, lo: number): readonly number[];
}

/** A root that is to be translated. */
export interface Wanted {
  readonly hi: number;
  readonly lo: number;
  /** How the interpreter came there: `ARRIVAL`. */
  readonly arrival: number;
  /** To be left out when another one of the same request has it. */
  readonly optional: boolean;
}

/** A page that a region was read from. */
export interface Page {
  readonly hi: number;
  readonly lo: number;
  readonly frame: number;
}

/** Instructions one behind the other, from an offset from a root on; and whether they were executed before. */
export interface Span {
  readonly at: number;
  readonly count: number;
  readonly executed: boolean;
}

/** What became of a root. */
export interface Translated {
  /** Its place in the module; `hopeless`: nothing can be compiled, `covered`: another one has it, `incomplete`: see `missing`. */
  readonly place: number | 'hopeless' | 'covered' | 'incomplete';
  /** What its module knows it by: no other region has it. */
  readonly number: number;
  /** What was read to translate it. */
  readonly spans: readonly Span[];
  readonly pages: readonly Page[];
  /** Its computed jumps, as places in frames (`placeKey`), and of how many targets of each was known. */
  readonly jumps: readonly (readonly [key: number, targets: number])[];
  /** Places that it leaves to the interpreter because they were never reached. */
  readonly cold: readonly number[];
  /** Addresses in pages that were not known. */
  readonly missing: readonly (readonly [hi: number, lo: number])[];
}

export interface Translation {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly imports: readonly string[];
  readonly roots: readonly Translated[];
  /** Guest instructions translated. */
  readonly instructions: number;
}

export interface Mode {
  readonly order: Order;
  readonly bits: 32 | 64;
}

/** A place in a frame as one number: where a region begins, where a jump is. */
export function placeKey(frame: number, lo: number): number {
  return (frame >>> 12) * 1024 + ((lo >>> 2) & 1023);
}

/** The frame of such a place. */
export function frameOf(key: number): number {
  return Math.floor(key / 1024) * 4096;
}

/** Instructions in spans. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { count }) => sum + count, 0);
}
