/** Socket addresses as servers keep them. */
import { emptySocketAddress, type SocketAddress } from '../../generated/structs.ts';

/** Fills one record from another. */
export function setAddress(into: SocketAddress, from: SocketAddress): void {
  into.family = from.family;
  into.path = from.path;
  into.abstract = from.abstract;
  into.device = from.device;
  into.inode = from.inode;
  into.port = from.port;
  into.word0 = from.word0;
  into.word1 = from.word1;
  into.word2 = from.word2;
  into.word3 = from.word3;
  into.flow = from.flow;
  into.scope = from.scope;
  into.process = from.process;
  into.groups = from.groups;
  into.protocol = from.protocol;
  into.interface = from.interface;
  into.hardware = from.hardware;
}

/** A record of one's own. */
export function copyAddress(from: SocketAddress): SocketAddress {
  const into = emptySocketAddress();
  setAddress(into, from);
  return into;
}
