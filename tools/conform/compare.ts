/** Two runs of the same programs, test by test. */
import type { Outcome, Result } from './result.ts';

export type Change = 'better' | 'worse' | 'same';

export interface Difference {
  readonly test: string;
  readonly change: Change;
  readonly ours: Result;
  readonly theirs: Result;
}

/** A test that could not go on is as bad as one that failed; one that does not apply is better than both. */
const RANKS: Readonly<Record<Outcome, number>> = { pass: 3, conf: 2, fail: 1, brok: 1, crash: 0, timeout: 0 };

/** Tests that both have, in our order. */
export function compare(ours: readonly Result[], theirs: readonly Result[]): Difference[] {
  const others = new Map(theirs.map((result) => [result.test, result]));
  return ours.flatMap((mine) => {
    const other = others.get(mine.test);
    if (other === undefined) return [];
    return [{ test: mine.test, change: changeOf(mine, other), ours: mine, theirs: other }];
  });
}

function changeOf(ours: Result, theirs: Result): Change {
  const difference = RANKS[ours.outcome] - RANKS[theirs.outcome];
  return difference > 0 ? 'better' : difference < 0 ? 'worse' : 'same';
}
