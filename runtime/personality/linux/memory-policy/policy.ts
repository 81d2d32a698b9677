/**
 * Where memory comes from, when there are several nodes of it (set_mempolicy(2)). There is one here: policies are checked, kept
 * and told as Linux does on a machine with one node, and change nothing.
 */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';

export const Mode = { usual: 0, preferred: 1, bind: 2, interleave: 3, local: 4, preferMany: 5 } as const;
const MODES = 6;
const STATIC = 0x8000;
const RELATIVE = 0x4000;
const BALANCING = 0x2000;

/** A policy: mode with flags, and the nodes that the program named. */
export interface MemoryPolicy {
  readonly mode: number;
  readonly nodes: number;
}

/** The policy of a part of memory. */
export interface RangePolicy extends MemoryPolicy {
  readonly start: number;
  readonly end: number;
}

/** The first nodes of a set in the program's memory; EINVAL when others are named. */
export function readNodes(c: Call, at: number, maximum: number): number {
  const count = maximum - 1;
  if (count <= 0 || at === 0) return 0;
  if (count > c.space.pageSize * 8) return Errno.EINVAL;
  const { bits } = c.process.abi;
  const size = (Math.ceil(count / bits) * bits) / 8;
  const view = c.structIn(at, size);
  if (typeof view === 'number') return view;
  const first = bits === 64 ? view.u64Low(0) : view.u32(0);
  // Node 0 is the only one; which others are named matters only if it is named too.
  return (first & 1) + (isEmpty(view.bytes, size, first) ? 0 : 2);
}

function isEmpty(bytes: Uint8Array, size: number, first: number): boolean {
  if ((first & ~1) !== 0) return false;
  let ones = 0;
  for (let i = 0; i < size; i++) if (bytes[i] !== 0) ones++;
  return ones === (first & 1);
}

/** What a mode and nodes mean: undefined for the usual policy. */
export function policyOf(word: number, nodes: number): MemoryPolicy | undefined | Errno {
  const flags = word & (STATIC | RELATIVE | BALANCING);
  const mode = word & ~flags;
  const both = STATIC | RELATIVE;
  if (mode < 0 || mode >= MODES || (flags & both) === both) return Errno.EINVAL;
  if ((flags & BALANCING) !== 0 && mode !== Mode.bind) return Errno.EINVAL;
  if (mode === Mode.usual) return nodes !== 0 ? Errno.EINVAL : undefined;
  if (mode === Mode.local || (mode === Mode.preferred && nodes === 0))
    return nodes !== 0 || (flags & both) !== 0 ? Errno.EINVAL : { mode: Mode.local, nodes: 0 };
  const usable = (flags & RELATIVE) !== 0 ? nodes !== 0 : (nodes & 1) !== 0;
  return usable ? { mode: word, nodes: 1 } : Errno.EINVAL;
}
