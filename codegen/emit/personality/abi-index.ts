/** runtime/generated/abis.ts: every ABI with its figures and how its modules are loaded, when a program or a tracer first needs them. */
import type { Personality } from '../../load/personality.ts';
import { GENERATED } from '../paths.ts';
import { camel, quote, TypeScriptFile } from '../typescript-file.ts';
import { pathsOf } from './paths.ts';
import { hasOwnSignals } from './signals.ts';

export function emitAbiIndex(personalities: readonly Personality[]): TypeScriptFile {
  const file = new TypeScriptFile(`${GENERATED}/abis.ts`, {
    purpose: 'Every ABI that there are tables for, with how its generated modules are loaded.',
    sources: ['spec/personalities'],
  });
  file.line('export const ABI_SOURCES = [');
  for (const personality of personalities) {
    const { name } = personality;
    for (const abi of personality.abis.values()) {
      const load = (part: string, module: string): void => file.line(`${part}: () => import('./${module}.ts'),`);
      const figures = camel(`${name}_${abi.name}`);
      file.module(figures, pathsOf(name).figures(abi.name));
      file.block(
        '',
        () => {
          file.line(`personality: ${quote(name)},`);
          file.line(`name: ${quote(abi.name)},`);
          file.line(`figures: ${figures}.ABI,`);
          load('layer', `${name}/${abi.name}/layer`);
          load('structs', `${name}/${abi.name}/structs`);
          load('signals', hasOwnSignals(personality, abi) ? `${name}/${abi.name}/signals` : `${name}/signals`);
          load('errno', `${name}/errno`);
          load('trace', `${name}/${abi.name}/trace`);
        },
        '},',
      );
    }
  }
  file.line('] as const;');
  return file;
}
