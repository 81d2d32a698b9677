/** runtime/generated/<p>/<abi>/structs.ts: layouts of all native structures, and codecs for those with a neutral model. */
import type { NeutralModel } from '../../load/neutral.ts';
import type { Abi, Personality, Struct } from '../../load/personality.ts';
import { NEUTRAL, RUNTIME } from '../paths.ts';
import { key, TypeScriptFile } from '../typescript-file.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';
import { StructReader } from './struct-reader.ts';
import { StructWriter } from './struct-writer.ts';

/** The name of a structure's layout constant. */
export function layoutName(struct: string): string {
  return struct.toUpperCase();
}

export function emitPersonalityStructs(neutral: NeutralModel, personality: Personality, abi: Abi): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).structs(abi.name), {
    purpose: `Structures of ${personality.row.title} under ${abi.name}: layouts, and codecs to and from the neutral model.`,
    sources: sourcesOf(personality, 'structs'),
  });
  for (const struct of personality.structs.values()) {
    if (!struct.layouts.has(abi.name)) continue;
    emitLayout(file, struct, abi);
    const { model } = struct.row;
    if (model === undefined) continue;
    const context = { file, neutral, personality, abi, struct, model };
    file.type('StructView', RUNTIME.view);
    file.type(model, NEUTRAL.structs);
    new StructWriter(context).emit();
    if (struct.row.record === undefined) new StructReader(context).emit();
  }
  return file;
}

function emitLayout(file: TypeScriptFile, struct: Struct, abi: Abi): void {
  const layout = struct.layouts.get(abi.name);
  if (layout === undefined) return;
  file.doc(struct.row.doc, [struct.place.source.where(struct.place.path)]);
  file.block(
    `export const ${layoutName(struct.name)} =`,
    () => {
      file.line(`size: ${layout.size},`);
      for (const [name, offset] of layout.offsets) file.line(`${key(name)}: ${offset},`);
    },
    '} as const;',
  );
  file.line();
}
