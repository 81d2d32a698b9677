/** struct file_handle: how many bytes, of which kind, and the bytes: here the mount and the node. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import type { Place } from '../../names/mount-table.ts';

const HEAD = 8;
const BYTES = 12;
/** Most bytes that a handle may have (MAX_HANDLE_SZ). */
const MOST = 128;
/** Ours; other file systems have other numbers. */
const KIND = 0x42;
const WORD = 2 ** 32;

export function writeHandle(c: Call, address: number, place: Place): number {
  const head = c.structIn(address, HEAD);
  if (typeof head === 'number') return head;
  const room = head.u32(0);
  if (room > MOST) return Errno.EINVAL;
  const out = c.structFor(room < BYTES ? 4 : HEAD + BYTES);
  out.setU32(0, BYTES);
  if (room < BYTES) return c.structOut(address, out) || Errno.EOVERFLOW;
  out.setU32(4, KIND);
  out.setU32(8, place.mount.number);
  out.setU32(12, place.node % WORD);
  out.setU32(16, Math.floor(place.node / WORD));
  return c.structOut(address, out);
}

/** The place that a handle names; ESTALE when there is none any more, or never was. */
export function readHandle(c: Call, address: number): Place | number {
  const head = c.structIn(address, HEAD);
  if (typeof head === 'number') return head;
  const bytes = head.u32(0);
  if (bytes === 0 || bytes > MOST) return Errno.EINVAL;
  const whole = c.structIn(address, HEAD + bytes);
  if (typeof whole === 'number') return whole;
  if (bytes < BYTES || whole.u32(4) !== KIND) return Errno.ESTALE;
  const mount = c.names.mounts.numbered(whole.u32(8));
  const node = whole.u32(12) + whole.u32(16) * WORD;
  if (mount === undefined || typeof mount.tree.getStatus(node) === 'number') return Errno.ESTALE;
  return { mount, node };
}
