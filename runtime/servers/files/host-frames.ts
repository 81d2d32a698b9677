/** The pages of a host file (FR). Keeps a host file open for as long as something maps it. */
import { Errno } from '../../generated/errors.ts';
import type { FileFrames, MappedPages } from '../../kernel/frame-source.ts';
import type { CountedFile } from './counted-file.ts';
import { readHostPages } from './host-bytes.ts';

const PAGE = 4096;

export class HostFrames implements FileFrames {
  cache: MappedPages | undefined;
  /** It has no name and nobody has it open. */
  gone = false;
  #reader: CountedFile | undefined;
  #writer: CountedFile | undefined;
  #users = 0;

  /** Uses the file of an open that is about to be mapped. */
  use(file: CountedFile, readable: boolean, writable: boolean): void {
    if (readable) this.#reader ??= file.retain();
    if (writable) this.#writer ??= file.retain();
  }

  getLength(): number {
    return Math.max(0, this.#reader?.file.length() ?? 0);
  }

  readPages(page: number, into: Uint8Array): 0 | Errno {
    return this.#reader === undefined ? Errno.EIO : readHostPages(this.#reader.file, page, into);
  }

  writePage(page: number, from: Uint8Array, length: number): 0 | Errno {
    if (this.#writer === undefined) return Errno.EIO;
    for (let done = 0; done < length; ) {
      const count = this.#writer.file.write(page * PAGE + done, from, done, length);
      if (count <= 0) return Errno.EIO;
      done += count;
    }
    return 0;
  }

  retain(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
    this.rest();
  }

  /** Lets the host files go when nothing maps them. */
  rest(): void {
    if (this.#users > 0) return;
    this.#reader?.release();
    this.#writer?.release();
    this.#reader = undefined;
    this.#writer = undefined;
  }
}
