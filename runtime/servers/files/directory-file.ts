/** What every open directory answers, whatever tree it is of: everything about bytes is refused. */
import { Errno } from '../../generated/errors.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { DirectoryEntry, WriteResult } from '../../generated/structs.ts';
import type { FileFrames } from '../../kernel/frame-source.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import { OpenFile } from './open-file.ts';

export abstract class DirectoryFile extends OpenFile {
  constructor(ipc: Ipc) {
    super(ipc, OpenFlags.read | OpenFlags.directory);
  }

  abstract override getEntries(cookie: number, most: number): readonly DirectoryEntry[] | Errno;

  read(_at: number, _into: Lease): number {
    return Errno.EISDIR;
  }

  write(_at: number, _from: Lease): number {
    return Errno.EBADF;
  }

  append(_from: Lease): WriteResult | Errno {
    return Errno.EBADF;
  }

  getLength(): number {
    const status = this.getStatus();
    return typeof status === 'number' ? status : status.size;
  }

  setLength(_length: number): number {
    return Errno.EINVAL;
  }

  allocate(_flags: number, _at: number, _length: number): number {
    return Errno.EBADF;
  }

  seekData(_at: number, _whence: number): number {
    return Errno.EINVAL;
  }

  sync(): number {
    return 0;
  }

  protected frames(): FileFrames | undefined {
    return undefined;
  }

  protected name(): string {
    return '';
  }
}
