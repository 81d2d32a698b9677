/** What the sockets of a machine share. */
import type { Parcels } from '../../generated/servers/parcels.ts';
import type { FileServices } from '../files/services.ts';

/** The machine's clock: for protocols that wait. */
export interface SocketTimers {
  /** Monotonic nanoseconds. */
  now(): number;
  after(milliseconds: number, callback: () => void): { cancel(): void };
}

export interface SocketServices {
  readonly files: FileServices;
  /** Told of descriptors that no receiver will take. */
  readonly parcels: Parcels;
  readonly timers: SocketTimers;
  /** The device of sockets without a name, and numbers on it: `socket:[inode]`. */
  readonly device: number;
  newInode(): number;
}
