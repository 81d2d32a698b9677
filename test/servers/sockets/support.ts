/** What tests of sockets need: services whose parcels only remember that they were let go. */
import { dispatchParcels, type Parcels, ParcelsStub } from '../../../runtime/generated/servers/parcels.ts';
import type { SocketServices } from '../../../runtime/servers/sockets/services.ts';
import { host, services as fileServices } from '../support.ts';

export interface Released {
  readonly released: number[];
  /** Timers that run. */
  readonly timers: Set<() => void>;
}

export function socketServices(): { services: SocketServices } & Released {
  const files = fileServices();
  const released: number[] = [];
  const timers = new Set<() => void>();
  const parcels: Parcels = {
    release(parcel) {
      released.push(parcel);
      return 0;
    },
  };
  const handle = files.ipc.table.register(parcels, dispatchParcels);
  let inodes = 0;
  const services: SocketServices = {
    files,
    parcels: new ParcelsStub(files.ipc, handle),
    timers: {
      now: () => host.clock.monotonic(),
      after: (_milliseconds, callback) => {
        const run = (): void => {
          timers.delete(run);
          callback();
        };
        timers.add(run);
        return { cancel: () => void timers.delete(run) };
      },
    },
    device: files.newDevice(),
    newInode: () => ++inodes,
  };
  return { services, released, timers };
}
