/** io_setup(2): a context for requests; its number is the address of a page of the program. */
import { Errno } from '../../../generated/errors.ts';
import { MapFlags, Protection } from '../../../generated/flags.ts';
import type { Call } from '../../call.ts';
import { RequestContext } from '../requests/request-context.ts';

/** What the kernel takes for a mistake, and /proc/sys/fs/aio-max-nr. */
const ABSURD = 0x1000_0000 / 32;
const MOST = 65_536;

export function setUpRequests(c: Call): number {
  const count = c.u32(0);
  const at = c.address(1);
  const word = c.process.abi.bits / 8;
  const before = c.structIn(at, word);
  if (typeof before === 'number') return before;
  const used = word === 8 ? before.u64High(0) !== 0 || before.u64Low(0) !== 0 : before.u32(0) !== 0;
  if (used || count === 0 || count > ABSURD) return Errno.EINVAL;
  const contexts = c.process.requests;
  let all = count;
  for (const { room } of contexts.values()) all += room;
  if (all > MOST) return Errno.EAGAIN;
  const flags = MapFlags.private | MapFlags.anonymous;
  const address = c.spaceCalls.map(c.thread, 0, c.space.pageSize, Protection.read | Protection.write, flags, -1, 0);
  if (address < 0) return address;
  const told = c.structFor(word);
  if (word === 8) told.setAddress(0, address);
  else told.setU32(0, address);
  const result = c.structOut(at, told);
  if (result < 0) c.spaceCalls.unmap(c.thread, address, c.space.pageSize);
  else contexts.set(address, new RequestContext(c.process.processes.processor.ipc, count));
  return result;
}
