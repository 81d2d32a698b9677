/** Neutral types as TypeScript. */
import type { NeutralType } from '../load/neutral-type.ts';
import { NEUTRAL, RUNTIME } from './paths.ts';
import type { TypeScriptFile } from './typescript-file.ts';

/** The type of an argument or field; what it needs is imported into the file. */
export function typescriptType(file: TypeScriptFile, type: NeutralType): string {
  switch (type.kind) {
    case 'number':
    case 'flags':
    case 'enum':
    case 'none':
    case 'registers':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'text':
      return 'string';
    case 'struct':
    case 'out':
      return file.type(type.name, NEUTRAL.structs);
    case 'signalset':
      return file.type('SignalSet', RUNTIME.signalSet);
    case 'fdset':
      return file.type('FdSet', RUNTIME.fdSet);
    case 'handle':
      return file.type('ObjectHandle', RUNTIME.handle);
    case 'lease':
      return file.type('Lease', RUNTIME.lease);
    case 'list':
      return `readonly ${typescriptType(file, type.of)}[]`;
    case 'optional':
      return `${typescriptType(file, type.of)} | undefined`;
  }
}

/** The type of a method's answer; an Errno is a negative number. */
export function typescriptResult(file: TypeScriptFile, type: NeutralType): string {
  const text = typescriptType(file, type);
  return text === 'number' ? text : `${text} | ${file.type('Errno', NEUTRAL.errors)}`;
}

/** Whether the answer is told by a number alone. */
export function isNumeric(type: NeutralType): boolean {
  return ['number', 'flags', 'enum', 'none', 'registers'].includes(type.kind);
}
