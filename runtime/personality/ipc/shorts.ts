/** Arrays of unsigned short in a process's memory, in its byte order. */
import { Errno } from '../../generated/errors.ts';
import type { AddressSpace } from '../../kernel/address-space.ts';

export function writeShorts(space: AddressSpace, address: number, values: readonly number[]): number {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  values.forEach((value, at) => view.setUint16(at * 2, value, space.order === 'little'));
  return space.copyOut(address, bytes) === bytes.length ? 0 : Errno.EFAULT;
}

export function readShorts(space: AddressSpace, address: number, count: number): number[] | Errno {
  const bytes = new Uint8Array(count * 2);
  if (space.copyIn(address, bytes) < bytes.length) return Errno.EFAULT;
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, at) => view.getUint16(at * 2, space.order === 'little'));
}
