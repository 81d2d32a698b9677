/** Addresses in the caller's memory, and paths among them: a UNIX socket's name is a node that the client walks to. */
import { FileType, SocketFamily } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { AccessMode } from '../../generated/flags.ts';
import type { SocketAddress } from '../../generated/structs.ts';
import type { StructView } from '../../kernel/struct-view.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { SocketAbi } from './socket-abi.ts';

/** The layouts of the process's system; who has none has no rows for sockets. */
export function socketAbi(thread: Thread): SocketAbi {
  const { sockets } = thread.process.abi;
  if (sockets === undefined) throw new Error(`${thread.process.abi.personality} has no sockets`);
  return sockets;
}

/** Reads an address of the caller: 0, EFAULT, EINVAL, EAFNOSUPPORT. */
export function readAddress(thread: Thread, at: number, length: number, into: SocketAddress): number {
  const abi = socketAbi(thread);
  if (length < 0 || length > abi.longestAddress) return Errno.EINVAL;
  const view = abi.scratch.reset(length);
  if (thread.process.space.copyIn(at, view.bytes, 0, length) < length) return Errno.EFAULT;
  return abi.readAddress(view, length, into);
}

/** Finds the node of a path that somebody is to be reached by; other addresses are complete. */
export function resolvePath(thread: Thread, address: SocketAddress): number {
  if (address.family !== SocketFamily.unix || address.abstract || address.path === '') return 0;
  const found = thread.process.names.find(thread, undefined, address.path, 'follow');
  if (typeof found === 'number') return found;
  const { place } = found;
  if (place === undefined) return Errno.ENOENT;
  const { tree } = place.mount;
  const allowed = tree.access(place.node, AccessMode.write, thread.process.credentials);
  if (allowed < 0) return allowed;
  const status = tree.getStatus(place.node);
  if (typeof status === 'number') return status;
  if (status.type !== FileType.socket) return Errno.ECONNREFUSED;
  address.device = status.device;
  address.inode = status.inode;
  return 0;
}

/** Tells an address and its length, as far as there is room (move_addr_to_user): 0 or an error. */
export function tellAddress(thread: Thread, address: SocketAddress, at: number, lengthAt: number): number {
  const { space } = thread.process;
  const room = space.readU32(lengthAt);
  if (room < 0) return room;
  return writeAddress(thread, socketAbi(thread).scratch, address, at, room | 0, lengthAt);
}

/** @param room how long an address the caller has room for */
export function writeAddress(
  thread: Thread,
  view: StructView,
  address: SocketAddress,
  at: number,
  room: number,
  lengthAt: number,
): number {
  const { space } = thread.process;
  const abi = socketAbi(thread);
  if (room < 0) return Errno.EINVAL;
  view.reset(abi.longestAddress);
  const length = address.family === SocketFamily.unspecified ? 0 : abi.writeAddress(view, 0, address);
  const told = Math.min(length, room);
  if (told > 0 && space.copyOut(at, view.bytes, 0, told) < told) return Errno.EFAULT;
  return space.writeU32(lengthAt, length);
}
