/** The watched nodes of a mount. */
import { NoticeEvents } from '../../generated/flags.ts';
import type { Mount } from '../names/mount-table.ts';
import type { Place } from '../names/mount-table.ts';

/** Something that is told of a node: a watch of an inotify descriptor, or who asked for signals of a directory. */
export interface FileWatch {
  readonly place: Place;
  readonly isDirectory: boolean;
  /** NoticeEvents that it wants to hear of. */
  readonly events: number;
  tell(events: number, name: string, cookie: number): void;
  /** The node is gone. */
  over(): void;
}

export class WatchedFiles {
  readonly #mount: Mount;
  readonly #watches = new Map<number, FileWatch[]>();
  /** Watched directories by their names; made anew when one may have changed. */
  #directories: Map<string, FileWatch[]> | undefined;

  constructor(mount: Mount) {
    this.#mount = mount;
  }

  get empty(): boolean {
    return this.#watches.size === 0;
  }

  add(watch: FileWatch): void {
    const { node } = watch.place;
    const list = this.#watches.get(node);
    if (list === undefined) this.#watches.set(node, [watch]);
    else list.push(watch);
    this.#directories = undefined;
  }

  remove(watch: FileWatch): void {
    const { node } = watch.place;
    const list = (this.#watches.get(node) ?? []).filter((one) => one !== watch);
    if (list.length === 0) this.#watches.delete(node);
    else this.#watches.set(node, list);
    this.#directories = undefined;
  }

  /** A directory may have another name. */
  renamed(): void {
    this.#directories = undefined;
  }

  isWatched(node: number): boolean {
    return this.#watches.has(node);
  }

  /** Tells those that watch the node itself. */
  tell(node: number, events: number, name = '', cookie = 0): void {
    const list = this.#watches.get(node);
    if (list !== undefined) for (const watch of [...list]) watch.tell(events, name, cookie);
  }

  /** Tells those that watch the directory which holds the node, then those that watch the node. */
  happened(node: number, events: number): void {
    this.#directories ??= this.#named();
    if (this.#directories.size > 0) {
      const { tree } = this.#mount;
      const now = tree.getPath(node);
      // One that is open though its name is gone is still told of, where not asked otherwise.
      const path = typeof now === 'string' ? now : tree.getOldPath(node);
      if (typeof path === 'string' && path !== '/') {
        const slash = path.lastIndexOf('/');
        for (const watch of [...(this.#directories.get(path.slice(0, slash) || '/') ?? [])]) {
          if (typeof now === 'number' && (watch.events & NoticeEvents.excludeUnlinked) !== 0) continue;
          watch.tell(events, path.slice(slash + 1), 0);
        }
      }
    }
    this.tell(node, events);
  }

  /** The node has lost its last name. */
  gone(node: number): void {
    const list = this.#watches.get(node);
    if (list === undefined) return;
    for (const watch of [...list]) {
      watch.tell(NoticeEvents.removeSelf, '', 0);
      watch.over();
    }
  }

  #named(): Map<string, FileWatch[]> {
    const named = new Map<string, FileWatch[]>();
    for (const [node, list] of this.#watches) {
      const directories = list.filter(({ isDirectory }) => isDirectory);
      const path = directories.length === 0 ? 0 : this.#mount.tree.getPath(node);
      if (typeof path === 'string') named.set(path, directories);
    }
    return named;
  }
}
