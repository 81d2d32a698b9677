/**
 * An object of the lower folder as a memory tree sees it: read where it stands until somebody writes it. The folder is
 * taken to stay as it is while the machine runs.
 */
import { Errno } from '../../generated/errors.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { FileStatus } from '../../generated/structs.ts';
import type { HostFile } from '../../host/port.ts';
import type { FolderPlace, FolderPool } from './folder-pool.ts';

export class Lower {
  readonly #pool: FolderPool;
  readonly #parent: FolderPlace;
  readonly #name: string;
  #file: HostFile | undefined;

  constructor(pool: FolderPool, parent: FolderPlace, name: string) {
    this.#pool = pool;
    this.#parent = parent;
    this.#name = name;
  }

  status(into: FileStatus): 0 | Errno {
    const folder = this.#pool.folder(this.#parent);
    return typeof folder === 'number' ? folder : folder.statusOf(this.#name, into);
  }

  readSymlink(): string | Errno {
    const folder = this.#pool.folder(this.#parent);
    return typeof folder === 'number' ? folder : folder.readSymlink(this.#name);
  }

  /** The open host file; it stays open until `close`. */
  file(): HostFile | Errno {
    if (this.#file !== undefined) return this.#file;
    const folder = this.#pool.folder(this.#parent);
    if (typeof folder === 'number') return folder;
    const file = folder.open(this.#name, OpenFlags.read, 0);
    if (typeof file === 'number') return file === Errno.ENOENT ? Errno.EIO : file;
    this.#file = file;
    return file;
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
