/**
 * A host folder. Containment is the host kernel's: each operation goes through a descriptor of the folder itself
 * (`/proc/self/fd/N/name`, what openat(2) does), so neither a symbolic link nor a renamed parent leads elsewhere.
 * Where the host has no /proc, the way from the root is checked component by component before each operation.
 */
import * as fs from 'node:fs';
import { Errno } from '../../generated/errors.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { FileStatus, Timespec } from '../../generated/structs.ts';
import type { HostEntry, HostFile, HostFileSystem, HostFolder, HostFolderState } from '../port.ts';
import { attempt, hostError } from './errors.ts';
import { NodeFile } from './file.ts';
import { ownerId, seconds } from './numbers.ts';
import { entryType, fillStatus } from './status.ts';

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } =
  fs.constants;
/** Linux's O_PATH, which Node does not name: a descriptor that only stands for a place. */
const O_PATH = 0o10000000;

/**
 * A folder whose times are older than this has later ones after its next change: file systems count in milliseconds, seconds, or
 * two of them (FAT).
 */
const SETTLED_MS = 2500;

function acceptable(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

/** How a folder's entries are named to the host. */
interface Place {
  /** The folder itself. */
  path(): Buffer;
  status(): fs.BigIntStats;
  state(): fs.Stats;
  at(name: string): Buffer;
  close(): void;
}

class DescriptorPlace implements Place {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  path(): Buffer {
    return Buffer.from(`/proc/self/fd/${this.#fd}`);
  }

  status(): fs.BigIntStats {
    return fs.fstatSync(this.#fd, { bigint: true });
  }

  state(): fs.Stats {
    return fs.fstatSync(this.#fd);
  }

  at(name: string): Buffer {
    return Buffer.from(`/proc/self/fd/${this.#fd}/${name}`, 'latin1');
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}

/** A path whose components are checked each time: every one must be a directory, and none a link. */
class PathPlace implements Place {
  readonly #root: string;
  readonly #names: readonly string[];

  constructor(root: string, names: readonly string[]) {
    this.#root = root;
    this.#names = names;
  }

  path(): Buffer {
    let path = this.#root;
    for (const name of this.#names) {
      path += `/${name}`;
      const status = fs.lstatSync(Buffer.from(path, 'latin1'));
      if (!status.isDirectory()) throw Object.assign(new Error(path), { code: 'ENOTDIR', syscall: 'lstat' });
    }
    return Buffer.from(path, 'latin1');
  }

  status(): fs.BigIntStats {
    return fs.lstatSync(this.path(), { bigint: true });
  }

  state(): fs.Stats {
    return fs.lstatSync(this.path());
  }

  at(name: string): Buffer {
    return Buffer.concat([this.path(), Buffer.from(`/${name}`, 'latin1')]);
  }

  inner(name: string): PathPlace {
    return new PathPlace(this.#root, [...this.#names, name]);
  }

  close(): void {}
}

export class NodeFolder implements HostFolder {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  /** Opens a folder by a host path; links on the way to it are the caller's own and are followed. */
  static open(path: string): NodeFolder | Errno {
    try {
      if (!fs.statSync(path).isDirectory()) return Errno.ENOTDIR;
      if (process.platform !== 'linux') return new NodeFolder(new PathPlace(fs.realpathSync(path), []));
      return new NodeFolder(new DescriptorPlace(fs.openSync(path, O_PATH | O_DIRECTORY)));
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  folder(name: string): NodeFolder | Errno {
    if (!acceptable(name)) return Errno.EINVAL;
    try {
      if (this.#place instanceof PathPlace) {
        const inner = this.#place.inner(name);
        inner.path();
        return new NodeFolder(inner);
      }
      return new NodeFolder(new DescriptorPlace(fs.openSync(this.#place.at(name), O_PATH | O_DIRECTORY | O_NOFOLLOW)));
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  status(into: FileStatus): 0 | Errno {
    return attempt(() => fillStatus(this.#place.status(), into));
  }

  state(into: HostFolderState): 0 | Errno {
    try {
      const { mode, uid, gid, mtimeMs, ctimeMs } = this.#place.state();
      into.permissions = mode & 0o7777;
      into.owner = uid;
      into.group = gid;
      into.modified = mtimeMs;
      into.changed = ctimeMs;
      into.settled = Date.now() - ctimeMs > SETTLED_MS;
      return 0;
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  statusOf(name: string, into: FileStatus): 0 | Errno {
    if (!acceptable(name)) return Errno.EINVAL;
    try {
      // Without an exception for what is simply not there: looking up missing names is common.
      const status = fs.lstatSync(this.#place.at(name), { bigint: true, throwIfNoEntry: false });
      if (status === undefined) return Errno.ENOENT;
      fillStatus(status, into);
      return 0;
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  list(): readonly HostEntry[] | Errno {
    try {
      const entries = fs.readdirSync(this.#place.path(), { withFileTypes: true, encoding: 'buffer' });
      return entries.map((entry) => ({ name: entry.name.toString('latin1'), type: entryType(entry) }));
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  open(name: string, flags: number, mode: number, into?: FileStatus): HostFile | Errno {
    if (!acceptable(name)) return Errno.EINVAL;
    const write = (flags & OpenFlags.write) !== 0;
    let native = write ? ((flags & OpenFlags.read) !== 0 ? O_RDWR : O_WRONLY) : O_RDONLY;
    if ((flags & OpenFlags.create) !== 0) native |= O_CREAT;
    if ((flags & OpenFlags.exclusive) !== 0) native |= O_EXCL;
    if ((flags & OpenFlags.truncate) !== 0) native |= O_TRUNC;
    // O_NONBLOCK: should it be a fifo or device after all, the host must not wait for it.
    native |= O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    try {
      const made = (flags & OpenFlags.create) !== 0 && (mode & process.umask()) !== 0;
      const before = made && fs.lstatSync(this.#place.at(name), { throwIfNoEntry: false }) !== undefined;
      const fd = fs.openSync(this.#place.at(name), native, mode);
      const exact = into === undefined ? undefined : fs.fstatSync(fd, { bigint: true });
      const status = exact ?? fs.fstatSync(fd);
      if (!status.isFile()) {
        fs.closeSync(fd);
        return status.isDirectory() ? Errno.EISDIR : Errno.ENXIO;
      }
      // The guest has applied its own umask; the host's shall not count.
      if (made && !before) fs.fchmodSync(fd, mode);
      if (into !== undefined && exact !== undefined) fillStatus(exact, into);
      return new NodeFile(fd);
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  makeFolder(name: string, mode: number): 0 | Errno {
    return this.#on(name, (path) => {
      fs.mkdirSync(path, mode);
      if ((mode & process.umask()) !== 0) fs.chmodSync(path, mode | (fs.lstatSync(path).mode & 0o2000));
    });
  }

  makeLink(name: string, parent: HostFolder, newName: string): 0 | Errno {
    if (!(parent instanceof NodeFolder)) return Errno.EXDEV;
    if (!acceptable(newName)) return Errno.EINVAL;
    return this.#on(name, (path) => fs.linkSync(path, parent.#place.at(newName)));
  }

  makeSymlink(name: string, target: string): 0 | Errno {
    return this.#on(name, (path) => fs.symlinkSync(Buffer.from(target, 'latin1'), path));
  }

  readSymlink(name: string): string | Errno {
    if (!acceptable(name)) return Errno.EINVAL;
    try {
      return fs.readlinkSync(this.#place.at(name), { encoding: 'buffer' }).toString('latin1');
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  remove(name: string): 0 | Errno {
    return this.#on(name, (path) => fs.unlinkSync(path));
  }

  removeFolder(name: string): 0 | Errno {
    return this.#on(name, (path) => fs.rmdirSync(path));
  }

  rename(name: string, parent: HostFolder, newName: string): 0 | Errno {
    if (!(parent instanceof NodeFolder)) return Errno.EXDEV;
    if (!acceptable(newName)) return Errno.EINVAL;
    return this.#on(name, (path) => fs.renameSync(path, parent.#place.at(newName)));
  }

  setMode(name: string, mode: number): 0 | Errno {
    // chmod(2) follows links and Node has no fchmodat: so it goes to a descriptor of the very object.
    return this.#on(name, (path) => {
      if (fs.lstatSync(path).isSymbolicLink())
        throw Object.assign(new Error('link'), { code: 'EOPNOTSUPP', syscall: 'chmod' });
      if (this.#place instanceof PathPlace) return fs.chmodSync(path, mode);
      const fd = fs.openSync(path, O_PATH | O_NOFOLLOW);
      try {
        fs.chmodSync(`/proc/self/fd/${fd}`, mode);
      } finally {
        fs.closeSync(fd);
      }
    });
  }

  setOwner(name: string, owner: number, group: number): 0 | Errno {
    return this.#on(name, (path) => fs.lchownSync(path, ownerId(owner), ownerId(group)));
  }

  setTimes(name: string, accessed: Timespec, modified: Timespec): 0 | Errno {
    return this.#on(name, (path) => fs.lutimesSync(path, seconds(accessed), seconds(modified)));
  }

  setOwnMode(mode: number): 0 | Errno {
    return attempt(() => fs.chmodSync(this.#place.path(), mode));
  }

  setOwnOwner(owner: number, group: number): 0 | Errno {
    return attempt(() => fs.chownSync(this.#place.path(), ownerId(owner), ownerId(group)));
  }

  setOwnTimes(accessed: Timespec, modified: Timespec): 0 | Errno {
    return attempt(() => fs.utimesSync(this.#place.path(), seconds(accessed), seconds(modified)));
  }

  fileSystem(into: HostFileSystem): 0 | Errno {
    return attempt(() => {
      const status = fs.statfsSync(this.#place.path());
      into.blockSize = status.bsize;
      into.blocks = status.blocks;
      into.freeBlocks = status.bfree;
      into.availableBlocks = status.bavail;
      into.files = status.files;
      into.freeFiles = status.ffree;
    });
  }

  close(): void {
    this.#place.close();
  }

  #on(name: string, call: (path: Buffer) => void): 0 | Errno {
    if (!acceptable(name)) return Errno.EINVAL;
    return attempt(() => call(this.#place.at(name)));
  }
}
