/** /proc/PID/mem, cmdline, environ and auxv: what lies in the process's own memory, read when it is asked for. */
import { Errno } from '../../../generated/errors.ts';
import { Protection } from '../../../generated/flags.ts';
import { alignDown } from '../../../kernel/address.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import type { Lease } from '../../../kernel/lease.ts';
import type { VirtualContent } from '../../../servers/virtual/entity.ts';
import type { Subject } from './subject.ts';

const CHUNK = 65_536;
const ZERO = 0;

/** The memory of a process by address. It is kept by the open: an exec after it leaves what was. */
export class MemoryContent implements VirtualContent {
  readonly #space: AddressSpace;
  readonly #subject: Subject;

  constructor(subject: Subject, space: AddressSpace) {
    this.#subject = subject;
    this.#space = space;
  }

  read(at: number, into: Lease): number {
    return this.#move(at, into, false);
  }

  write(at: number, from: Lease): number {
    return this.#move(at, from, true);
  }

  #move(at: number, lease: Lease, write: boolean): number {
    // The memory goes away with its last user.
    if (this.#subject.guest?.space !== this.#space) return 0;
    const bytes = new Uint8Array(Math.min(CHUNK, lease.remaining));
    let done = 0;
    while (lease.remaining > 0) {
      const wanted = Math.min(bytes.length, lease.remaining);
      if (write && lease.take(bytes, 0, wanted) < wanted) return done > 0 ? done : Errno.EFAULT;
      const count = write
        ? forced(this.#space, at + done, wanted, Protection.write, (from, to) =>
            this.#space.copyOut(at + done + from, bytes, from, to),
          )
        : forced(this.#space, at + done, wanted, Protection.read, (from, to) =>
            this.#space.copyIn(at + done + from, bytes, from, to),
          );
      if (!write && count > 0 && lease.put(bytes, 0, count) < count) return done > 0 ? done : Errno.EFAULT;
      done += count;
      if (count < wanted) break;
    }
    return done === 0 ? Errno.EIO : done;
  }
}

/**
 * Copies although the protection of a private region forbids it (FOLL_FORCE): a debugger sets its break points in code. A
 * page that is only forbidden is allowed for as long as it takes.
 */
function forced(
  space: AddressSpace,
  address: number,
  length: number,
  right: number,
  copy: (from: number, to: number) => number,
): number {
  let done = copy(ZERO, length);
  while (done < length) {
    const at = address + done;
    const region = space.regions.find(at);
    if (region === undefined || region.kind.guard || (region.kind.protection & right) !== 0) break;
    if (region.kind.shared && right === Protection.write) break;
    const page = alignDown(at, space.pageSize);
    const { protection } = region.kind;
    if (space.protect(page, space.pageSize, protection | Protection.read | right) < 0) break;
    const count = copy(done, Math.min(length, page + space.pageSize - address));
    space.protect(page, space.pageSize, protection);
    done += count;
    if (count === 0) break;
  }
  return done;
}

/** Bytes [start, end) of the process's memory as text, up to the first page that cannot be read. */
function textAt(space: AddressSpace, start: number, end: number): string {
  const bytes = new Uint8Array(Math.max(0, end - start));
  const count = space.copyIn(start, bytes);
  let text = '';
  for (let i = 0; i < count; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

/** The longest that a title which grew over the environment may be. */
const LONGEST_TITLE = 4096;

/** The arguments as they lie there now; a program that wrote over their end wrote a title (get_mm_cmdline). */
export function commandLine({ guest }: Subject): string {
  if (guest?.image === undefined) return '';
  const { space, image } = guest;
  const { argumentsStart, argumentsEnd, environmentEnd } = image;
  if (argumentsStart >= argumentsEnd) return '';
  const text = textAt(space, argumentsStart, argumentsEnd);
  if (text.endsWith('\0')) return text;
  const longer = textAt(space, argumentsStart, Math.min(environmentEnd, argumentsStart + LONGEST_TITLE));
  const end = longer.indexOf('\0');
  return end < 0 ? longer : longer.slice(0, end + 1);
}

export function environmentText({ guest }: Subject): string {
  if (guest?.image === undefined) return '';
  return textAt(guest.space, guest.image.environmentStart, guest.image.environmentEnd);
}

/** The auxiliary vector as the process has it: up to and with its AT_NULL. */
export function auxiliaryVector({ guest }: Subject): string {
  if (guest?.image === undefined) return '';
  const { space, image } = guest;
  const pair = space.layout.bits === 32 ? 8 : 16;
  const read = pair === 8 ? (at: number) => space.readU32(at) : (at: number) => space.readU64(at);
  let end = image.auxiliaryAt;
  while (read(end) > 0) end += pair;
  return textAt(space, image.auxiliaryAt, end + pair);
}
