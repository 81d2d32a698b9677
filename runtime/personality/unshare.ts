/** A process that shared a part of itself goes on with its own. */
import type { GuestProcess } from './process.ts';
import { UseCount } from './use-count.ts';

/** Its descriptors are its own from here on: exec, and close_range with CLOSE_RANGE_UNSHARE. */
export function unshareDescriptors(process: GuestProcess): void {
  const { uses } = process;
  if (!uses.descriptors.shared) return;
  process.descriptors = process.descriptors.fork();
  uses.descriptors.leave();
  uses.descriptors = new UseCount();
}
