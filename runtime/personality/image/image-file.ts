/** A file that may be a program: what the loader needs of an open file. */
import { Errno } from '../../generated/errors.ts';
import type { File } from '../../generated/servers/file.ts';
import { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';

export interface ImageFile {
  /** As messages call it. */
  readonly name: string;
  readonly length: number;
  /** Fills `into` from an offset; answers how many bytes there were. */
  read(at: number, into: Uint8Array): number;
  /** The frame source for mapping it. */
  frames(): ObjectHandle | Errno;
}

/** Headers, and most often all else that is read, are in the first page: it is read once. */
const START = 4096;

/** An open file as a program's image. */
export function imageFile(file: File, name: string): ImageFile | Errno {
  const length = file.getLength();
  if (length < 0) return length as Errno;
  let start: Uint8Array | undefined;
  return {
    name,
    length,
    read(at, into) {
      if (at + into.length > START) return file.read(at, Lease.over(into));
      if (start === undefined) {
        const bytes = new Uint8Array(START);
        const count = file.read(0, Lease.over(bytes));
        if (count < 0) return count;
        start = bytes.subarray(0, count);
      }
      const found = start.subarray(at, at + into.length);
      into.set(found);
      return found.length;
    },
    frames: () => file.getFrames(false, false),
  };
}

/** Exactly so many bytes from an offset, or undefined when the file ends before. */
export function readExactly(file: ImageFile, at: number, count: number): Uint8Array | Errno | undefined {
  if (at + count > file.length) return undefined;
  const bytes = new Uint8Array(count);
  let done = 0;
  while (done < count) {
    const moved = file.read(at + done, bytes.subarray(done));
    if (moved < 0) return moved as Errno;
    if (moved === 0) return undefined;
    done += moved;
  }
  return bytes;
}
