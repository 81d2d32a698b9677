/** Everything in spec/, checked. */
import { join } from 'node:path';
import { loadIsa } from './isa.ts';
import type { IsaModel } from './isa.ts';
import { loadNeutral } from './load-neutral.ts';
import type { NeutralModel } from './neutral.ts';
import type { Problem } from './problem.ts';
import { readFolder } from './read.ts';
import type { Source } from './source.ts';

export interface Spec {
  /** Absent when its tables are wrong. */
  readonly neutral: NeutralModel | undefined;
  readonly isa: IsaModel | undefined;
  readonly problems: readonly Problem[];
}

export function loadSpec(root: string): Spec {
  const models = readFolder(join(root, 'spec/model'), root);
  const servers = readFolder(join(root, 'spec/servers'), root);
  const instructions = readFolder(join(root, 'spec/isa'), root);
  const neutral = loadNeutral(models, servers);
  const isa = loadIsa(instructions);
  const problemsIn = (sources: readonly Source[]): Problem[] => sources.flatMap((source) => source.problems);
  const neutralProblems = problemsIn([...models, ...servers]);
  const isaProblems = problemsIn(instructions);
  return {
    neutral: neutralProblems.length === 0 ? neutral : undefined,
    isa: isaProblems.length === 0 ? isa : undefined,
    problems: [...neutralProblems, ...isaProblems],
  };
}
