/** /proc/PID/mem, cmdline, environ and auxv: what lies in the process's own memory, read when it is asked for. */
import { Errno } from '../../../generated/errors.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import type { Lease } from '../../../kernel/lease.ts';
import type { VirtualContent } from '../../../servers/virtual/entity.ts';
import { readForced, writeForced } from '../../forced-copy.ts';
import type { Subject } from './subject.ts';

const CHUNK = 65_536;

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
      const copy = write ? writeForced : readForced;
      const count = copy(this.#space, at + done, bytes, wanted);
      if (!write && count > 0 && lease.put(bytes, 0, count) < count) return done > 0 ? done : Errno.EFAULT;
      done += count;
      if (count < wanted) break;
    }
    return done === 0 ? Errno.EIO : done;
  }
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
