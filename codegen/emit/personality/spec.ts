/** runtime/generated/<p>/spec.ts and layouts.ts: the tables as data; runtime/generated/spec.ts has those of all personalities. */
import type { SpecTarget } from '../../../runtime/spec/types.ts';
import type { NeutralModel } from '../../load/neutral.ts';
import type { Personality } from '../../load/personality.ts';
import type { Target } from '../../load/spec.ts';
import { data } from '../literal.ts';
import { GENERATED } from '../paths.ts';
import { camel, TypeScriptFile } from '../typescript-file.ts';
import { describePersonality, describeStruct } from './describe.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

const TYPES = 'runtime/spec/types.ts';

export function emitSpec(neutral: NeutralModel, personality: Personality): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).spec, {
    purpose: `The tables of ${personality.row.title} as data.`,
    sources: personality.sources.map((source) => source.file),
  });
  const name = file.type('SpecPersonality', TYPES);
  file.raw(`export const ${camel(personality.name)}: ${name} = ${data(describePersonality(neutral, personality))};`);
  return file;
}

export function emitLayouts(personality: Personality): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).layouts, {
    purpose: `The native structures of ${personality.row.title}, by ABI.`,
    sources: sourcesOf(personality, 'structs'),
  });
  const name = file.type('SpecStruct', TYPES);
  const structs = [...personality.structs.values()].map((struct) => describeStruct(personality, struct));
  file.raw(`export const ${camel(personality.name)}Layouts: readonly ${name}[] = ${data(structs)};`);
  return file;
}

/** What `import … from 'k42/spec'` gives. */
export function emitSpecIndex(personalities: readonly Personality[], targets: readonly Target[]): TypeScriptFile {
  const file = new TypeScriptFile(`${GENERATED}/spec.ts`, {
    purpose: 'The tables as data: personalities with their calls, structures with their layouts, targets.',
    sources: ['spec/'],
  });
  const names = personalities.map(({ name }) => file.use(camel(name), pathsOf(name).spec));
  const layouts = personalities.map(({ name }) => `...${file.use(`${camel(name)}Layouts`, pathsOf(name).layouts)}`);
  file.line(`export const personalities: readonly ${file.type('SpecPersonality', TYPES)}[] = [${names.join(', ')}];`);
  file.line();
  file.line(`export const structs: readonly ${file.type('SpecStruct', TYPES)}[] = [${layouts.join(', ')}];`);
  file.line();
  const list: readonly SpecTarget[] = targets.map(({ name, personality, doc, applications }) => ({
    name,
    personality,
    doc,
    applications: applications.map(({ name: one, weight, calls }) => ({ name: one, weight, calls })),
  }));
  file.raw(`export const targets: readonly ${file.type('SpecTarget', TYPES)}[] = ${data(list)};`);
  file.line();
  file.line("export type * from '../spec/types.ts';");
  return file;
}
