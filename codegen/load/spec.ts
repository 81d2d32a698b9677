/** Everything in spec/, checked. */
import { join } from 'node:path';
import { loadIsa } from './isa.ts';
import type { IsaModel } from './isa.ts';
import { loadNeutral } from './load-neutral.ts';
import type { NeutralModel } from './neutral.ts';
import type { Problem } from './problem.ts';
import { readFolder } from './read.ts';

export interface Spec {
  /** Absent when its tables are wrong. */
  readonly neutral: NeutralModel | undefined;
  readonly isa: IsaModel | undefined;
  readonly problems: readonly Problem[];
}

export function loadSpec(root: string): Spec {
  const models = readFolder(join(root, 'spec/model'), root);
  const servers = readFolder(join(root, 'spec/servers'), root);
  const neutral = loadNeutral(models, servers);
  const isa = loadIsa(join(root, 'spec/isa'), root);
  const problems = [...models, ...servers].flatMap((source) => source.problems);
  const sound = problems.length === 0;
  if (!isa.ok) problems.push(...isa.errors.map(parsePosition));
  return { neutral: sound ? neutral : undefined, isa: isa.ok ? isa.isa : undefined, problems };
}

/** The instruction table's loader words its problems itself: `file:line:column: message`. */
function parsePosition(text: string): Problem {
  const [, file = '', line = '0', column = '0', message = text] = /^([^:]+):(\d+):(\d+): (.*)$/s.exec(text) ?? [];
  return { code: 'value', file, line: Number(line), column: Number(column), message };
}
