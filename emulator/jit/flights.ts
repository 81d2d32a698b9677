/**
 * Requests to a translator in another thread, from when they are sent until the answer is here. Meanwhile guests run: code may
 * change, spaces may go away. What changed is dropped when it lands.
 */
import { type Mmu, pageNumber } from '../memory/mmu.ts';
import { FRAME_SIZE, type PhysicalMemory } from '../memory/physical-memory.ts';
import type { Candidate } from './candidates.ts';
import { SEEN_BYTES } from './seen-code.ts';
import type { TranslationAnswer, Translator, TranslatorThread } from './translator.ts';

/** Requests on their way at once: one that is worked on, one that waits for it. */
const MOST = 2;
/** Pages before and behind that of a root that are told unasked, and pages that were missing before. */
const AROUND = 4;
const REMEMBERED = 128;
/** How often a root is sent again with the pages that were missing. */
const ROUNDS = 6;

/** What is known of guest code, and who wants the answers. */
export interface Ground {
  /** The frame to execute at an address of a space, or 0. */
  frame(mmu: Mmu, hi: number, lo: number): number;
  /** Its decoded page, or 0. */
  decoded(frame: number, mmu: Mmu): number;
  /** Places of the regions that begin in a frame. */
  roots(frame: number): Iterable<number>;
  jumps(frame: number): Iterable<readonly [place: number, distances: ReadonlySet<number>]>;
  /** What an earlier run has seen of a frame. */
  seen(frame: number): Uint8Array | undefined;
  /** The first of so many numbers for regions. */
  numbers(count: number): number;
  /** Candidates that do not hold any more are undefined. */
  landed(mmu: Mmu, candidates: readonly (Candidate | undefined)[], answer: TranslationAnswer): void;
}

interface Flight {
  readonly mmu: Mmu;
  readonly candidates: readonly Candidate[];
  /** Frames that it was told of and whose contents have changed since. */
  readonly changed: Set<number>;
}

export class Flights {
  readonly #translator: Translator;
  readonly #physical: PhysicalMemory;
  readonly #ground: Ground;
  readonly #flights = new Map<number, Flight>();
  /** Pages that were missing lately: functions that many call. */
  readonly #missed = new Map<number, readonly [hi: number, lo: number]>();
  #thread: TranslatorThread | undefined;
  #ids = 0;

  constructor(translator: Translator, physical: PhysicalMemory, ground: Ground) {
    this.#translator = translator;
    this.#physical = physical;
    this.#ground = ground;
  }

  /** Begins the thread; false when there can be none. */
  start(): boolean {
    this.#thread ??= this.#translator.start(this.#physical, (answer) => this.#land(answer));
    return this.#thread !== undefined;
  }

  /** Whether a request would be worked on soon. */
  get ready(): boolean {
    return this.#thread !== undefined && this.#flights.size < MOST;
  }

  /** Whether regions are on their way to be put together. */
  get gathers(): boolean {
    for (const { candidates } of this.#flights.values()) if (candidates[0]?.gathers === true) return true;
    return false;
  }

  has(key: number): boolean {
    for (const { mmu, candidates } of this.#flights.values())
      if (!mmu.released && candidates.some((candidate) => candidate.key === key)) return true;
    return false;
  }

  /** Candidates of one space. */
  send(candidates: readonly Candidate[]): void {
    const mmu = candidates[0]?.mmu;
    if (mmu === undefined) return;
    const pages = new Map<number, number>();
    for (const { hi, lo, needs } of candidates) {
      for (let by = -AROUND; by <= AROUND; by++) this.#tell(pages, mmu, hi, lo, by * FRAME_SIZE);
      for (const [needHi, needLo] of needs) this.#tell(pages, mmu, needHi, needLo, 0);
    }
    for (const [missedHi, missedLo] of this.#missed.values()) this.#tell(pages, mmu, missedHi, missedLo, 0);
    const roots: number[] = [];
    const jumps: number[] = [];
    const seen: number[] = [];
    const seenBits: Uint8Array[] = [];
    for (const frame of new Set(pages.values())) {
      if (frame === 0) continue;
      roots.push(...this.#ground.roots(frame));
      for (const [place, distances] of this.#ground.jumps(frame)) jumps.push(place, distances.size, ...distances);
      const bits = this.#ground.seen(frame);
      if (bits === undefined) continue;
      seen.push(frame);
      seenBits.push(bits);
    }
    const id = ++this.#ids;
    this.#flights.set(id, { mmu, candidates, changed: new Set() });
    const wanted = candidates.map(({ hi, lo, arrival, optional }) => ({ hi, lo, arrival, optional }));
    const code = {
      pages: Float64Array.from(
        [...pages].flatMap(([number, frame]) => [number, frame, this.#ground.decoded(frame, mmu)]),
      ),
      roots: Float64Array.from(roots),
      jumps: Float64Array.from(jumps),
      seen: Float64Array.from(seen),
      seenBits: concatenated(seenBits),
    };
    const first = this.#ground.numbers(wanted.length);
    this.#thread?.send({ id, order: mmu.order, bits: mmu.bits, wanted, first, code });
  }

  /** The contents of a frame have changed. */
  changed(frame: number): void {
    for (const flight of this.#flights.values()) flight.changed.add(frame);
  }

  #tell(pages: Map<number, number>, mmu: Mmu, hi: number, lo: number, by: number): void {
    const low = (lo >>> 0) + by;
    const carry = Math.floor(low / 2 ** 32);
    // A region does not go over the end of memory.
    if (mmu.bits === 32 && carry !== 0) return;
    const pageHi = (hi + carry) | 0;
    const pageLo = low | 0;
    const number = pageNumber(pageHi, pageLo);
    if (!pages.has(number)) pages.set(number, this.#ground.frame(mmu, pageHi, pageLo));
  }

  #remember(hi: number, lo: number): void {
    const number = pageNumber(hi, lo);
    this.#missed.delete(number);
    this.#missed.set(number, [hi, lo]);
    const [oldest] = this.#missed.keys();
    if (this.#missed.size > REMEMBERED && oldest !== undefined) this.#missed.delete(oldest);
  }

  #land(answer: TranslationAnswer): void {
    const flight = this.#flights.get(answer.id);
    if (flight === undefined) return;
    this.#flights.delete(answer.id);
    const { mmu, candidates, changed } = flight;
    for (const { missing } of answer.roots) for (const [hi, lo] of missing) this.#remember(hi, lo);
    const holds = candidates.map((candidate, index) => {
      const { place, pages } = answer.roots[index] ?? { place: 'incomplete', pages: [] };
      if (place === 'incomplete' && (mmu.released || candidate.rounds >= ROUNDS)) return undefined;
      return pages.some(({ frame }) => changed.has(frame)) ? undefined : candidate;
    });
    this.#ground.landed(mmu, holds, answer);
  }
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.length * SEEN_BYTES);
  for (const [index, part] of parts.entries()) all.set(part, index * SEEN_BYTES);
  return all;
}
