/**
 * Translations that are kept for later runs, by the program that they were made for. What an earlier run has found hot is compiled code
 * from the first time on; that it is of the same instructions is checked when it is first reached.
 */
import type { Order } from '../memory/access.ts';
import { lengthOf, type Span } from './code-view.ts';

export interface KeptJump {
  readonly at: number;
  readonly targets: number;
  readonly distances: readonly number[];
}

/** A region as it is kept. Places are offsets from its root. */
export interface KeptRegion {
  /** Its place in the module. */
  readonly place: number;
  readonly number: number;
  readonly hi: number;
  readonly lo: number;
  readonly arrival: number;
  readonly gathered: boolean;
  readonly spans: readonly Span[];
  /** Computed jumps, how far they went, and of how many of these targets it knew. */
  readonly jumps: readonly KeptJump[];
  readonly cold: readonly number[];
  /** The instructions of the spans. */
  readonly words: Int32Array;
}

/** A module of regions, but for its code. */
export interface ModuleFacts {
  readonly order: Order;
  readonly bits: 32 | 64;
  readonly imports: readonly string[];
  /** The numbers of its regions: so many from the first on. */
  readonly first: number;
  readonly count: number;
}

/** What an earlier run has stored. */
export interface StoredModule extends ModuleFacts {
  /** Its regions as `packRegions` wrote them. */
  readonly regions: Int32Array;
  /** From its machine code; undefined when that is not for this host. */
  make(): WebAssembly.Module | undefined;
}

/** What this run has compiled. */
export interface FreshModule extends ModuleFacts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: WebAssembly.Module;
}

/** A module and those of its regions that are of use. */
export interface Keepable {
  readonly module: StoredModule | FreshModule;
  readonly regions: Int32Array;
  /** Guest instructions in these. */
  readonly instructions: number;
  /** Their functions; none when the module was not used. */
  readonly functions: readonly unknown[];
}

/** Keeps translations between runs, on the host. */
export interface TranslationStore {
  load(program: string): readonly StoredModule[];
  save(program: string, modules: readonly Keepable[]): void;
}

/** Regions as they are stored. */
export function keepable(regions: readonly KeptRegion[]): Pick<Keepable, 'regions' | 'instructions'> {
  const instructions = regions.reduce((sum, { spans }) => sum + lengthOf(spans), 0);
  return { regions: packRegions(regions), instructions };
}

const HEAD = 10;

/** Regions in 32-bit words, one behind the other; each begins with its length. What has offsets that no word holds is left out. */
export function packRegions(regions: Iterable<KeptRegion>): Int32Array {
  const words: number[] = [];
  for (const region of regions) {
    const begin = words.length;
    const { place, number, hi, lo, arrival, gathered, spans, jumps, cold } = region;
    words.push(0, place, number, hi, lo, arrival, gathered ? 1 : 0, spans.length, jumps.length, cold.length);
    for (const { at, count, executed } of spans) words.push(at, count, executed ? 1 : 0);
    for (const { at, targets, distances } of jumps)
      words.push(at, targets, distances.length, ...distances.flatMap(halves));
    words.push(...cold);
    if (words.slice(begin).every((word) => word === (word | 0))) {
      for (const word of region.words) words.push(word);
      words[begin] = words.length - begin;
    } else words.length = begin;
  }
  return Int32Array.from(words);
}

/** Where each region begins, and the address of its root. */
export function* rootsOf(packed: Int32Array): Generator<readonly [begin: number, hi: number, lo: number]> {
  for (let at = 0; at < packed.length; ) {
    yield [at, packed[at + 3] as number, packed[at + 4] as number];
    at += Math.max(HEAD, packed[at] as number);
  }
}

export function unpackRegion(packed: Int32Array, begin: number): KeptRegion {
  const word = (index: number): number => packed[begin + index] as number;
  let at = HEAD;
  const spans = Array.from({ length: word(7) }, () => {
    at += 3;
    return { at: word(at - 3), count: word(at - 2), executed: word(at - 1) !== 0 };
  });
  const jumps = Array.from({ length: word(8) }, () => {
    const from = at + 3;
    const count = word(from - 1);
    at = from + 2 * count;
    const distances = Array.from({ length: count }, (_, n) => whole(word(from + 2 * n), word(from + 2 * n + 1)));
    return { at: word(from - 3), targets: word(from - 2), distances };
  });
  const cold = [...packed.subarray(begin + at, begin + at + word(9))];
  at += cold.length;
  return {
    place: word(1),
    number: word(2),
    hi: word(3),
    lo: word(4),
    arrival: word(5),
    gathered: word(6) !== 0,
    spans,
    jumps,
    cold,
    words: packed.subarray(begin + at, begin + word(0)),
  };
}

/** A distance of up to 53 bits in two words. */
function halves(distance: number): [low: number, high: number] {
  return [distance | 0, Math.floor(distance / 2 ** 32)];
}

function whole(low: number, high: number): number {
  return high * 2 ** 32 + (low >>> 0);
}
