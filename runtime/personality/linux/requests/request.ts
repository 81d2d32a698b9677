/** One request of io_submit(2), struct iocb, and doing it. */
import { Errno } from '../../../generated/errors.ts';
import { BLOCKED, INTERRUPTED, INTERRUPTED_RESTART } from '../../../kernel/result.ts';
import { Lease } from '../../../kernel/lease.ts';
import type { StructView } from '../../../kernel/struct-view.ts';
import type { Call } from '../../call.ts';
import type { Completion } from './request-context.ts';

export const REQUEST_SIZE = 64;

const Operation = { read: 0, write: 1, sync: 2, dataSync: 3, nothing: 6, readVector: 7, writeVector: 8 } as const;
/** IOCB_FLAG_RESFD: a counter is told of the completion. */
const TELLS = 1;
const KNOWN_FLAGS = 3;
/** RWF_NOWAIT, and all flags of requests that there are. */
const NO_WAIT = 8;
const KNOWN_HOW = 0x1f;
const MOST_BYTES = 0x7fff_f000;

export interface Request {
  readonly address: number;
  readonly data: readonly [high: number, low: number];
  readonly operation: number;
  readonly fd: number;
  readonly buffer: number;
  readonly length: number;
  readonly offset: number;
  /** RWF_NOWAIT: what would block fails. */
  readonly noWait: boolean;
  /** Descriptor of the counter that is told; -1 for none. */
  readonly tells: number;
}

/** What a request says, or EINVAL (io_submit_one of fs/aio.c). */
export function readRequest(address: number, view: StructView): Request | Errno {
  const flags = view.u32(56);
  // aio_key and aio_rw_flags: their order is that of the bytes.
  const how = view.u32(view.order === 'little' ? 12 : 8);
  if ((how & ~KNOWN_HOW) !== 0) return Errno.EOPNOTSUPP;
  if (view.u64(48) !== 0 || (flags & ~KNOWN_FLAGS) !== 0) return Errno.EINVAL;
  return {
    address,
    data: [view.u64High(0), view.u64Low(0)],
    operation: view.u16(16),
    fd: view.u32(20) | 0,
    buffer: view.address(24),
    length: view.u64(32),
    offset: view.s64(40),
    noWait: (how & NO_WAIT) !== 0,
    tells: (flags & TELLS) !== 0 ? view.u32(60) | 0 : -1,
  };
}

/** Why a request cannot even be begun; those errors are the submission's. */
export function cannotBegin(c: Call, { operation, fd, tells, offset, length }: Request): number {
  const { table } = c.descriptors;
  const description = table.get(fd);
  if (description === undefined || (tells >= 0 && table.get(tells) === undefined)) return Errno.EBADF;
  switch (operation) {
    case Operation.read:
    case Operation.write:
    case Operation.readVector:
    case Operation.writeVector:
      return offset < 0 || length > Number.MAX_SAFE_INTEGER ? Errno.EINVAL : 0;
    case Operation.sync:
    case Operation.dataSync:
    case Operation.nothing:
      return 0;
    default:
      return Errno.EINVAL;
  }
}

/** Does it: the result that its completion tells, or BLOCKED or INTERRUPTED…. */
export function perform(c: Call, request: Request): number {
  const { operation, fd, offset } = request;
  const { descriptors, thread } = c;
  switch (operation) {
    case Operation.sync:
    case Operation.dataSync:
      return descriptors.sync(thread, fd, operation === Operation.dataSync);
    case Operation.nothing:
      return 0;
    default: {
      const lease = leaseOf(c, request);
      if (typeof lease === 'number') return lease;
      const reads = operation === Operation.read || operation === Operation.readVector;
      const result = reads
        ? descriptors.readAt(thread, fd, lease, offset)
        : descriptors.writeAt(thread, fd, lease, offset);
      if (result !== Errno.ESPIPE) return result;
      return reads ? descriptors.read(thread, fd, lease) : descriptors.write(thread, fd, lease);
    }
  }
}

function leaseOf(c: Call, { operation, buffer, length }: Request): Lease | Errno {
  if (operation === Operation.read || operation === Operation.write)
    return Lease.of(c.space, buffer, Math.min(length, MOST_BYTES));
  const lease = new Lease().reset(c.space);
  const word = c.process.abi.bits / 8;
  const pieces = c.structIn(buffer, length * 2 * word);
  if (typeof pieces === 'number') return pieces;
  for (let at = 0; at < length * 2 * word; at += 2 * word) {
    if (word === 8) lease.add(pieces.address(at), Math.min(pieces.u64(at + 8), MOST_BYTES));
    else lease.add(pieces.u32(at), Math.min(pieces.u32(at + 4), MOST_BYTES));
  }
  return lease;
}

/** Whether an answer of `perform` says that the call is to be made again. */
export function isPending(result: number): boolean {
  return result === BLOCKED || (result <= INTERRUPTED && result >= INTERRUPTED_RESTART);
}

export function completionOf({ data, address }: Request, result: number): Completion {
  return { data, request: address, result };
}

/** Adds one to the counter that a request names. */
export function tellCounter(c: Call, { tells }: Request): void {
  if (tells < 0) return;
  // A lease over plain bytes has them in little-endian order.
  const one = new Uint8Array(8);
  one[0] = 1;
  c.descriptors.write(c.thread, tells, Lease.over(one));
}
