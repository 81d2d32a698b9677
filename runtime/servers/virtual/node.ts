/** A node of a virtual tree: an entity under a name, with what status says of it. */
import { FileType } from '../../generated/enums.ts';
import { emptyFileStatus, type FileStatus } from '../../generated/structs.ts';
import type { FileLocks } from '../files/file-locks.ts';
import type { VirtualEntity } from './entity.ts';

const TYPES = { file: FileType.regular, link: FileType.symlink, directory: FileType.directory } as const;

export class VirtualNode {
  readonly number: number;
  readonly entity: VirtualEntity;
  readonly parent: VirtualNode | undefined;
  readonly name: string;
  /** Names that were looked up. */
  readonly children = new Map<string, VirtualNode>();
  /** Opens, working directories and descriptors that keep it. */
  holds = 0;
  locks: FileLocks | undefined;
  readonly #status = emptyFileStatus();

  constructor(number: number, device: number, entity: VirtualEntity, parent: VirtualNode | undefined, name: string) {
    this.number = number;
    this.entity = entity;
    this.parent = parent;
    this.name = name;
    const status = this.#status;
    status.device = device;
    status.inode = number;
    status.type = TYPES[entity.kind];
    // How many directories are in one is not known until it is listed: 1 says so to find(1).
    status.links = 1;
    status.blockSize = 1024;
  }

  get type(): FileType {
    return TYPES[this.entity.kind];
  }

  /** False once what it, or a directory above it, shows is gone. */
  get alive(): boolean {
    if (this.entity.alive?.() === false) return false;
    return this.parent === undefined || this.parent.alive;
  }

  /** Good until the next call. */
  get status(): FileStatus {
    const status = this.#status;
    const { entity } = this;
    status.permissions = entity.permissions;
    status.size = entity.kind === 'directory' ? 0 : (entity.size ?? 0);
    const owner = entity.owner?.();
    status.owner = owner?.user ?? 0;
    status.group = owner?.group ?? 0;
    return status;
  }
}
