/** A host file that an open and the mappings made through it share: closed when the last lets go. */
import type { HostFile } from '../../host/port.ts';

export class CountedFile {
  readonly file: HostFile;
  /** How the host opened it: read and write of OpenFlags. */
  readonly flags: number;
  #uses = 1;

  constructor(file: HostFile, flags = 0) {
    this.file = file;
    this.flags = flags;
  }

  retain(): this {
    this.#uses++;
    return this;
  }

  get shared(): boolean {
    return this.#uses > 1;
  }

  release(): void {
    if (--this.#uses === 0) this.unused();
  }

  /** The last let go. */
  protected unused(): void {
    this.file.close();
  }
}
