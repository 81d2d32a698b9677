/** The functions that samples stand in: one object for each, found by address in a process's regions. */
import type { FileFrames } from '../kernel/frame-source.ts';
import { PAGE_SIZE } from '../kernel/address.ts';
import type { PagedSpace } from '../kernel/paged-space.ts';
import { Symbols } from './symbols.ts';

export interface ProfiledFunction {
  /** Its symbol; `[libm.so.6]` in a file without one, `[anonymous]` outside of files, or a process's name. */
  readonly name: string;
  /** Guest path of the file it is of; empty outside of files. */
  readonly file: string;
}

export class Functions {
  readonly #symbols = new Map<FileFrames, Symbols>();
  /** By file, then name. */
  readonly #known = new Map<string, Map<string, ProfiledFunction>>();

  /** The function at an address of a space. */
  at(space: PagedSpace, address: number): ProfiledFunction {
    const region = space.regions.find(address);
    if (region === undefined) return this.named('[unmapped]', '');
    const { cache, name } = region.kind;
    if (cache?.file === undefined) return this.named(name ?? '[anonymous]', '');
    const file = name ?? '';
    const offset = region.offset * PAGE_SIZE + (address - region.start);
    return this.named(this.#symbolsOf(cache.file).at(offset) ?? bracketed(file.split('/').at(-1) ?? ''), file);
  }

  named(name: string, file: string): ProfiledFunction {
    let names = this.#known.get(file);
    if (names === undefined) {
      names = new Map();
      this.#known.set(file, names);
    }
    let found = names.get(name);
    if (found === undefined) {
      found = { name, file };
      names.set(name, found);
    }
    return found;
  }

  #symbolsOf(file: FileFrames): Symbols {
    let symbols = this.#symbols.get(file);
    if (symbols === undefined) {
      symbols = new Symbols(file);
      this.#symbols.set(file, symbols);
    }
    return symbols;
  }
}

/** `[libc.so.6]`; `[vdso]` stays as it is. */
function bracketed(name: string): string {
  return name.startsWith('[') ? name : `[${name}]`;
}
