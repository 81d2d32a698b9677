/** `k42 gen --docs DIR`: writes the reference pages. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describePersonality } from '../emit/personality/describe.ts';
import { emitReference } from '../emit/reference.ts';
import { comparePositions } from '../load/problem.ts';
import type { Problem } from '../load/problem.ts';
import { loadSpec } from '../load/spec.ts';

export interface DocsResult {
  readonly code: 0 | 1;
  readonly problems: readonly Problem[];
  readonly written: readonly string[];
}

export function writeDocs({ root, folder }: { readonly root: string; readonly folder: string }): DocsResult {
  const spec = loadSpec(root);
  const problems = spec.problems().toSorted(comparePositions);
  const { neutral } = spec;
  if (neutral === undefined || problems.length > 0) return { code: 1, problems, written: [] };
  const pages = emitReference([...spec.personalities.values()].map((one) => describePersonality(neutral, one)));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  return { code: 0, problems, written: [...pages.keys()] };
}
