/** The open file of the program that a process runs: while it is open nobody may write to it (ETXTBSY). */
import type { Errno } from '../generated/errors.ts';
import { OpenFlags } from '../generated/flags.ts';
import { FileStub } from '../generated/servers/file.ts';
import type { Credentials } from '../generated/structs.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { Place } from './names/mount-table.ts';
import { UseCount } from './use-count.ts';

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

  retain(): this {
    this.#uses.join();
    return this;
  }

  release(): void {
    if (this.#uses.leave()) this.file.close(0);
  }
}
