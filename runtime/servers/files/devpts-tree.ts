/** /dev/pts: a node for each pseudo-terminal, which nobody but the terminals' server makes or removes. */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import type { Credentials, Opened } from '../../generated/structs.ts';
import { deviceNumber } from '../streams/drivers.ts';
import { ROOT } from './memory-nodes.ts';
import { ROOT_USER } from './root-user.ts';
import { MemoryTree } from './memory-tree.ts';
import type { FileServices } from './services.ts';

/** The group `tty`, which may write to terminals: the usual mount option gid=5,mode=620. */
const TTY_GROUP = 5;
const TERMINAL_MODE = 0o620;
export class DevptsTree extends MemoryTree {
  constructor(services: FileServices) {
    super(services, { type: 'devpts', source: 'devpts' });
    // ptmxmode=000: /dev/ptmx is the one to open.
    super.makeNode(ROOT, 'ptmx', FileType.character, 0, deviceNumber(5, 2), ROOT_USER);
  }

  /** A terminal's node; answers its number. */
  add(number: number, device: number, owner: Credentials): number {
    const name = String(number);
    super.makeNode(ROOT, name, FileType.character, TERMINAL_MODE, device, ROOT_USER);
    const root = this.find(ROOT);
    const node = typeof root === 'number' ? root : this.lookup(root, name);
    if (node === undefined || typeof node === 'number') throw new Error(`no node for terminal ${name}`);
    node.owner = owner.fileUser;
    node.group = TTY_GROUP;
    return node.inode;
  }

  remove(number: number): void {
    super.unlink(ROOT, String(number), ROOT_USER);
  }

  override create(parent: number, name: string, mode: number, flags: number, credentials: Credentials): Opened | Errno {
    const root = this.find(parent);
    if (typeof root === 'number') return root;
    return this.lookup(root, name) === undefined ? Errno.EACCES : super.create(parent, name, mode, flags, credentials);
  }

  override makeDirectory(): number {
    return Errno.EPERM;
  }

  override makeNode(): number {
    return Errno.EPERM;
  }

  override makeLink(): number {
    return Errno.EPERM;
  }

  override makeSymlink(): number {
    return Errno.EPERM;
  }

  override unlink(): number {
    return Errno.EPERM;
  }

  override rename(): number {
    return Errno.EPERM;
  }
}
