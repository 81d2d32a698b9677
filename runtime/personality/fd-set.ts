/** A neutral set of descriptors: bit n % 32 of word n / 32 is descriptor n. */
export type FdSet = Uint32Array;

export function hasFd(set: FdSet, fd: number): boolean {
  return (((set[fd >> 5] ?? 0) >>> (fd & 31)) & 1) !== 0;
}

export function addFd(set: FdSet, fd: number): void {
  set[fd >> 5] = (set[fd >> 5] ?? 0) | (1 << (fd & 31));
}
