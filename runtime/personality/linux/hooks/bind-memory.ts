/** mbind(2): the policy of a range of addresses. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { policyOf, type RangePolicy, readNodes } from '../memory-policy/policy.ts';

/** STRICT, MOVE and MOVE_ALL. */
const FLAGS = 7;

export function bindMemory(c: Call): number {
  const start = c.address(0);
  const nodes = readNodes(c, c.address(3), c.u64(4));
  if (nodes < 0) return nodes;
  const { pageSize, regions } = c.space;
  if ((c.u32(5) & ~FLAGS) !== 0 || start % pageSize !== 0) return Errno.EINVAL;
  const end = start + Math.ceil(c.u64(1) / pageSize) * pageSize;
  if (!Number.isSafeInteger(end)) return Errno.EINVAL;
  const policy = policyOf(c.i32(2), nodes);
  if (typeof policy === 'number') return policy;
  for (let at = start; at < end; ) {
    const region = regions.find(at);
    if (region === undefined) return Errno.EFAULT;
    at = region.end;
  }
  const ranges = c.process.uses.space.memoryPolicies;
  const others = ranges.flatMap((one) => without(one, start, end));
  if (policy !== undefined && end > start) others.push({ ...policy, start, end });
  ranges.splice(0, ranges.length, ...others);
  return 0;
}

/** What is left of a range outside another. */
function without(one: RangePolicy, start: number, end: number): RangePolicy[] {
  const before = { ...one, end: Math.min(one.end, start) };
  const behind = { ...one, start: Math.max(one.start, end) };
  return [before, behind].filter((part) => part.start < part.end);
}
