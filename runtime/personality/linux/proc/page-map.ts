/**
 * /proc/PID/pagemap: eight bytes for each page of the address space (Documentation/admin-guide/mm/pagemap). Frames are shown to
 * nobody, as Linux does without CAP_SYS_ADMIN.
 */
import { Errno } from '../../../generated/errors.ts';
import { PAGE_SIZE } from '../../../kernel/address.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { frameOf } from '../../../kernel/page-entry.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import type { VirtualContent } from '../../../servers/virtual/entity.ts';
import type { Subject } from './subject.ts';

const ENTRY = 8;
const CHUNK = 512;
/** Bits of the high word: present, of a file or shared, mapped by this process alone. */
const PRESENT = 0x8000_0000;
const OF_FILE = 0x2000_0000;
const EXCLUSIVE = 0x100_0000;

export class PageMap implements VirtualContent {
  readonly #subject: Subject;
  readonly #space: AddressSpace;

  constructor(subject: Subject, space: AddressSpace) {
    this.#subject = subject;
    this.#space = space;
  }

  read(at: number, into: Lease): number {
    if (at % ENTRY !== 0 || into.remaining % ENTRY !== 0) return Errno.EINVAL;
    const space = this.#space;
    if (this.#subject.guest?.space !== space) return 0;
    const last = space.layout.end / space.pageSize;
    let page = at / ENTRY;
    let done = 0;
    while (into.remaining > 0 && page < last) {
      const count = Math.min(CHUNK, into.remaining / ENTRY, last - page);
      const view = new StructView(space.order, count * ENTRY);
      for (let i = 0; i < count; i++) view.setWords(i * ENTRY, this.#entry((page + i) * space.pageSize), 0);
      const put = into.put(view.bytes);
      done += put;
      if (put < view.bytes.length) return done > 0 ? done : Errno.EFAULT;
      page += count;
    }
    return done;
  }

  write(): number {
    return Errno.EINVAL;
  }

  /** The high word of a page's entry. */
  #entry(address: number): number {
    const space = this.#space;
    const region = space.regions.find(address);
    if (region === undefined || region.kind.guard) return 0;
    for (let at = address; at < address + space.pageSize; at += PAGE_SIZE) {
      const entry = space.table.get(at / PAGE_SIZE);
      if (entry === 0) continue;
      const frame = frameOf(entry);
      const { cache } = region.kind;
      const cached = cache?.resident(region.offset + (at - region.start) / PAGE_SIZE, space.order) === frame;
      const alone = space.allocator.count(frame) <= (cached ? 2 : 1);
      return PRESENT | (cached ? OF_FILE : 0) | (alone ? EXCLUSIVE : 0);
    }
    return 0;
  }
}
