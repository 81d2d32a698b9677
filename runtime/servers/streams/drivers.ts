/** What stands behind character devices, by device number: a node of any tree with that number opens it. */
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { Credentials, FileStatus, Opened } from '../../generated/structs.ts';

/** Status of the node that was opened. */
export type StatusSource = () => FileStatus | Errno;

/** Opens a device; OpenFlags are those of the open. */
export type Driver = (
  flags: number,
  status: StatusSource,
  credentials: Credentials,
) => Pick<Opened, 'object' | 'kind' | 'availability'> | Errno;

export function deviceNumber(major: number, minor: number): number {
  return major * 2 ** 20 + minor;
}

export class Drivers {
  readonly #drivers = new Map<number, Driver>();

  add(device: number, driver: Driver): void {
    this.#drivers.set(device, driver);
  }

  remove(device: number): void {
    this.#drivers.delete(device);
  }

  open(device: number, flags: number, status: StatusSource, credentials: Credentials): Opened | Errno {
    const driver = this.#drivers.get(device);
    if (driver === undefined) return Errno.ENXIO;
    const result = driver(flags, status, credentials);
    if (typeof result === 'number') return result;
    const known = status();
    const node = typeof known === 'number' ? 0 : known.inode;
    return { ...result, type: FileType.character, node };
  }
}

/** The answer of a driver whose object is a stream. */
export function streamOpened(stream: { handle: Opened['object']; getAvailability(): number }): ReturnType<Driver> {
  return { object: stream.handle, kind: ObjectKind.stream, availability: stream.getAvailability() };
}
