/**
 * A page of kernel-provided code that every process of an ABI maps: the signal trampoline (Linux: the vDSO's, FreeBSD: the
 * shared page). It is a frame source like a file, so all processes of one byte order share its frame.
 */
import { Errno } from '../generated/errors.ts';
import { MapFlags, Protection } from '../generated/flags.ts';
import type { AddressSpace } from '../kernel/address-space.ts';
import { PAGE_SIZE } from '../kernel/address.ts';
import type { FileFrames, FrameSource, MappedPages } from '../kernel/frame-source.ts';

/** What the kernel maps into a space where no program chose to be. */
export interface KernelPages {
  /** ENOMEM when something stands there. */
  mapInto(space: AddressSpace): number;
}

export class CodePage implements KernelPages, FrameSource, FileFrames {
  readonly writable = false;
  readonly name: string;
  readonly address: number;
  cache: MappedPages | undefined;
  readonly #bytes = new Uint8Array(PAGE_SIZE);

  /** `image` as the process reads it, at most a page. */
  constructor(name: string, address: number, image: Uint8Array) {
    this.name = name;
    this.address = address;
    this.#bytes.set(image);
  }

  get file(): FileFrames {
    return this;
  }

  mapInto(space: AddressSpace): number {
    return space.mapRegion({
      address: this.address,
      length: PAGE_SIZE,
      protection: Protection.read | Protection.execute,
      flags: MapFlags.private | MapFlags.fixedNoReplace,
      source: this,
      name: this.name,
    });
  }

  getLength(): number {
    return PAGE_SIZE;
  }

  readPages(page: number, into: Uint8Array): 0 | Errno {
    into.fill(0);
    if (page === 0) into.set(this.#bytes.subarray(0, into.length));
    return 0;
  }

  writePage(): 0 | Errno {
    return Errno.EIO;
  }

  retain(): void {}

  release(): void {}
}

/** Instructions in the order in which they are executed, as a process of this byte order reads them. */
export function codeImage(words: readonly number[], order: 'little' | 'big'): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, index) => view.setUint32(4 * index, word, order === 'little'));
  return new Uint8Array(view.buffer);
}
