/** What a region's protection means for accesses and for entries of the page table. */
import type { AccessKind } from '../../emulator/index.ts';
import { Protection } from '../generated/flags.ts';
import { Entry } from './page-entry.ts';

/** Whether a protection allows an access. As the PowerPC's kernels have it, whatever allows anything allows reading. */
export function allows(protection: number, access: AccessKind): boolean {
  if (access === 0) return protection !== 0;
  return (protection & (access === 1 ? Protection.write : Protection.execute)) !== 0;
}

/** A protection as rights of an entry. */
export function rightsOf(protection: number): number {
  if (protection === 0) return 0;
  return (
    Entry.read |
    ((protection & Protection.write) === 0 ? 0 : Entry.write) |
    ((protection & Protection.execute) === 0 ? 0 : Entry.execute)
  );
}
