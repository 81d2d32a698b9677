/**
 * Host folders in use, at most so many open at a time: a folder that was closed is opened again from its parent when
 * needed, and must then still be the same one.
 */
import { Errno } from '../../generated/errors.ts';
import { emptyFileStatus } from '../../generated/structs.ts';
import type { HostFolder } from '../../host/port.ts';

/** A folder of the host below a root, by its way from there. */
export interface FolderPlace {
  parent: FolderPlace | undefined;
  name: string;
  folder: HostFolder | undefined;
  /** Which object it is on the host; known once it was opened. */
  device: number;
  inode: number;
}

const MOST = 128;

export class FolderPool {
  readonly root: FolderPlace;
  readonly #open = new Set<FolderPlace>();
  readonly #most: number;
  readonly #status = emptyFileStatus();
  /** Used last: it stands at the end already. */
  #last: FolderPlace | undefined;

  constructor(root: HostFolder, most = MOST) {
    this.root = { parent: undefined, name: '', folder: root, device: 0, inode: 0 };
    this.#most = most;
    root.status(this.#status);
    this.#remember(this.root);
  }

  place(parent: FolderPlace, name: string): FolderPlace {
    return { parent, name, folder: undefined, device: 0, inode: 0 };
  }

  /** The open folder of a place; it stays open until the next `trim`. */
  folder(place: FolderPlace): HostFolder | Errno {
    if (place.parent === undefined && place.folder !== undefined) return place.folder;
    if (place === this.#last && place.folder !== undefined) return place.folder;
    if (place.folder !== undefined) {
      this.#open.delete(place);
      this.#open.add(place);
      this.#last = place;
      return place.folder;
    }
    if (place.parent === undefined) return Errno.ENOENT;
    const parent = this.folder(place.parent);
    if (typeof parent === 'number') return parent;
    const folder = parent.folder(place.name);
    if (typeof folder === 'number') return folder === Errno.ENOTDIR || folder === Errno.ELOOP ? Errno.ENOENT : folder;
    const failed = folder.status(this.#status);
    if (failed < 0 || (place.inode !== 0 && !this.#same(place))) {
      folder.close();
      return failed < 0 ? failed : Errno.ENOENT;
    }
    this.#remember(place);
    place.folder = folder;
    this.#open.add(place);
    this.#last = place;
    return folder;
  }

  /** The folder was removed, or nobody needs it any more. */
  forget(place: FolderPlace): void {
    if (place.folder === undefined || place.parent === undefined) return;
    place.folder.close();
    place.folder = undefined;
    this.#open.delete(place);
  }

  close(): void {
    // Deleting from a set while going through it is defined: what is gone is not visited.
    for (const place of this.#open) this.forget(place);
    this.root.folder?.close();
    this.root.folder = undefined;
  }

  #remember(place: FolderPlace): void {
    place.device = this.#status.device;
    place.inode = this.#status.inode;
  }

  #same(place: FolderPlace): boolean {
    return place.device === this.#status.device && place.inode === this.#status.inode;
  }

  /** Closes the folders used least recently beyond the limit; called between operations, never within one. */
  trim(): void {
    while (this.#open.size > this.#most) {
      const oldest = this.#open.values().next().value;
      if (oldest === undefined) return;
      this.forget(oldest);
    }
  }
}
