/** A translator as it is in a thread of its own: it gets copies, and answers later, when the guest has gone on. */
import { type Translator, TranslatorService } from '../../../emulator/jit/translator.ts';

/** Turns of the promise queue until an answer is there. */
const TURNS = 5;

export function besideTranslator(): Translator {
  return {
    start({ memory, maximumBytes }, receive) {
      const service = new TranslatorService(memory, maximumBytes, undefined, (bytes) => new WebAssembly.Module(bytes));
      return {
        send(request) {
          const sent = structuredClone(request);
          void (async () => {
            for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
            const { module, ...plain } = service.answer(sent);
            receive({ ...structuredClone(plain), module });
          })();
        },
      };
    },
  };
}
