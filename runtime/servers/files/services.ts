/** What every file and stream server of a machine shares. */
import type { Timespec } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Drivers } from '../streams/drivers.ts';
import { LockWaits } from './lock-waits.ts';

/** Bytes moved between host and guest in one go. */
const SCRATCH = 65536;
/** Above what the host gives its own file systems without a disk, whose numbers files of descriptors 0 to 2 show. */
const FIRST_DEVICE = 4096;

export class FileServices {
  readonly ipc: Ipc;
  /** The time that files are stamped with; the machine's clock, which may be virtual. */
  readonly now: (into: Timespec) => void;
  readonly drivers: Drivers;
  readonly lockWaits = new LockWaits();
  /** Between host and lease: one call at a time uses it. */
  readonly scratch = new Uint8Array(SCRATCH);
  #devices = FIRST_DEVICE;

  constructor(ipc: Ipc, now: (into: Timespec) => void, drivers: Drivers) {
    this.ipc = ipc;
    this.now = now;
    this.drivers = drivers;
  }

  /** A device number for a tree, as Linux gives those without a disk: major 0. */
  newDevice(): number {
    return this.#devices++;
  }
}
