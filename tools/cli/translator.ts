/** The JIT's thread as `npm install` built it: a file beside the command starts it (tools/launch.cjs). */
import type { Translator } from '../../emulator/jit/translator.ts';
import { nodeTranslator } from '../../runtime/host/node/translator.ts';

export function installedTranslator(processor: string | undefined): Translator {
  return nodeTranslator(new URL('./thread.cjs', import.meta.url), processor);
}
