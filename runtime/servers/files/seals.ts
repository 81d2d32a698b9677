/** Seals of a file in memory: what may no longer be done to it, whoever asks (fcntl(2), F_ADD_SEALS). */
import { Errno } from '../../generated/errors.ts';
import { SealFlags } from '../../generated/flags.ts';

const NO_WRITE = SealFlags.write | SealFlags.futureWrite;

/** Whether seals forbid changing the contents; a write past the end grows the file, too. */
export function sealsForbidWrite(seals: number, end: number, size: number): boolean {
  return (seals & NO_WRITE) !== 0 || ((seals & SealFlags.grow) !== 0 && end > size);
}

export function sealsForbidLength(seals: number, length: number, size: number): boolean {
  return (length < size && (seals & SealFlags.shrink) !== 0) || (length > size && (seals & SealFlags.grow) !== 0);
}

/** The seals after more were added, or why they cannot be. */
export function moreSeals(
  seals: number | undefined,
  more: number,
  writable: boolean,
  permissions: number,
  mapped: () => boolean,
): number {
  if (!writable) return Errno.EPERM;
  if (seals === undefined) return Errno.EINVAL;
  if ((seals & SealFlags.seal) !== 0) return Errno.EPERM;
  if ((more & SealFlags.write) !== 0 && (seals & SealFlags.write) === 0 && mapped()) return Errno.EBUSY;
  // A program that nobody may change any more is no program that somebody else could still replace.
  const implied = (more & SealFlags.exec) !== 0 && (permissions & 0o111) !== 0;
  return seals | more | (implied ? SealFlags.shrink | SealFlags.grow | SealFlags.write | SealFlags.futureWrite : 0);
}
