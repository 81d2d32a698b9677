/** A compiled region, and what it depends on. */
import type { Order } from '../memory/access.ts';
import type { Mmu } from '../memory/mmu.ts';
import type { Page, Span } from './code-view.ts';
import type { FreshModule } from './kept.ts';
import type { Kept } from './kept-regions.ts';

/** Where a region comes from: a module of this run, for a program if it is to be kept, or one that an earlier run kept. */
export type Origin = Made | Kept;

export interface Made {
  readonly program: string | undefined;
  readonly fresh: FreshModule;
  readonly exports: WebAssembly.Instance['exports'];
}

export interface Region {
  /** The place of its root (`placeKey`). */
  readonly key: number;
  readonly hi: number;
  readonly lo: number;
  readonly order: Order;
  readonly bits: 32 | 64;
  readonly pages: readonly Page[];
  /** What was read to translate it. */
  readonly spans: readonly Span[];
  readonly origin: Origin;
  /** Its place in the module. */
  readonly place: number;
  readonly slot: number;
  /** See `Translated`. */
  readonly number: number;
  /** Spaces whose jump caches may have it. */
  readonly users: Set<Mmu>;
  readonly arrival: number;
  /** Its computed jumps (`ComputedJumps`), and how many targets of each were known. */
  readonly jumps: ReadonlyMap<number, number>;
  /** Places that it leaves to the interpreter because they had never been reached. */
  readonly cold: readonly number[];
  /** Whether it is in a module with many others. */
  readonly gathered: boolean;
  /** How often it was compiled anew because more was known of its jumps, or a cold place had become hot. */
  readonly edition: number;
}
