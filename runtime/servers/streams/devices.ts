/** The memory devices: null(4), zero, full(4), random(4). */
import { Errno } from '../../generated/errors.ts';
import { Availability } from '../../generated/flags.ts';
import type { FileStatus } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import { deviceNumber, type Drivers, type StatusSource, streamOpened } from './drivers.ts';
import { StreamObject } from './stream-object.ts';

const ZEROES = new Uint8Array(65536);
const READY = Availability.readable | Availability.writable | Availability.always;

/** A device that is always ready, so that nobody waits for it, and swallows what is written. */
abstract class MemoryDevice extends StreamObject {
  readonly #status: StatusSource;

  constructor(ipc: Ipc, status: StatusSource) {
    super(ipc);
    this.#status = status;
  }

  send(from: Lease, _flags: number): number {
    const count = from.remaining;
    from.skip(count);
    return count;
  }

  getAvailability(): number {
    return READY;
  }

  getStatus(): FileStatus | Errno {
    return this.#status();
  }
}

export class NullDevice extends MemoryDevice {
  receive(_into: Lease, _flags: number): number {
    return 0;
  }
}

export class ZeroDevice extends MemoryDevice {
  receive(into: Lease, _flags: number): number {
    const wanted = into.remaining;
    while (into.remaining > 0 && !into.faulted) into.put(ZEROES, 0, Math.min(into.remaining, ZEROES.length));
    const count = wanted - into.remaining;
    return count === 0 && wanted > 0 ? Errno.EFAULT : count;
  }
}

export class FullDevice extends ZeroDevice {
  override send(from: Lease, _flags: number): number {
    return from.remaining === 0 ? 0 : Errno.ENOSPC;
  }
}

/** Most bytes that one read of /dev/urandom gives (random(4)). */
const MOST_RANDOM = 2 ** 25 - 1;

export class RandomDevice extends MemoryDevice {
  readonly #random: (into: Uint8Array) => void;
  readonly #scratch = new Uint8Array(4096);

  readonly #polled: boolean;

  /** @param polled it can be asked whether it has something: /dev/random, which always has */
  constructor(ipc: Ipc, status: StatusSource, random: (into: Uint8Array) => void, polled: boolean) {
    super(ipc, status);
    this.#random = random;
    this.#polled = polled;
  }

  override getAvailability(): number {
    return this.#polled ? Availability.readable : super.getAvailability();
  }

  receive(into: Lease, _flags: number): number {
    const wanted = Math.min(into.remaining, MOST_RANDOM);
    let total = 0;
    while (total < wanted) {
      const piece = this.#scratch.subarray(0, Math.min(wanted - total, this.#scratch.length));
      this.#random(piece);
      const count = into.put(piece);
      total += count;
      if (count < piece.length) break;
    }
    return total === 0 && wanted > 0 ? Errno.EFAULT : total;
  }
}

/** Adds the memory devices under Linux's numbers (major 1). */
export function addMemoryDevices(drivers: Drivers, ipc: Ipc, random: (into: Uint8Array) => void): void {
  drivers.add(deviceNumber(1, 3), (_flags, status) => streamOpened(new NullDevice(ipc, status)));
  drivers.add(deviceNumber(1, 5), (_flags, status) => streamOpened(new ZeroDevice(ipc, status)));
  drivers.add(deviceNumber(1, 7), (_flags, status) => streamOpened(new FullDevice(ipc, status)));
  drivers.add(deviceNumber(1, 8), (_flags, status) => streamOpened(new RandomDevice(ipc, status, random, true)));
  drivers.add(deviceNumber(1, 9), (_flags, status) => streamOpened(new RandomDevice(ipc, status, random, false)));
}
