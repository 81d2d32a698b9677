/** get_mempolicy(2): a thread's policy, that of an address, or the nodes that there are. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { Mode, type MemoryPolicy } from '../memory-policy/policy.ts';

const NODE = 1;
const ADDRESS = 2;
const ALLOWED = 4;

export function getMemoryPolicy(c: Call): number {
  const [at, mask, address] = [c.address(0), c.address(1), c.address(3)];
  const maximum = c.u64(2);
  const flags = c.u64(4);
  if (mask !== 0 && maximum < 1) return Errno.EINVAL;
  if (flags > (NODE | ADDRESS | ALLOWED)) return Errno.EINVAL;
  if ((flags & ALLOWED) !== 0) {
    if ((flags & (NODE | ADDRESS)) !== 0) return Errno.EINVAL;
    return tell(c, at, 0, mask, maximum, 1);
  }
  const policy = (flags & ADDRESS) !== 0 ? policyAt(c, address) : address !== 0 ? Errno.EINVAL : c.thread.memoryPolicy;
  if (typeof policy === 'number') return policy;
  if ((flags & NODE) === 0) return tell(c, at, policy?.mode ?? Mode.usual, mask, maximum, policy?.nodes ?? 0);
  const interleaves = policy !== undefined && (policy.mode & 0xff) === Mode.interleave;
  if ((flags & ADDRESS) === 0 && !interleaves) return Errno.EINVAL;
  // The page is on node 0, once it is there at all.
  if ((flags & ADDRESS) !== 0 && c.space.copyIn(address, new Uint8Array(1)) < 1) return Errno.EFAULT;
  return tell(c, at, 0, mask, maximum, policy?.nodes ?? 0);
}

function policyAt({ process, space }: Call, address: number): MemoryPolicy | undefined | Errno {
  if (space.regions.find(address) === undefined) return Errno.EFAULT;
  return process.uses.space.memoryPolicies.find(({ start, end }) => start <= address && address < end);
}

function tell(c: Call, at: number, mode: number, mask: number, maximum: number, nodes: number): number {
  if (at !== 0) {
    const view = c.structFor(4);
    view.setU32(0, mode);
    if (c.structOut(at, view) < 0) return Errno.EFAULT;
  }
  if (mask === 0) return 0;
  const { bits } = c.process.abi;
  const size = (Math.ceil((maximum - 1) / bits) * bits) / 8;
  if (size > c.space.pageSize) return Errno.EINVAL;
  if (size === 0) return 0;
  const view = c.structFor(size);
  if (bits === 64) view.setU64(0, nodes);
  else view.setU32(0, nodes);
  return c.structOut(mask, view);
}
