/** An object of the host as a host tree knows it: by the host's own identity, so that it stays the same under any name. */
import { FileType } from '../../generated/enums.ts';
import type { Pipe } from '../streams/pipe.ts';
import type { CountedFile } from './counted-file.ts';
import type { FileLocks } from './file-locks.ts';
import type { FolderPlace } from './folder-pool.ts';
import type { HostFrames } from './host-frames.ts';
import type { KnownNames } from './known-names.ts';

export class HostNode {
  readonly number: number;
  readonly hostDevice: number;
  readonly hostInode: number;
  readonly type: number;
  /** Where it was found last. */
  parent: HostNode | undefined;
  name: string;
  /** Type directory. */
  place: FolderPlace | undefined;
  names: KnownNames | undefined;
  /** It lost its last name through us. */
  gone = false;
  holds = 0;
  writers = 0;
  programs = 0;
  /** Opens of it: they reach the object even without a name. */
  readonly files = new Set<CountedFile>();
  /** Type fifo, while it is open. */
  pipe: Pipe | undefined;
  locks: FileLocks | undefined;
  frames: HostFrames | undefined;

  constructor(number: number, device: number, inode: number, type: number, parent: HostNode | undefined, name: string) {
    this.number = number;
    this.hostDevice = device;
    this.hostInode = inode;
    this.type = type;
    this.parent = parent;
    this.name = name;
  }

  get isDirectory(): boolean {
    return this.type === FileType.directory;
  }

  /** Any open of it. */
  get file(): CountedFile | undefined {
    for (const file of this.files) return file;
    return undefined;
  }
}
