/**
 * Files of the host that were opened for reading and closed a moment ago. Who serves the same file again and again opens it each
 * time, and opening costs the host several times what asking for its status does: as long as that tells of no change since it was opened
 * (neither of the file nor of who may read it), an open of the same object is as good as a new one. At most so many stay open, and for about
 * a second: then a file that the host has removed takes no room any more.
 */
import { OpenFlags } from '../../generated/flags.ts';
import type { FileStatus } from '../../generated/structs.ts';
import type { HostFile } from '../../host/port.ts';
import type { Timers } from '../terminal/read-timer.ts';
import { CountedFile } from './counted-file.ts';
import type { HostNode } from './host-node.ts';

const MOST = 16;
/** Milliseconds. */
const KEPT = 1000;

export class KeptFiles {
  readonly #timers: Timers;
  /** Those that nobody uses, the first closed first. */
  readonly #files = new Map<HostNode, KeptFile>();
  #waits = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** An open file of this object, whose status is in `into` then; undefined without one that is as good as a new one. */
  take(node: HostNode, into: FileStatus): CountedFile | undefined {
    const kept = this.#files.get(node);
    if (kept === undefined) return undefined;
    this.#files.delete(node);
    if (kept.file.status(into) === 0 && kept.isOf(into)) return kept.retain();
    kept.file.close();
    return undefined;
  }

  /** The file that is kept for an object. */
  of(node: HostNode): HostFile | undefined {
    return this.#files.get(node)?.file;
  }

  /** Nobody uses it any more. */
  keep(file: KeptFile): void {
    const { node } = file;
    if (node.gone || this.#files.has(node)) return file.file.close();
    if (this.#files.size >= MOST) {
      const [oldest] = this.#files.keys();
      if (oldest !== undefined) this.drop(oldest);
    }
    this.#files.set(node, file);
    if (this.#waits) return;
    this.#waits = true;
    this.#timers.after(KEPT, () => {
      this.#waits = false;
      for (const kept of this.#files.keys()) this.drop(kept);
    });
  }

  /** The object lost its name, or is not to be kept. */
  drop(node: HostNode): void {
    this.#files.get(node)?.file.close();
    this.#files.delete(node);
  }
}

export class KeptFile extends CountedFile {
  readonly node: HostNode;
  readonly #files: KeptFiles;
  /** When the object was changed last, as the host said when it was opened. */
  readonly #seconds: number;
  readonly #nanoseconds: number;

  constructor(files: KeptFiles, node: HostNode, file: HostFile, { changed }: FileStatus) {
    super(file, OpenFlags.read);
    this.node = node;
    this.#files = files;
    this.#seconds = changed.seconds;
    this.#nanoseconds = changed.nanoseconds;
  }

  isOf({ changed }: FileStatus): boolean {
    return changed.seconds === this.#seconds && changed.nanoseconds === this.#nanoseconds;
  }

  protected override unused(): void {
    this.#files.keep(this);
  }
}
