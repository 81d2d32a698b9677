/**
 * Somebody who wants to know where threads are, at even distances of guest time.
 *
 * The distance is counted in fuel (taken branches) and not in quanta, since a thread that makes calls that block never
 * uses up a quantum: it would be seen at its calls only.
 */
import type { Thread } from '../kernel/thread.ts';

export interface Sampler {
  /** Fuel until the next sample is due, at least 1: the thread that is about to run is given no more. */
  begins(thread: Thread): number;
  /** The thread left the guest after so much fuel; `due`: because it was used up, so that it stands at an arbitrary branch. */
  ran(thread: Thread, fuel: number, due: boolean): void;
}
