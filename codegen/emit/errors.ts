/** runtime/generated/errors.ts: the neutral errors. */
import type { NeutralModel } from '../load/neutral.ts';
import { NEUTRAL } from './paths.ts';
import { key, quote, TypeScriptFile } from './typescript-file.ts';

export function emitErrors(model: NeutralModel): TypeScriptFile {
  const file = new TypeScriptFile(NEUTRAL.errors, {
    purpose: 'The neutral errors. An error is a negative number, so that a number answers a call or says why not.',
    sources: ['spec/model/errors.yaml'],
  });
  file.block(
    'export const Errno =',
    () => {
      [...model.errors.keys()].forEach((name, index) => file.line(`${key(name)}: ${-1 - index},`));
    },
    '} as const;',
  );
  file.line();
  file.doc('A negative number of the table above.');
  file.line('export type Errno = number;');
  file.line('export type ErrorName = keyof typeof Errno;');
  file.line();
  file.doc('By the negated number; the first is no error.');
  file.line('export const errorNames: readonly string[] = [');
  file.line(`  '',\n${[...model.errors.keys()].map((name) => `  ${quote(name)},`).join('\n')}`);
  file.line('];');
  file.line();
  file.line('const texts: readonly string[] = [');
  file.line(`  '',\n${[...model.errors.values()].map((text) => `  ${quote(text)},`).join('\n')}`);
  file.line('];');
  file.line();
  file.doc('The name of an error, such as ENOENT.');
  file.block('export function errorName(error: Errno): string', () =>
    file.line('return errorNames[-error] ?? `error ${error}`;'),
  );
  file.line();
  file.doc('The text of an error, as strerror(3) gives it.');
  file.block('export function errorText(error: Errno): string', () =>
    file.line('return texts[-error] ?? `Unknown error ${-error}`;'),
  );
  return file;
}
