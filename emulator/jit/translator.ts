/**
 * A translator in a thread of its own, so that guests go on meanwhile. It reads their code in the memory that both
 * threads have; what else it must know is sent with a request, and compiled modules come back.
 */
import { PhysicalMemory } from '../memory/physical-memory.ts';
import type { Processor } from '../processor.ts';
import type { Translated } from './code-view.ts';
import { type Compiler, makeCompiler } from './compiler.ts';
import { SentCode, type TranslationRequest } from './sent-code.ts';
import { translateRoots } from './translation.ts';

export interface TranslationAnswer {
  readonly id: number;
  /** Absent when there is nothing in it. */
  readonly module: WebAssembly.Module | undefined;
  readonly imports: readonly string[];
  readonly roots: readonly Translated[];
  readonly instructions: number;
  /** Of the module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Milliseconds that it took to translate, and to compile. */
  readonly translating: number;
  readonly compiling: number;
}

/** The side of the thread that runs guests. */
export interface Translator {
  /** `receive` gets the answers, in the order of the requests, while no guest runs. Undefined: there are no threads. */
  start(physical: PhysicalMemory, receive: (answer: TranslationAnswer) => void): TranslatorThread | undefined;
}

export interface TranslatorThread {
  send(request: TranslationRequest): void;
}

/** The side of the translator's thread. */
export class TranslatorService {
  readonly #physical: PhysicalMemory;
  readonly #compiler: Compiler;
  readonly #compile: (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module;

  /** `compile` makes a module whose functions are compiled, rather than when they are first called: in the guest's thread. */
  constructor(
    memory: WebAssembly.Memory,
    maximumBytes: number,
    processor: Processor | undefined,
    compile: (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module,
  ) {
    this.#compile = compile;
    this.#physical = new PhysicalMemory({ memory, maximumBytes });
    this.#compiler = makeCompiler(processor);
  }

  answer({ id, wanted, first, code, order, bits }: TranslationRequest): TranslationAnswer {
    const begin = performance.now();
    const { bytes, imports, roots, instructions } = translateRoots(
      this.#compiler,
      this.#physical,
      new SentCode(this.#physical, code),
      { order, bits },
      wanted,
      first,
    );
    const translated = performance.now();
    const module = roots.some(({ place }) => typeof place === 'number') ? this.#compile(bytes) : undefined;
    return {
      id,
      module,
      imports,
      roots,
      instructions,
      bytes,
      translating: translated - begin,
      compiling: performance.now() - translated,
    };
  }
}
