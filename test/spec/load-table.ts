/** Loads one table beside the neutral model and the fixture personality, and answers what is wrong with it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { emitPersonality } from '../../codegen/emit/personality/all.ts';
import { loadNeutral } from '../../codegen/load/load-neutral.ts';
import { loadPersonality, readPersonality } from '../../codegen/load/load-personality.ts';
import type { Problem } from '../../codegen/load/problem.ts';
import { readFolder } from '../../codegen/load/read.ts';
import { Source } from '../../codegen/load/source.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const folder = fileURLToPath(new URL('.', import.meta.url));

/** The neutral model alone: what most wrong tables are loaded beside. */
const sound = loadNeutral(readFolder(`${root}spec/model`, root), readFolder(`${root}spec/servers`, root));

export function problemsOf(name: string): readonly Problem[] {
  const source = new Source(name, readFileSync(`${folder}${name}`, 'utf8'));
  const kind = /^kind: (\w+)/m.exec(readFileSync(`${folder}${name}`, 'utf8'))?.[1];
  if (kind === 'model' || kind === 'server') {
    const also = (one: string): Source[] => (kind === one ? [source] : []);
    loadNeutral(
      [...readFolder(`${root}spec/model`, root), ...also('model')],
      [...readFolder(`${root}spec/servers`, root), ...also('server')],
    );
    return source.problems;
  }
  const fixture = readPersonality(`${folder}fixture`, folder).filter(
    ({ file }) => kind !== 'personality' || file !== 'fixture/personality.yaml',
  );
  const table =
    kind === 'personality' ? new Source('x/personality.yaml', readFileSync(`${folder}${name}`, 'utf8')) : source;
  // A second table of a kind that a personality has once stands in for the fixture's.
  const others = fixture.filter(
    ({ file }) => !file.endsWith(`/${kind}.yaml`) || kind === 'flags' || kind === 'structs',
  );
  const { personality } = loadPersonality([...others, table], sound, new Map());
  if (table.problems.length === 0 && personality !== undefined) emitPersonality(sound, personality);
  return table.problems;
}
