/** The sockets of a machine: the server with every family, and the descriptors that are on their way through them. */
import { ParcelsStub } from '../generated/servers/parcels.ts';
import { SocketsStub } from '../generated/servers/sockets.ts';
import type { Clock } from '../kernel/clock.ts';
import { Parcels } from '../personality/sockets/parcels.ts';
import type { FileServices } from '../servers/files/services.ts';
import type { SocketServices } from '../servers/sockets/services.ts';
import { SocketServer } from '../servers/sockets/socket-server.ts';
import { timersOf } from './timers.ts';

export interface MachineSockets {
  readonly sockets: SocketsStub;
  readonly parcels: Parcels;
}

export function makeSockets(files: FileServices, clock: Clock): MachineSockets {
  const { ipc } = files;
  const parcels = new Parcels(ipc);
  let inodes = 0;
  const timers = timersOf(clock, ipc);
  const services: SocketServices = {
    files,
    parcels: new ParcelsStub(ipc, parcels.handle),
    timers: { now: () => clock.now(), after: (milliseconds, callback) => timers.after(milliseconds, callback) },
    device: files.newDevice(),
    newInode: () => ++inodes,
  };
  const server = new SocketServer(ipc);
  registerFamilies(server, services);
  return { sockets: new SocketsStub(ipc, server.handle), parcels };
}

/** Each family of sockets that there is. */
function registerFamilies(_server: SocketServer, _services: SocketServices): void {}
