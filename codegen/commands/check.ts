/** `k42 spec check`: everything that is wrong with the tables, with the share of rows that stand. Writes nothing. */
import type { SpecShare } from '../../runtime/spec/types.ts';
import { emitAll } from '../emit/all.ts';
import { sharesOf } from '../emit/personality/describe.ts';
import { comparePositions } from '../load/problem.ts';
import type { Problem } from '../load/problem.ts';
import { loadSpec } from '../load/spec.ts';

export interface CheckOptions {
  readonly root: string;
  /** Only problems in these tables; all when left out. */
  readonly files?: readonly string[];
}
export interface CheckResult {
  readonly code: 0 | 1;
  readonly problems: readonly Problem[];
  /** By personality. */
  readonly shares: ReadonlyMap<string, SpecShare>;
  readonly milliseconds: number;
}

export function checkSpec({ root, files }: CheckOptions): CheckResult {
  const start = performance.now();
  const spec = loadSpec(root);
  // Writing the functions finds what reading could not: types that do not fit, members that are not there.
  emitAll(spec);
  const problems = spec
    .problems()
    .filter(({ file }) => files === undefined || files.includes(file))
    .toSorted(comparePositions);
  return {
    code: problems.length > 0 ? 1 : 0,
    problems,
    shares: sharesOf(spec),
    milliseconds: performance.now() - start,
  };
}
