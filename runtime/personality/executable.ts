/** The open file of the program that a process runs: while it is open nobody may write to it (ETXTBSY). */
import type { Errno } from '../generated/errors.ts';
import { OpenFlags } from '../generated/flags.ts';
import { FileStub } from '../generated/servers/file.ts';
import type { Credentials } from '../generated/structs.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { Place } from './names/mount-table.ts';
import { UseCount } from './use-count.ts';

/** Of a program, in the name of its translations. */
const NAME_LENGTH = 40;

export class Executable {
  readonly file: FileStub;
  readonly place: Place;
  readonly #uses = new UseCount();

  constructor(file: FileStub, place: Place) {
    this.file = file;
    this.place = place;
  }

  /** Opens the file at a place for execution. */
  static open(ipc: Ipc, place: Place, credentials: Credentials): Executable | Errno {
    const opened = place.mount.tree.open(place.node, OpenFlags.exec, credentials);
    return typeof opened === 'number' ? opened : new Executable(new FileStub(ipc, opened.object), place);
  }

  /** A name for the contents of the file: what translations of it are kept under. Another version of the file has another one. */
  program(path: string): string {
    const status = this.place.mount.tree.getStatus(this.place.node);
    const readable = path
      .slice(path.lastIndexOf('/') + 1)
      .replace(/[^\w.+-]/g, '_')
      .slice(0, NAME_LENGTH);
    if (typeof status === 'number') return readable;
    const { size, modified } = status;
    return `${readable}-${size}-${modified.seconds}-${modified.nanoseconds}`;
  }

  retain(): this {
    this.#uses.join();
    return this;
  }

  release(): void {
    if (this.#uses.leave()) this.file.close(0);
  }
}
