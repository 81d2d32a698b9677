/** runtime/generated/<p>/<abi>/figures.ts: what is known of an ABI before its layer is loaded. */
import type { Abi, Personality } from '../../load/personality.ts';
import { data } from '../literal.ts';
import { GENERATED } from '../paths.ts';
import { quote, TypeScriptFile } from '../typescript-file.ts';
import { pathsOf } from './paths.ts';

export function emitFigures(personality: Personality, abi: Abi): TypeScriptFile {
  const { row } = personality;
  const file = new TypeScriptFile(pathsOf(personality.name).figures(abi.name), {
    purpose: `The figures of ${row.title} under ${abi.name}: what is known of an ABI before any program needs its calls.`,
    sources: [`spec/personalities/${personality.name}/personality.yaml`],
  });
  file.doc('The figures of the ABI, as the loader of images and the machine need them.');
  file.block(
    'export const ABI =',
    () => {
      file.line(`personality: ${quote(personality.name)},`);
      file.line(`name: ${quote(abi.name)},`);
      file.line(`title: ${quote(row.title)},`);
      file.line(`release: ${quote(row.release)},`);
      if (row.version !== undefined) file.line(`version: ${quote(row.version)},`);
      file.line(`machine: ${quote(abi.machine ?? abi.name)},`);
      file.line(`bits: ${abi.bits},`);
      file.line(`order: ${quote(abi.order)},`);
      file.line(`pageSize: ${abi.page},`);
      file.line(`functionDescriptors: ${abi.functionDescriptors},`);
      file.line(`elf: ${data(abi.elf)},`);
      file.line(`addresses: ${data(abi.addresses ?? {})},`);
      file.line(`stack: ${data(abi.stack ?? {})},`);
      file.line(`signalFrame: ${data(abi.signalFrame ?? {})},`);
      file.line(`convention: ${data(row.convention)},`);
      file.line(`unsupportedCall: ${file.use('Errno', `${GENERATED}/errors.ts`)}.${row.unsupportedCall},`);
      file.line(`auxiliary: ${data(row.auxiliary ?? {})},`);
    },
    '} as const;',
  );
  return file;
}
