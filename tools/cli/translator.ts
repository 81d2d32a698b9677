/** The JIT's thread as `npm install` built it: beside the bundle. */
import type { Translator } from '../../emulator/jit/translator.ts';
import { nodeTranslator } from '../../runtime/host/node/translator.ts';

export function installedTranslator(processor: string | undefined): Translator {
  return nodeTranslator(new URL('./translator.cjs', import.meta.url), processor);
}
