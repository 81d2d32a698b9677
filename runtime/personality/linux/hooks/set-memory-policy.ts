/** set_mempolicy(2): the calling thread's policy. */
import type { Call } from '../../call.ts';
import { policyOf, readNodes } from '../memory-policy/policy.ts';

export function setMemoryPolicy(c: Call): number {
  const nodes = readNodes(c, c.address(1), c.u64(2));
  if (nodes < 0) return nodes;
  const policy = policyOf(c.i32(0), nodes);
  if (typeof policy === 'number') return policy;
  c.thread.memoryPolicy = policy;
  return 0;
}
