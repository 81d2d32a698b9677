/** The sockets of a machine: the server with every family, and the descriptors that are on their way through them. */
import { SocketFamily } from '../generated/enums.ts';
import { ParcelsStub } from '../generated/servers/parcels.ts';
import { SocketsStub } from '../generated/servers/sockets.ts';
import type { Clock } from '../kernel/clock.ts';
import { Parcels } from '../personality/sockets/parcels.ts';
import type { FileServices } from '../servers/files/services.ts';
import { InetFamily, PACKETS } from '../servers/inet/inet-family.ts';
import { Loopback } from '../servers/inet/loopback.ts';
import { NetlinkFamily } from '../servers/inet/netlink/netlink-family.ts';
import { InetStack } from '../servers/inet/stack.ts';
import type { SocketServices } from '../servers/sockets/services.ts';
import { SocketServer } from '../servers/sockets/socket-server.ts';
import { UnixFamily } from '../servers/sockets/unix/unix-family.ts';
import { timersOf } from './timers.ts';

export interface MachineSockets {
  readonly sockets: SocketsStub;
  readonly parcels: Parcels;
}

export interface MadeSockets {
  /** For the descriptors of processes. */
  readonly client: MachineSockets;
  readonly inet: InetStack;
  readonly unix: UnixFamily;
  /** Another network, whose interface is a user's; sockets with names of files are the same. */
  readonly network: (owner: number) => { readonly sockets: SocketsStub; readonly inet: InetStack };
}

export function makeSockets(files: FileServices, clock: Clock): MadeSockets {
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
  const unix = new UnixFamily(services);
  const network = (owner?: number): ReturnType<MadeSockets['network']> => {
    const inet = new InetStack(services, new Loopback(owner));
    const server = new SocketServer(ipc, inet.loopback);
    registerFamilies(server, unix, inet);
    return { sockets: new SocketsStub(ipc, server.handle), inet };
  };
  const { sockets, inet } = network();
  return { client: { sockets, parcels }, inet, unix, network };
}

/** Each family of sockets that there is. */
function registerFamilies(server: SocketServer, unix: UnixFamily, inet: InetStack): void {
  server.register(SocketFamily.unix, unix);
  server.register(SocketFamily.inet, new InetFamily(inet, SocketFamily.inet));
  server.register(SocketFamily.inet6, new InetFamily(inet, SocketFamily.inet6));
  server.register(SocketFamily.packet, PACKETS);
  server.register(SocketFamily.netlink, new NetlinkFamily(inet));
}
