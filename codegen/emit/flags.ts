/** The neutral flag sets (runtime/generated/flags.ts) and enumerations (enums.ts). */
import type { NeutralModel } from '../load/neutral.ts';
import { NEUTRAL } from './paths.ts';
import { camel, key, quote, TypeScriptFile } from './typescript-file.ts';

export function emitFlags(model: NeutralModel): TypeScriptFile {
  const file = new TypeScriptFile(NEUTRAL.flags, {
    purpose: 'The neutral flag sets.',
    sources: ['spec/model/flags.yaml', 'spec/model/structs.yaml'],
  });
  for (const { name, doc, bits } of model.flags.values()) {
    file.doc(doc);
    file.block(
      `export const ${name} =`,
      () => bits.forEach((bit, index) => file.line(`${key(bit)}: 0x${(2 ** index).toString(16)},`)),
      '} as const;',
    );
    file.line();
  }
  return file;
}

/** runtime/generated/enums.ts. */
export function emitEnums(model: NeutralModel): TypeScriptFile {
  const file = new TypeScriptFile(NEUTRAL.enums, {
    purpose: 'The neutral enumerations.',
    sources: ['spec/model/flags.yaml', 'spec/model/structs.yaml'],
  });
  for (const { name, values } of model.enums.values()) {
    file.block(
      `export const ${name} =`,
      () => values.forEach((value, index) => file.line(`${key(value)}: ${index},`)),
      '} as const;',
    );
    file.line(`export type ${name} = (typeof ${name})[keyof typeof ${name}];`);
    file.line();
    file.line(`export const ${camel(name)}Names = [${values.map(quote).join(', ')}] as const;`);
    file.line();
  }
  return file;
}
