/** Makes anonymous pipes. */
import { FileType, ObjectKind } from '../../generated/enums.ts';
import type { Errno } from '../../generated/errors.ts';
import { PipeFlags } from '../../generated/flags.ts';
import { dispatchPipes, type Pipes } from '../../generated/servers/pipes.ts';
import {
  type Credentials,
  emptyFileStatus,
  type FileStatus,
  type Opened,
  type PipeEnds,
} from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { FileServices } from '../files/services.ts';
import { Pipe } from './pipe.ts';
import { PipeEnd, type PipeHome } from './pipe-end.ts';

export class PipeServer implements Pipes {
  readonly handle: ObjectHandle;
  readonly #services: FileServices;
  readonly #device: number;
  #inodes = 0;

  constructor(services: FileServices) {
    this.#services = services;
    this.#device = services.newDevice();
    this.handle = services.ipc.table.register<Pipes>(this, dispatchPipes);
  }

  create(flags: number, credentials: Credentials): PipeEnds | Errno {
    const pipe = new Pipe(this.#services.ipc);
    const status = this.#status(credentials);
    const home: PipeHome = { status: () => status, closed: () => {} };
    const packets = (flags & PipeFlags.direct) !== 0;
    const reader = new PipeEnd(pipe, true, false, packets, false, home);
    const writer = new PipeEnd(pipe, false, true, packets, false, home);
    return { reader: opened(reader, status), writer: opened(writer, status) };
  }

  #status(credentials: Credentials): FileStatus {
    const status = emptyFileStatus();
    status.device = this.#device;
    status.inode = ++this.#inodes;
    status.type = FileType.fifo;
    status.permissions = 0o600;
    status.links = 1;
    status.owner = credentials.fileUser;
    status.group = credentials.fileGroup;
    status.blockSize = 4096;
    for (const time of [status.accessed, status.modified, status.changed, status.created]) this.#services.now(time);
    return status;
  }
}

function opened(end: PipeEnd, status: FileStatus): Opened {
  const { handle: object } = end;
  return {
    object,
    kind: ObjectKind.stream,
    type: FileType.fifo,
    node: status.inode,
    availability: end.getAvailability(),
  };
}
