/** runtime/generated/structs.ts: the neutral structures. */
import type { NeutralType } from '../load/neutral-type.ts';
import type { NeutralModel } from '../load/neutral.ts';
import { typescriptType } from './neutral-typescript.ts';
import { NEUTRAL, RUNTIME } from './paths.ts';
import { TypeScriptFile } from './typescript-file.ts';

export function emitStructs(model: NeutralModel): TypeScriptFile {
  const file = new TypeScriptFile(NEUTRAL.structs, {
    purpose: 'The neutral structures, each with a function that makes an empty one.',
    sources: ['spec/model/structs.yaml'],
  });
  for (const { name, doc, fields } of model.structs.values()) {
    file.doc(doc);
    file.block(`export interface ${name}`, () => {
      for (const field of fields) file.line(`${field.name}: ${typescriptType(file, field.type)};${remark(field.type)}`);
    });
    file.line();
    file.block(`export function empty${name}(): ${name}`, () =>
      file.block(
        'return',
        () => fields.forEach((field) => file.line(`${field.name}: ${emptyValue(file, field.type)},`)),
        '};',
      ),
    );
    file.line();
  }
  return file;
}

/** A list is built by its maker: the interface says readonly, the maker knows it whole. */
function emptyValue(file: TypeScriptFile, type: NeutralType): string {
  switch (type.kind) {
    case 'bool':
      return 'false';
    case 'text':
      return "''";
    case 'struct':
    case 'out':
      return `empty${type.name}()`;
    case 'signalset':
      return `new ${file.use('SignalSet', RUNTIME.signalSet)}()`;
    case 'fdset':
      return 'new Uint32Array(32)';
    case 'list':
      return '[]';
    case 'optional':
      return 'undefined';
    case 'handle':
      return file.use('NO_OBJECT', RUNTIME.handle);
    default:
      return '0';
  }
}

function remark(type: NeutralType): string {
  return type.kind === 'flags' || type.kind === 'enum' ? ` // ${type.kind} ${type.name}` : '';
}
