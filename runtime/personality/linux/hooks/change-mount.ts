/** mount_setattr(2): struct mount_attr says which attributes are set and which are no more (build_mount_kattr). */
import { Errno } from '../../../generated/errors.ts';
import { MountFlags, MountRequest, NameFlags } from '../../../generated/flags.ts';
import { decodeMountRequest } from '../../../generated/linux/flags.ts';
import type { Call } from '../../call.ts';

const NO_FOLLOW = 0x100;
const NO_AUTOMOUNT = 0x800;
const EMPTY_PATH = 0x1000;
const RECURSIVE = 0x8000;
const KNOWN = NO_FOLLOW | NO_AUTOMOUNT | EMPTY_PATH | RECURSIVE;

/** MOUNT_ATTR_SIZE_VER0, and a page. */
const LEAST = 32;
const MOST = 4096;
/** MOUNT_ATTR_… */
const ATTRIBUTES: readonly (readonly [bit: number, flag: number])[] = [
  [0x1, MountFlags.readOnly],
  [0x2, MountFlags.noSetId],
  [0x4, MountFlags.noDevices],
  [0x8, MountFlags.noExecute],
  [0x80, MountFlags.noDirectoryAccessTime],
  [0x20_0000, MountFlags.noSymlinks],
];
/** How access times are kept: one of three, which is set by clearing all. */
const TIMES = 0x70;
const TIME_FLAGS: Readonly<Record<number, number>> = {
  0: 0,
  16: MountFlags.noAccessTime,
  32: MountFlags.strictAccessTime,
};
const ALL_TIMES = MountFlags.noAccessTime | MountFlags.strictAccessTime;
/** MS_UNBINDABLE, PRIVATE, SLAVE, SHARED. */
const PROPAGATION = 0x1e_0000;

export function changeMount(c: Call): number {
  const flags = c.u32(2);
  const size = c.u64(4);
  if ((flags & ~KNOWN) !== 0) return Errno.EINVAL;
  if (size > MOST) return Errno.E2BIG;
  if (size < LEAST) return Errno.EINVAL;
  const allowed = c.mounting.mayChange(c.thread);
  if (allowed < 0) return allowed;
  const view = c.sizedStructIn(c.address(3), LEAST, size);
  if (typeof view === 'number') return view;
  const high = view.u64High(0) | view.u64High(8) | view.u64High(16);
  const [set, clear, propagation] = [view.u64Low(0) >>> 0, view.u64Low(8) >>> 0, view.u64Low(16) >>> 0];
  if (high === 0 && (set | clear | propagation) === 0) return 0;
  if (high !== 0 || (propagation & ~PROPAGATION) !== 0 || (propagation & (propagation - 1)) !== 0) return Errno.EINVAL;
  const known = ATTRIBUTES.reduce((bits, [bit]) => bits | bit, TIMES);
  if (((set | clear) & ~known) !== 0) return Errno.EINVAL;
  const times = clear & TIMES;
  const wanted = TIME_FLAGS[set & TIMES];
  // Another way to keep times is said by giving the old one up whole.
  if (times !== 0 ? times !== TIMES || wanted === undefined : (set & TIMES) !== 0) return Errno.EINVAL;
  const path = c.path(1);
  if (typeof path === 'number') return path;
  const name =
    ((flags & NO_FOLLOW) !== 0 ? NameFlags.nofollow : 0) | ((flags & EMPTY_PATH) !== 0 ? NameFlags.emptyPath : 0);
  const request = decodeMountRequest(propagation) | ((flags & RECURSIVE) !== 0 ? MountRequest.recursive : 0);
  const gone = flagsOf(clear) | (times === 0 ? 0 : ALL_TIMES);
  const fresh = flagsOf(set) | (times === 0 ? 0 : (wanted ?? 0));
  return c.mounting.change(c.thread, c.directory(0), path, name, request, fresh, gone);
}

function flagsOf(attributes: number): number {
  let flags = 0;
  for (const [bit, flag] of ATTRIBUTES) if ((attributes & bit) !== 0) flags |= flag;
  return flags;
}
