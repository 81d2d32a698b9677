/** A store of translations in memory: what one machine keeps, the next one finds. */
import type { Keepable, StoredModule, TranslationStore } from '../../../emulator/jit/kept.ts';

export class MemoryStore implements TranslationStore {
  readonly programs = new Map<string, readonly StoredModule[]>();

  load(program: string): readonly StoredModule[] {
    return this.programs.get(program) ?? [];
  }

  save(program: string, modules: readonly Keepable[]): void {
    this.programs.set(
      program,
      modules.map(({ module, regions }) => {
        const { order, bits, imports, first, count } = module;
        const make = 'make' in module ? () => module.make() : () => new WebAssembly.Module(module.bytes);
        return { order, bits, imports, first, count, regions, make };
      }),
    );
  }
}
