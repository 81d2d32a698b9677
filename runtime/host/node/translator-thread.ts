/** What the worker thread of `translator.ts` runs: answers requests one after the other. */
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { TranslatorService } from '../../../emulator/jit/translator.ts';
import type { TranslationRequest } from '../../../emulator/jit/sent-code.ts';
import { processorNamed } from '../../../emulator/processor.ts';
import type { TranslatorStart } from './translator.ts';

const { memory, maximumBytes, processor } = workerData as TranslatorStart;
const service = new TranslatorService(
  memory,
  maximumBytes,
  processor === undefined ? undefined : processorNamed(processor),
  compileNow,
);
parentPort?.on('message', (request: TranslationRequest) => {
  const answer = service.answer(request);
  parentPort?.postMessage(answer, [answer.bytes.buffer]);
});

/** V8 compiles a function of a module when it is first called, unless this is turned off while the module is made. */
function compileNow(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  setFlagsFromString('--no-wasm-lazy-compilation');
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlagsFromString('--wasm-lazy-compilation');
  }
}
