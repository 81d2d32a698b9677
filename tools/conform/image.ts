/** What kind of program a file is, from the first bytes of its ELF header. */
import { closeSync, openSync, readSync } from 'node:fs';

const HEADER = 64;
const ET_EXEC = 2;
const ET_DYN = 3;
const EM_PPC = 20;
const EM_PPC64 = 21;

/** A PowerPC architecture by qemu's name for it; other machines' programs are `other`. */
export type Architecture = 'ppc' | 'ppc64' | 'ppc64le' | 'other';

export interface Image {
  readonly architecture: Architecture;
  /** A shared object, which a movable program is too. */
  readonly shared: boolean;
}

/** Undefined for what is no ELF program and no shared object. */
export function imageOf(path: string): Image | undefined {
  const header = Buffer.alloc(HEADER);
  try {
    const fd = openSync(path, 'r');
    try {
      if (readSync(fd, header, 0, HEADER, 0) < HEADER) return undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
  if (header.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const little = header[5] === 1;
  const half = (at: number): number => (little ? header.readUInt16LE(at) : header.readUInt16BE(at));
  const type = half(16);
  if (type !== ET_EXEC && type !== ET_DYN) return undefined;
  const machine = half(18);
  const architecture =
    machine === EM_PPC64 ? (little ? 'ppc64le' : 'ppc64') : machine === EM_PPC && !little ? 'ppc' : 'other';
  return { architecture, shared: type === ET_DYN };
}
