/**
 * Why a file cannot be executed: the error that exec gives the guest, and a sentence for the person who started it,
 * which names the file, the place in it, and what is wrong there.
 */
import type { Errno } from '../../generated/errors.ts';

export class ImageProblem {
  readonly errno: Errno;
  readonly file: string;
  /** Byte of the file at which something is wrong; undefined when it is not about a place. */
  readonly offset: number | undefined;
  readonly text: string;

  constructor(errno: Errno, file: string, offset: number | undefined, text: string) {
    this.errno = errno;
    this.file = file;
    this.offset = offset;
    this.text = text;
  }

  toString(): string {
    const place = this.offset === undefined ? '' : ` offset 0x${this.offset.toString(16)}:`;
    return `${this.file}:${place} ${this.text}`;
  }
}
