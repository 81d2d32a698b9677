/** The JIT's translator in a worker thread of Node. */
import { existsSync } from 'node:fs';
import type { PhysicalMemory } from '../../../emulator/index.ts';
import type { TranslationAnswer, Translator, TranslatorThread } from '../../../emulator/jit/translator.ts';

/** What the thread is given: see translator-thread.ts. */
export interface TranslatorStart {
  readonly memory: WebAssembly.Memory;
  readonly maximumBytes: number;
  /** A model of spec/isa/processors.yaml; absent: everything that there is. */
  readonly processor: string | undefined;
}

/** @param file the bundle of translator-thread.ts; when it is not there, guests are translated between their quanta. */
export function nodeTranslator(file: string | URL, processor: string | undefined): Translator {
  return {
    start(physical: PhysicalMemory, receive: (answer: TranslationAnswer) => void): TranslatorThread | undefined {
      if (!existsSync(file)) return undefined;
      const { memory, maximumBytes } = physical;
      const workerData: TranslatorStart = { memory, maximumBytes, processor };
      // Loaded only now: a run that compiles nothing has no use for it.
      const { Worker } = process.getBuiltinModule('node:worker_threads');
      const worker = new Worker(file, { workerData, stdin: false, stdout: false, stderr: false });
      // A translation that comes too late is nothing to wait for; a thread that fails only leaves the interpreter to its work.
      worker.unref();
      worker.on('message', receive);
      worker.on('error', () => {});
      return { send: (request) => worker.postMessage(request) };
    },
  };
}
