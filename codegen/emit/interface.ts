/** runtime/generated/servers/<interface>.ts: the TypeScript interface of a server object, or of a part of the ground. */
import type { NeutralType } from '../load/neutral-type.ts';
import { allMethods } from '../load/neutral.ts';
import type { Interface, Method, NeutralModel } from '../load/neutral.ts';
import { typescriptResult } from './neutral-typescript.ts';
import { interfacePath } from './paths.ts';
import { parameters, safe } from './method-signature.ts';
import { emitSkeleton } from './skeleton.ts';
import { emitStub } from './stub.ts';
import { TypeScriptFile } from './typescript-file.ts';

export function emitInterface(model: NeutralModel, one: Interface): TypeScriptFile {
  const file = new TypeScriptFile(interfacePath(one.name), {
    purpose:
      one.side === 'server'
        ? `The ${one.name} server object: interface, client stub, message skeleton.`
        : `The ${one.name} part of the ground under a personality.`,
    sources: [one.file],
  });
  const base = one.extends === undefined ? '' : ` extends ${file.type(one.extends, interfacePath(one.extends))}`;
  file.doc(one.doc);
  file.block(`export interface ${one.name}${base}`, () => {
    for (const method of one.methods.values()) {
      file.doc(method.doc, remarks(method));
      file.line(`${method.name}(${parameters(file, one, method)}): ${typescriptResult(file, method.result)};`);
    }
  });
  if (one.side === 'server') {
    const methods = allMethods(model, one);
    file.line();
    emitStub(file, one, methods);
    file.line();
    emitSkeleton(file, one, methods);
  }
  return file;
}

function remarks({ errors, wouldBlock, blocks, args, result }: Method): string[] {
  const lines = args
    .filter(({ type }) => isSymbolic(type))
    .map(({ name, type }) => `@param ${safe(name)} ${inWords(type)}`);
  if (isSymbolic(result)) lines.push(`@returns ${inWords(result)}`);
  for (const [error, reason] of errors) lines.push(`- ${error}: ${reason}`);
  if (wouldBlock !== undefined) lines.push(`- WOULD_BLOCK: ${wouldBlock}`);
  if (blocks) lines.push('- BLOCKED: the thread is parked; the call is made again when it is woken');
  return lines;
}

/** Types that TypeScript sees as mere numbers. */
function isSymbolic(type: NeutralType): boolean {
  return type.kind === 'optional'
    ? isSymbolic(type.of)
    : type.kind === 'flags' || type.kind === 'enum' || type.kind === 'registers';
}

function inWords(type: NeutralType): string {
  if (type.kind === 'optional') return `${inWords(type.of)}, or absent`;
  if (type.kind === 'registers') return 'KEEP: the registers are as they should be';
  return type.kind === 'flags' ? `bits of ${type.name}` : type.kind === 'enum' ? `a ${type.name}` : '';
}
