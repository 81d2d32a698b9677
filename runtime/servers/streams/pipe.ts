/** A pipe: its bytes and its ends. A fifo's node has one while it is open. */
import type { Ipc } from '../../kernel/ipc.ts';
import { PipeBuffer } from './pipe-buffer.ts';
import type { PipeEnd } from './pipe-end.ts';

export class Pipe {
  readonly ipc: Ipc;
  readonly buffer = new PipeBuffer();
  readonly ends = new Set<PipeEnd>();
  readers = 0;
  writers = 0;
  /** How often a reader, a writer was opened: a fifo's blocking open waits for the other's count to move. */
  readerOpens = 0;
  writerOpens = 0;

  constructor(ipc: Ipc) {
    this.ipc = ipc;
  }

  /** Nobody has it open. */
  get idle(): boolean {
    return this.ends.size === 0;
  }

  /** @param changed the bits of Availability that it is about; absent: anything */
  tellReaders(changed?: number): void {
    for (const end of this.ends) if (end.readable) end.tell(changed);
  }

  tellWriters(changed?: number): void {
    for (const end of this.ends) if (end.writable) end.tell(changed);
  }
}
