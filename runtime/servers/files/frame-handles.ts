/** The handle under which one open file gives out its frame source. */
import type { FileFrames, FrameSource } from '../../kernel/frame-source.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';

export class FrameHandles {
  readonly #ipc: Ipc;
  #handle: ObjectHandle | undefined;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get(file: FileFrames, writable: boolean, name: string): ObjectHandle {
    if (this.#handle === undefined) {
      const source: FrameSource = { file, writable, name };
      this.#handle = this.#ipc.table.register(source, () => {
        throw new Error('a frame source is used by the kernel that holds it, not by messages');
      });
    }
    return this.#handle;
  }

  /** The open is gone; mappings made through it keep the file itself. */
  close(): void {
    if (this.#handle !== undefined) this.#ipc.table.remove(this.#handle);
    this.#handle = undefined;
  }
}
