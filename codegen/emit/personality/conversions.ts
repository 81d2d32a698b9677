/** runtime/generated/<p>/conversions.ts: the types that the hand-written conversions of a personality must have. */
import type { Conversion, Personality } from '../../load/personality.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import { typescriptType } from '../neutral-typescript.ts';
import { NEUTRAL } from '../paths.ts';
import { key, TypeScriptFile } from '../typescript-file.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

export function emitConversions(personality: Personality): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).conversions, {
    purpose: `What the conversions of ${personality.row.title} take and answer; runtime/personality/${personality.name}/conversions.ts has them.`,
    sources: sourcesOf(personality, 'personality'),
  });
  const all = [...personality.conversions.values()];
  file.doc('From the native value to the neutral model.');
  file.block('export interface ToNeutral', () => {
    for (const one of all.filter(({ row }) => row.direction !== 'out')) {
      file.doc(
        one.row.doc,
        one.row.refuses === undefined ? [] : [`Answers ${one.row.refuses} for a value that is impossible.`],
      );
      file.line(`${key(one.name)}(native: ${nativeType(one)}): ${neutralAnswer(file, one)};`);
    }
  });
  file.line();
  file.doc('From the neutral model to the native value.');
  file.block('export interface ToNative', () => {
    for (const one of all.filter(({ row }) => row.direction !== 'in')) {
      file.doc(one.row.doc);
      const parameters = one.row.neutral.map((member, index) => `${member}: ${memberType(file, one.types[index])}`);
      file.line(`${key(one.name)}(${parameters.join(', ')}): ${nativeType(one)};`);
    }
  });
  return file;
}

function nativeType({ row }: Conversion): string {
  return row.native === 'bool' ? 'boolean' : row.native === 'text' ? 'string' : 'number';
}

function neutralAnswer(file: TypeScriptFile, { row, types }: Conversion): string {
  const [only] = row.neutral;
  const answer =
    row.neutral.length === 1 && only !== undefined
      ? memberType(file, types[0])
      : `{ ${row.neutral.map((member, index) => `readonly ${member}: ${memberType(file, types[index])}`).join('; ')} }`;
  return row.refuses === undefined || answer === 'number'
    ? answer
    : `${answer} | ${file.type('Errno', NEUTRAL.errors)}`;
}

function memberType(file: TypeScriptFile, type: NeutralType | undefined): string {
  return type === undefined ? 'number' : typescriptType(file, type);
}
