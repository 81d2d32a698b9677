/** Everything in spec/, checked. Sound parts are there even when others are wrong. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { targetSchema } from '../schema/target.ts';
import type { TargetFile } from '../schema/target.ts';
import { didYouMean } from './did-you-mean.ts';
import { loadIsa } from './isa.ts';
import type { IsaModel } from './isa.ts';
import { loadNeutral } from './load-neutral.ts';
import { loadPersonality, readPersonality } from './load-personality.ts';
import type { NeutralModel } from './neutral.ts';
import { parseTable } from './parse.ts';
import type { Personality } from './personality.ts';
import type { Problem } from './problem.ts';
import { readFolder } from './read.ts';
import type { Source } from './source.ts';

export interface Target extends TargetFile {
  readonly file: string;
}

export interface Spec {
  /** Absent when its tables are wrong. */
  readonly neutral: NeutralModel | undefined;
  /** Those whose tables are sound so far; emitting may find more (see `problems`). */
  readonly personalities: ReadonlyMap<string, Personality>;
  readonly targets: readonly Target[];
  readonly isa: IsaModel | undefined;
  /** Problems found until now: emitting a personality adds to its sources. */
  problems(): Problem[];
}

/** Loads `root`/spec. */
export function loadSpec(root: string): Spec {
  const spec = join(root, 'spec');
  const models = readFolder(join(spec, 'model'), root);
  const servers = readFolder(join(spec, 'servers'), root);
  const neutral = loadNeutral(models, servers);
  const sources: Source[] = [...models, ...servers];
  const sound = sources.every((source) => source.problems.length === 0);
  const personalities = new Map<string, Personality>();
  for (const folder of sound ? inOrder(join(spec, 'personalities')) : []) {
    const loaded = loadPersonality(readPersonality(folder, root), neutral, personalities);
    sources.push(...loaded.sources);
    const correct = loaded.sources.every((source) => source.problems.length === 0);
    if (correct && loaded.personality !== undefined) personalities.set(loaded.personality.name, loaded.personality);
  }
  const targetSources = readFolder(join(spec, 'targets'), root);
  sources.push(...targetSources);
  const targets = targetSources.flatMap((source) => {
    const target = parseTable(source, targetSchema);
    if (target !== undefined) checkTarget(source, target, personalities);
    return target === undefined ? [] : [{ ...target, file: source.file }];
  });
  const isaSources = readFolder(join(spec, 'isa'), root);
  const isa = loadIsa(isaSources);
  sources.push(...isaSources);
  return {
    neutral: sound ? neutral : undefined,
    personalities,
    targets,
    isa: isaSources.length > 0 && isaSources.every((source) => source.problems.length === 0) ? isa : undefined,
    problems: () => sources.flatMap((source) => source.problems),
  };
}

/** Every call of an application is described; of a personality that is wrong itself nothing is said. */
function checkTarget(source: Source, target: TargetFile, personalities: ReadonlyMap<string, Personality>): void {
  const known = personalities.get(target.personality)?.calls;
  if (known === undefined) return;
  target.applications.forEach(({ calls }, application) =>
    calls.forEach((name, index) => {
      if (!known.has(name))
        source.report(
          'reference',
          ['applications', application, 'calls', index],
          `${target.personality} has no call "${name}"${didYouMean(name, known.keys()) ?? ''}`,
        );
    }),
  );
}

/** Personalities that others extend come first: a folder's name is its personality's, and `extends` names are few. */
function inOrder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return names.toSorted((a, b) => Number(b === 'bsd') - Number(a === 'bsd')).map((name) => join(folder, name));
}
