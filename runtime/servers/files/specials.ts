/**
 * Fifos and sockets in folders of the host, which Node cannot make there: each stands on the host as an empty regular file,
 * so that its name, mode, owner and links are the host's, and is what it is while the machine runs. What a fifo carries never
 * leaves the machine.
 */
import { FileType } from '../../generated/enums.ts';
import type { FileStatus } from '../../generated/structs.ts';

export class Specials {
  /** Types by the host's device and inode. */
  readonly #types = new Map<string, number>();

  add(device: number, inode: number, type: number): void {
    this.#types.set(`${device}:${inode}`, type);
  }

  forget(device: number, inode: number): void {
    if (this.#types.size > 0) this.#types.delete(`${device}:${inode}`);
  }

  /** Shows a host's status as what it stands for. */
  show(status: FileStatus): void {
    if (this.#types.size === 0 || status.type !== FileType.regular || status.size !== 0) return;
    const type = this.#types.get(`${status.device}:${status.inode}`);
    if (type !== undefined) status.type = type;
  }
}
