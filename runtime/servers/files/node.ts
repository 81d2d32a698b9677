/**
 * An object of a memory tree. A node is its own FileStatus, kept up to date field by field, so that asking for it
 * allocates nothing; whoever asks copies what is to be kept.
 */
import { FileType } from '../../generated/enums.ts';
import type { FileStatus, Timespec } from '../../generated/structs.ts';
import type { Pipe } from '../streams/pipe.ts';
import type { AccessList } from './access-list.ts';
import type { Attributes } from './attributes.ts';
import type { Content } from './content.ts';
import type { Directory } from './directory.ts';
import type { FileLocks } from './file-locks.ts';
import type { Lower } from './lower.ts';
import type { NodeFrames } from './node-frames.ts';

export class Node implements FileStatus {
  device: number;
  /** Also the number of the node in its tree. */
  inode: number;
  type: number;
  permissions: number;
  links = 1;
  owner = 0;
  group = 0;
  rdev = 0;
  size = 0;
  blockSize = 4096;
  blocks = 0;
  accessed: Timespec = { seconds: 0, nanoseconds: 0 };
  modified: Timespec = { seconds: 0, nanoseconds: 0 };
  changed: Timespec = { seconds: 0, nanoseconds: 0 };
  created: Timespec = { seconds: 0, nanoseconds: 0 };
  flags = 0;
  generation = 0;

  /** Where it was found last: a directory's only place, any place of another object. */
  parent: Node | undefined;
  name: string;

  /** Opens, working directories and mappings that keep it although it may have no name. */
  holds = 0;
  /** Opens for writing, and opens of a running program: they exclude each other (ETXTBSY). */
  writers = 0;
  programs = 0;
  /** Whether a read must stamp the access time: relatime stamps it once after each change. */
  accessStale = true;

  attributes: Attributes | undefined;
  /** Who else may use it; of a directory, what its entries begin with. */
  list: AccessList | undefined;
  defaultList: AccessList | undefined;
  /** SealFlags of a file in memory; undefined where files cannot be sealed. */
  seals: number | undefined;
  /** It has no name yet and may get one (O_TMPFILE). */
  nameable = false;

  /** Type directory. */
  directory: Directory | undefined;
  /** Type regular, unless its bytes are still only in the lower folder. */
  content: Content | undefined;
  /** Type symlink. */
  target: string | undefined;
  /** Type fifo, once it was opened. */
  pipe: Pipe | undefined;
  /** Only its name and type are known: the rest is read from the folder below when first asked for. */
  unread = false;
  /** What stands in the folder below, until the node has become independent of it. */
  lower: Lower | undefined;
  locks: FileLocks | undefined;
  frames: NodeFrames | undefined;

  constructor(
    device: number,
    inode: number,
    type: number,
    permissions: number,
    parent: Node | undefined,
    name: string,
  ) {
    this.device = device;
    this.inode = inode;
    this.type = type;
    this.permissions = permissions;
    this.parent = parent;
    this.name = name;
  }

  get isDirectory(): boolean {
    return this.type === FileType.directory;
  }
}

export function copyTime(from: Timespec, to: Timespec): void {
  to.seconds = from.seconds;
  to.nanoseconds = from.nanoseconds;
}
