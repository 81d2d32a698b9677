/** What Node tells of a file, as the neutral FileStatus. */
import { type BigIntStats, constants, type Dirent } from 'node:fs';
import { FileType } from '../../generated/enums.ts';
import type { FileStatus, Timespec } from '../../generated/structs.ts';

const TYPES = new Map<number, number>([
  [constants.S_IFREG, FileType.regular],
  [constants.S_IFDIR, FileType.directory],
  [constants.S_IFLNK, FileType.symlink],
  [constants.S_IFCHR, FileType.character],
  [constants.S_IFBLK, FileType.block],
  [constants.S_IFIFO, FileType.fifo],
  [constants.S_IFSOCK, FileType.socket],
]);

const BILLION = 1_000_000_000n;

function setTime(into: Timespec, nanoseconds: bigint): void {
  let seconds = nanoseconds / BILLION;
  let rest = nanoseconds % BILLION;
  if (rest < 0n) {
    seconds--;
    rest += BILLION;
  }
  into.seconds = Number(seconds);
  into.nanoseconds = Number(rest);
}

/** A Linux dev_t (major in bits 8..19 and 32.., minor in bits 0..7 and 20..31) as major * 2^20 + minor. */
export function neutralDevice(device: bigint): number {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & 0xfff00n);
  return Number(major) * 2 ** 20 + Number(minor);
}

export function fillStatus(from: BigIntStats, into: FileStatus): void {
  const mode = Number(from.mode);
  into.device = neutralDevice(from.dev);
  into.inode = Number(from.ino);
  into.type = TYPES.get(mode & constants.S_IFMT) ?? FileType.none;
  into.permissions = mode & 0o7777;
  into.links = Number(from.nlink);
  into.owner = Number(from.uid);
  into.group = Number(from.gid);
  into.rdev = neutralDevice(from.rdev);
  into.size = Number(from.size);
  into.blockSize = Number(from.blksize);
  into.blocks = Number(from.blocks);
  setTime(into.accessed, from.atimeNs);
  setTime(into.modified, from.mtimeNs);
  setTime(into.changed, from.ctimeNs);
  setTime(into.created, from.birthtimeNs);
  into.flags = 0;
  into.generation = 0;
}

export function entryType(entry: Dirent<Buffer>): number {
  if (entry.isFile()) return FileType.regular;
  if (entry.isDirectory()) return FileType.directory;
  if (entry.isSymbolicLink()) return FileType.symlink;
  if (entry.isFIFO()) return FileType.fifo;
  if (entry.isSocket()) return FileType.socket;
  if (entry.isCharacterDevice()) return FileType.character;
  if (entry.isBlockDevice()) return FileType.block;
  return FileType.none;
}
