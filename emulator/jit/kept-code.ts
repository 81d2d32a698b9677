/** Between regions, which belong to frames, and what is kept of them, which belongs to addresses and instructions. */
import { readU32 } from '../memory/access.ts';
import { type Mmu, pageNumber } from '../memory/mmu.ts';
import { FRAME_SIZE, type PhysicalMemory } from '../memory/physical-memory.ts';
import { frameOf, type Mode, type Page, placeKey } from './code-view.ts';
import type { KeptRegion } from './kept.ts';
import type { Region } from './region.ts';

type Root = Mode & { readonly hi: number; readonly lo: number };

/** Pages and frames of the instructions of spans, as they are met. */
class Places {
  readonly pages = new Map<number, Page>();
  readonly #root: Root;
  readonly #frame: (hi: number, lo: number) => number;

  constructor(root: Root, frame: (hi: number, lo: number) => number) {
    this.#root = root;
    this.#frame = frame;
  }

  lo(at: number): number {
    return ((this.#root.lo >>> 0) + at) | 0;
  }

  /** The frame of an offset, 0 when nothing can be executed there. */
  frame(at: number): number {
    const { hi, lo, bits } = this.#root;
    const low = (lo >>> 0) + at;
    const pageHi = bits === 32 ? 0 : (hi + Math.floor(low / 2 ** 32)) | 0;
    const number = pageNumber(pageHi, low | 0);
    let page = this.pages.get(number);
    if (page === undefined) {
      page = { hi: pageHi, lo: low & -FRAME_SIZE, frame: this.#frame(pageHi, low | 0) };
      this.pages.set(number, page);
    }
    return page.frame;
  }
}

/** What a kept region means in a space where its instructions stand; undefined where others do. */
export interface Found {
  readonly pages: readonly Page[];
  /** As keys of places in frames. */
  readonly jumps: readonly (readonly [key: number, distances: readonly number[], targets: number])[];
  readonly cold: readonly number[];
  /** Places that were executed in an earlier run. */
  readonly seen: readonly (readonly [frame: number, lo: number])[];
}

export function findKept(physical: PhysicalMemory, mmu: Mmu, kept: KeptRegion): Found | undefined {
  const { order, bits } = mmu;
  const places = new Places({ hi: kept.hi, lo: kept.lo, order, bits }, (hi, lo) => mmu.fetch(hi, lo));
  const seen: [frame: number, lo: number][] = [];
  let index = 0;
  for (const { at: first, count, executed } of kept.spans) {
    for (let n = 0; n < count; n++) {
      const at = first + 4 * n;
      const frame = places.frame(at);
      const lo = places.lo(at);
      if (frame === 0 || (readU32(physical, frame, order, lo & (FRAME_SIZE - 1)) | 0) !== kept.words[index++])
        return undefined;
      if (executed) seen.push([frame, lo]);
    }
  }
  const key = (at: number): number => placeKey(places.frame(at), places.lo(at));
  return {
    jumps: kept.jumps.map(({ at, distances, targets }) => [key(at), distances, targets]),
    cold: kept.cold.map(key),
    seen,
    pages: [...places.pages.values()].filter(({ frame }) => frame !== 0),
  };
}

/** What is kept of a region; undefined when its frames do not say where in its pages something is. */
export function keptForm(
  physical: PhysicalMemory,
  region: Region,
  distances: (jump: number) => readonly number[],
): KeptRegion | undefined {
  const { hi, lo, order, place, number, arrival, gathered, spans, pages } = region;
  const places = new Places(region, (pageHi, pageLo) => {
    const wanted = pageNumber(pageHi, pageLo);
    return pages.find((page) => pageNumber(page.hi, page.lo) === wanted)?.frame ?? 0;
  });
  const words: number[] = [];
  for (const { at: first, count } of spans) {
    for (let n = 0; n < count; n++) {
      const at = first + 4 * n;
      const frame = places.frame(at);
      if (frame === 0) return undefined;
      words.push(readU32(physical, frame, order, places.lo(at) & (FRAME_SIZE - 1)));
    }
  }
  const offset = (key: number): number | undefined => offsetOf(key, pages, { hi, lo });
  const jumps = [...region.jumps].map(([key, targets]) => ({ at: offset(key), targets, distances: distances(key) }));
  const cold = region.cold.map(offset);
  const isKnown = (at: number | undefined): at is number => at !== undefined;
  const known = jumps.flatMap(({ at, ...jump }) => (at === undefined ? [] : [{ at, ...jump }]));
  if (known.length !== jumps.length || !cold.every(isKnown)) return undefined;
  return {
    place,
    number,
    hi,
    lo,
    arrival,
    gathered,
    spans,
    jumps: known,
    cold: cold.filter(isKnown),
    words: Int32Array.from(words),
  };
}

/** How far a place in a frame is from a root; undefined when the frame is not one of these pages, or several. */
function offsetOf(key: number, pages: readonly Page[], root: { hi: number; lo: number }): number | undefined {
  const frame = frameOf(key);
  const [page, other] = pages.filter((one) => one.frame === frame);
  if (page === undefined || other !== undefined) return undefined;
  const within = (key % 1024) * 4;
  return (page.hi - root.hi) * 2 ** 32 + (page.lo >>> 0) + within - (root.lo >>> 0);
}
