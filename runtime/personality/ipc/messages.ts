/** msgsnd(2) and msgrcv(2): a message is its type, as wide as a register, and its text. */
import { Errno } from '../../generated/errors.ts';
import { IpcFlags } from '../../generated/flags.ts';
import type { MessageQueuesStub } from '../../generated/servers/message-queues.ts';
import { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { INTERRUPTED_NO_RESTART, WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread, Waitable } from '../../kernel/thread.ts';

/** What one register holds at most: a longer text is negative for Linux. */
const LONGEST = 2 ** 31 - 1;

export function sendMessage(
  thread: Thread,
  stub: MessageQueuesStub,
  id: number,
  message: number,
  length: number,
  noWait: boolean,
): number {
  const { space, abi, pid, credentials } = thread.process;
  const word = abi.bits / 8;
  const raw = word === 8 ? space.readU64(message) : space.readU32(message);
  if (raw < 0) return raw;
  const type = word === 8 ? (raw >= 2 ** 63 ? raw - 2 ** 64 : raw) : raw | 0;
  if (length > LONGEST || id < 0) return Errno.EINVAL;
  const result = stub.send(id, type, Lease.of(space, message + word, length), pid, credentials);
  return result === WOULD_BLOCK ? wait(thread, stub, id, noWait ? Errno.EAGAIN : 0) : settled(thread, result);
}

export function receiveMessage(
  thread: Thread,
  stub: MessageQueuesStub,
  id: number,
  message: number,
  length: number,
  type: number,
  flags: number,
): number {
  const { space, abi, pid, credentials } = thread.process;
  if (length > LONGEST || id < 0) return Errno.EINVAL;
  const noWait = (flags & IpcFlags.noWait) !== 0;
  if ((flags & IpcFlags.copy) !== 0 && ((flags & IpcFlags.except) !== 0 || !noWait)) return Errno.EINVAL;
  const word = abi.bits / 8;
  const received = stub.receive(id, type, flags, Lease.of(space, message + word, length), pid, credentials);
  if (received === WOULD_BLOCK) return wait(thread, stub, id, noWait ? Errno.ENOMSG : 0);
  if (typeof received === 'number') return settled(thread, received);
  const failed = word === 8 ? space.writeU64(message, received.type) : space.writeU32(message, received.type);
  return failed < 0 ? failed : received.count;
}

/** Waits for the queue to change, or says why not. */
function wait(thread: Thread, stub: MessageQueuesStub, id: number, refusal: number): number {
  if (refusal !== 0) return refusal;
  if (thread.interrupted()) return INTERRUPTED_NO_RESTART;
  thread.restart.progress = 1;
  const queue: Waitable = {
    subscribe: (watcher: ObjectHandle) => stub.subscribe(id, watcher),
    unsubscribe: (watcher: ObjectHandle) => stub.unsubscribe(id, watcher),
  };
  return thread.block([queue]);
}

/** A queue that was there when the wait began, and is not any more, was removed. */
function settled({ restart }: Thread, result: number): number {
  return restart.progress !== 0 && result === Errno.EINVAL ? Errno.EIDRM : result;
}
