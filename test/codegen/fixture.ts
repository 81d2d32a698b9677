/** What the generator makes of the small personality in test/spec/fixture: files by their names. */
import { fileURLToPath } from 'node:url';
import { emitPersonality } from '../../codegen/emit/personality/all.ts';
import { loadNeutral } from '../../codegen/load/load-neutral.ts';
import { loadPersonality, readPersonality } from '../../codegen/load/load-personality.ts';
import { readFolder } from '../../codegen/load/read.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('../spec/fixture', import.meta.url));

export interface Fixture {
  readonly problems: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

export function generateFixture(): Fixture {
  const neutral = loadNeutral(readFolder(`${root}spec/model`, root), readFolder(`${root}spec/servers`, root));
  const sources = readPersonality(folder, fileURLToPath(new URL('../spec', import.meta.url)));
  const { personality } = loadPersonality(sources, neutral, new Map());
  const files = personality === undefined ? [] : emitPersonality(neutral, personality);
  return {
    problems: sources.flatMap(({ problems }) => problems.map(({ line, message }) => `${line}: ${message}`)),
    files: new Map(files.map((file) => [file.path.replace('runtime/generated/fixture/', ''), file.toString()])),
  };
}
