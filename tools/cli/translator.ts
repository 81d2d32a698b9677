/** The JIT's thread as `npm install` built it, a file beside the command (tools/launch.cjs); and where its work is kept. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { TranslationStore } from '../../emulator/jit/kept.ts';
import type { Translator } from '../../emulator/jit/translator.ts';
import { NodeTranslationStore } from '../../runtime/host/node/translation-store.ts';
import { nodeTranslator } from '../../runtime/host/node/translator.ts';
import { cacheFolder } from '../sysroot/place.ts';

export function installedTranslator(processor: string | undefined): Translator {
  return nodeTranslator(join(import.meta.dirname, 'thread.cjs'), processor);
}

/** `folder`: of --translations. Each build has translations of its own. */
export function installedTranslations(
  folder: string | undefined,
  processor: string | undefined,
): TranslationStore | undefined {
  if (folder === 'none') return undefined;
  const build = statSync(join(import.meta.dirname, 'translator.cjs'), { throwIfNoEntry: false });
  if (build === undefined) return undefined;
  const version = `${build.size.toString(36)}-${Math.floor(build.mtimeMs).toString(36)}-${processor ?? 'all'}`;
  return new NodeTranslationStore(folder ?? join(cacheFolder(), 'translations'), version);
}
