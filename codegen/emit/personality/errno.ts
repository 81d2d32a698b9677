/** runtime/generated/<p>/errno.ts: neutral errors as the personality's numbers, and their names. */
import type { NeutralModel } from '../../load/neutral.ts';
import type { Personality } from '../../load/personality.ts';
import { key, TypeScriptFile } from '../typescript-file.ts';
import { NEUTRAL } from '../paths.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

export function emitErrno(neutral: NeutralModel, personality: Personality): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).errno, {
    purpose: `Error numbers of ${personality.row.title}.`,
    sources: sourcesOf(personality, 'errno'),
  });
  const number = (name: string): number =>
    personality.errnos.get(name) ?? personality.errnos.get(personality.fallbacks.get(name) ?? '') ?? 0;
  file.type('Errno', NEUTRAL.errors);
  file.doc('Native numbers, by the negated neutral error.');
  file.line('const numbers: readonly number[] = [');
  file.line('  0,');
  for (const name of neutral.errors.keys()) {
    const fallback = personality.fallbacks.get(name);
    file.line(`  ${number(name)}, // ${name}${fallback === undefined ? '' : `, told as ${fallback}`}`);
  }
  file.line('];');
  file.line();
  file.doc('The native number of a neutral error.');
  file.block('export function nativeErrno(error: Errno): number', () =>
    file.line(`return numbers[-error] ?? ${number('EIO')};`),
  );
  file.line();
  file.doc('All error numbers of the system, those that no server answers too.');
  file.block(
    'export const ERRNO =',
    () => {
      for (const [name, value] of [...personality.errnos].toSorted(([, a], [, b]) => a - b))
        file.line(`${key(name)}: ${value},`);
      for (const [alias, name] of personality.errnoAliases) file.line(`${key(alias)}: ${number(name)}, // ${name}`);
    },
    '} as const;',
  );
  return file;
}
