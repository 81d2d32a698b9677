/** The parameter list of a method: the same in its interface and in its stub. */
import type { Interface, Method } from '../load/neutral.ts';
import { typescriptType } from './neutral-typescript.ts';
import { RUNTIME } from './paths.ts';
import type { TypeScriptFile } from './typescript-file.ts';

/** The parameter list; a client method's first is the calling thread. Optional arguments at the end may be left out. */
export function parameters(file: TypeScriptFile, one: Interface, { args }: Method): string {
  const lastNeeded = args.findLastIndex(({ type }) => type.kind !== 'optional');
  const list = args.map(({ name, type }, index) =>
    type.kind === 'optional' && index > lastNeeded
      ? `${safe(name)}?: ${typescriptType(file, type)}`
      : `${safe(name)}: ${typescriptType(file, type)}`,
  );
  if (one.side === 'client') list.unshift(`thread: ${file.type('Thread', RUNTIME.thread)}`);
  return list.join(', ');
}

/** `arguments` cannot be a parameter in a module. */
export function safe(name: string): string {
  return ['arguments', 'eval', 'default', 'new', 'in', 'function', 'switch'].includes(name) ? `${name}_` : name;
}
