/**
 * The data page of the vDSO: what its functions must know besides the time base. The kernel brings it up to date before
 * guests run, so a function never sees it half changed; one that was interrupted in between finds another sequence number.
 */
import type { Order } from '../../../emulator/index.ts';
import { Errno } from '../../generated/errors.ts';
import { MapFlags, Protection } from '../../generated/flags.ts';
import { PAGE_SIZE } from '../../kernel/address.ts';
import type { AddressSpace } from '../../kernel/address-space.ts';
import { type Clock, nanosecondsOfTicks } from '../../kernel/clock.ts';
import type { FileFrames, FrameSource, MappedPages } from '../../kernel/frame-source.ts';
import type { KernelPages } from '../code-page.ts';
import { CALLS, DATA } from './shape.ts';

/** The point in time from which 32-bit programs go on is moved when it is so old (nanoseconds): they can use it for 2 s. */
const OLD = 400_000_000;
const WORD = 2 ** 32;

export class VdsoData implements KernelPages, FrameSource, FileFrames {
  readonly writable = false;
  readonly name = '[vvar]';
  cache: MappedPages | undefined;
  readonly #address: number;
  readonly #clock: Clock;
  readonly #little: boolean;
  readonly #view = new DataView(new ArrayBuffer(PAGE_SIZE));
  #written = Number.NEGATIVE_INFINITY;

  constructor(address: number, order: Order, clock: Clock, has: (call: number) => boolean) {
    this.#address = address;
    this.#little = order === 'little';
    this.#clock = clock;
    for (let call = 0; call < CALLS.count; call++) {
      const at = DATA.calls + 4 * (call >>> 5);
      if (has(call)) this.#u32(at, (this.#view.getUint32(at, this.#little) | (0x8000_0000 >>> (call & 31))) >>> 0);
    }
    this.#write();
    clock.keepers.push((now, set) => {
      if (this.cache === undefined || (!set && now - this.#written < OLD)) return;
      this.#write();
      this.cache.written(0, DATA.calls);
    });
  }

  get file(): FileFrames {
    return this;
  }

  mapInto(space: AddressSpace): number {
    return space.mapRegion({
      address: this.#address,
      length: PAGE_SIZE,
      protection: Protection.read,
      flags: MapFlags.private | MapFlags.fixedNoReplace,
      source: this,
      name: this.name,
    });
  }

  getLength(): number {
    return PAGE_SIZE;
  }

  readPages(page: number, into: Uint8Array): 0 | Errno {
    into.fill(0);
    if (page !== 0) return 0;
    // Nobody kept it while it was not mapped.
    if (this.cache === undefined || this.#clock.now() - this.#written >= OLD) this.#write();
    into.set(new Uint8Array(this.#view.buffer));
    return 0;
  }

  writePage(): 0 | Errno {
    return Errno.EIO;
  }

  retain(): void {}

  release(): void {}

  #write(): void {
    const { wallOffset } = this.#clock;
    this.#view.setBigInt64(
      DATA.wallOffset,
      BigInt(wallOffset.seconds) * 1_000_000_000n + BigInt(wallOffset.nanoseconds),
      this.#little,
    );
    this.#u32(DATA.sequence, (this.#view.getUint32(DATA.sequence, this.#little) + 1) % WORD);
    // A point of which no fraction of a nanosecond is lost.
    const ticks = this.#clock.ticks();
    const point = ticks - (ticks % 64);
    const now = nanosecondsOfTicks(point);
    this.#u32(DATA.base, point % WORD);
    const seconds = Math.floor(now / 1e9);
    const nanoseconds = now - seconds * 1e9;
    this.#time(DATA.monotonic, seconds, nanoseconds);
    const sum = nanoseconds + wallOffset.nanoseconds;
    const carry = sum >= 1e9 ? 1 : 0;
    this.#time(DATA.wall, seconds + wallOffset.seconds + carry, sum - carry * 1e9);
    this.#written = now;
  }

  #time(at: number, seconds: number, nanoseconds: number): void {
    this.#u32(at, seconds % WORD);
    this.#u32(at + 4, nanoseconds);
    this.#u32(at + 8, Math.floor(seconds / WORD));
  }

  #u32(at: number, value: number): void {
    this.#view.setUint32(at, value, this.#little);
  }
}
