/** move_pages(2): on which node pages are; they are all on the only one. */
import { Errno } from '../../../generated/errors.ts';
import { PAGE_SIZE } from '../../../kernel/address.ts';
import type { Call } from '../../call.ts';
import { mayTouch } from '../../transfer.ts';

const MOVE = 2;
const MOVE_ALL = 4;

export function movePages(c: Call): number {
  const flags = c.u32(5);
  if ((flags & ~(MOVE | MOVE_ALL)) !== 0) return Errno.EINVAL;
  if ((flags & MOVE_ALL) !== 0 && c.process.credentials.effectiveUser !== 0) return Errno.EPERM;
  const pid = c.i32(0);
  const target = pid === 0 ? c.process : c.process.processes.all.get(pid);
  if (target === undefined) return Errno.ESRCH;
  if (!mayTouch(c.process, target)) return Errno.EPERM;
  const [pages, nodes, statuses] = [c.address(2), c.address(3), c.address(4)];
  const word = c.process.abi.bits / 8;
  const count = c.u64(1);
  for (let i = 0; i < count; i++) {
    c.begin(c.thread);
    const page = c.structIn(pages + i * word, word);
    if (typeof page === 'number') return page;
    const node = nodes === 0 ? undefined : c.structIn(nodes + 4 * i, 4);
    if (typeof node === 'number') return node;
    if (node !== undefined && node.s32(0) !== 0) return Errno.ENODEV;
    const address = word === 8 ? page.address(0) : page.u32(0);
    const { space } = target;
    const region = space.regions.find(address);
    const missing = region === undefined ? Errno.EFAULT : Errno.ENOENT;
    const there = region !== undefined && space.table.get(Math.floor(address / PAGE_SIZE)) !== 0;
    const status = c.structFor(4);
    status.setU32(0, there ? 0 : -c.process.abi.errno(missing));
    const told = c.structOut(statuses + 4 * i, status);
    if (told < 0) return told;
  }
  return 0;
}
