/** sendmsg, recvmsg and the calls that make several of them. */
import { Errno } from '../../generated/errors.ts';
import { Ancillary, DescriptorFlags, SendFlags } from '../../generated/flags.ts';
import { emptySocketMessage, type SocketMessage, type Timespec } from '../../generated/structs.ts';
import { nanosecondsOf } from '../../kernel/clock.ts';
import { Lease } from '../../kernel/lease.ts';
import { BLOCKED, INTERRUPTED, INTERRUPTED_NO_RESTART } from '../../kernel/result.ts';
import { StructView } from '../../kernel/struct-view.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import { readAddress, socketAbi, writeAddress } from './addresses.ts';
import { plainMessage, receive, sendTo } from './plain.ts';
import type { MessageHeader } from './socket-abi.ts';
import type { SocketClient } from './socket-client.ts';

/** UIO_MAXIOV: most pieces of a message, most messages of a call. */
const MOST_PIECES = 1024;
const MOST_BYTES = 0x7fff_f000;
/** net.core.optmem_max bounds ancillary data of a send. */
const MOST_CONTROL = 131_072;
const INT_MAX = 0x7fff_ffff;
/** Most descriptors of one message (SCM_MAX_FD). */
const MOST_DESCRIPTORS = 253;

interface Message {
  readonly header: MessageHeader;
  readonly data: Lease;
}

/** Reads a header and the vector that it names. */
function readMessage(thread: Thread, at: number): Message | Errno {
  const { space, abi } = thread.process;
  const layout = socketAbi(thread);
  const view = new StructView(abi.order, layout.headerSize);
  if (!space.structIn(at, layout.headerSize, view)) return Errno.EFAULT;
  const header = { name: 0, nameLength: 0, vector: 0, vectorCount: 0, control: 0, controlLength: 0, flags: 0 };
  layout.readHeader(view, 0, header);
  if (header.name === 0) header.nameLength = 0;
  if (header.nameLength < 0) return Errno.EINVAL;
  header.nameLength = Math.min(header.nameLength, layout.longestAddress);
  if (header.vectorCount > MOST_PIECES) return Errno.EMSGSIZE;
  const data = readVector(thread, header);
  return typeof data === 'number' ? data : { header, data };
}

function readVector(thread: Thread, { vector, vectorCount }: MessageHeader): Lease | Errno {
  const { space, abi } = thread.process;
  const data = new Lease().reset(space);
  const word = abi.bits / 8;
  const view = new StructView(abi.order);
  if (!space.structIn(vector, vectorCount * 2 * word, view)) return Errno.EFAULT;
  let left = MOST_BYTES;
  for (let i = 0; i < vectorCount; i++) {
    const at = i * 2 * word;
    const long = word === 8 ? view.s64(at + 8) : view.s32(at + 4);
    if (long < 0) return Errno.EINVAL;
    const length = Math.min(long, left);
    data.add(word === 8 ? view.address(at) : view.u32(at), length);
    left -= length;
  }
  return data;
}

/** sendmsg(2). */
export function sendMessage(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  at: number,
  flags: number,
): number {
  const message = readMessage(thread, at);
  if (typeof message === 'number') return message;
  const { header, data } = message;
  const about = plainMessage(thread, thread.process.ground.sockets.outgoing);
  if (header.name !== 0 && header.nameLength > 0) {
    const named = readAddress(thread, header.name, header.nameLength, about.address);
    if (named < 0) return named;
  }
  const parcel = readControl(thread, client, header, about);
  if (parcel < 0) return parcel;
  about.parcel = parcel;
  const result = sendTo(thread, description, client, data, about, flags);
  // Once something was sent the descriptors went with it.
  if (parcel !== 0 && result < 0 && thread.restart.progress === 0)
    thread.process.descriptors.services.parcels.release(parcel);
  return result;
}

/** Reads ancillary data and packs descriptors: the number of their parcel, 0 for none, or an error. */
function readControl(thread: Thread, client: SocketClient, header: MessageHeader, about: SocketMessage): number {
  const { control, controlLength } = header;
  if (controlLength > INT_MAX || controlLength > MOST_CONTROL) return Errno.ENOBUFS;
  if (controlLength === 0) return 0;
  const { space, abi, descriptors } = thread.process;
  const view = new StructView(abi.order, controlLength);
  if (!space.structIn(control, controlLength, view)) return Errno.EFAULT;
  const into = { descriptors: [] as number[] };
  const wrong = socketAbi(thread).readControl(view, controlLength, client, about, into);
  if (wrong < 0) return wrong;
  if (into.descriptors.length > MOST_DESCRIPTORS) return Errno.EINVAL;
  if ((about.ancillary & Ancillary.credentials) !== 0) {
    const allowed = mayClaim(thread, about);
    if (allowed < 0) return allowed;
  }
  // What went before an interruption took the descriptors along.
  if (into.descriptors.length === 0 || thread.restart.progress > 0) return 0;
  const found: OpenDescription[] = [];
  for (const fd of into.descriptors) {
    const description = descriptors.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    found.push(description);
  }
  return descriptors.services.parcels.pack(thread, found);
}

/** Who a process may say that it is: itself with any of its ids, for root anybody there is (scm_check_creds). */
function mayClaim({ process }: Thread, { sender }: SocketMessage): number {
  const { credentials } = process;
  if (credentials.effectiveUser === 0) return process.processes.all.has(sender.process) ? 0 : Errno.ESRCH;
  const { user, effectiveUser, savedUser, group, effectiveGroup, savedGroup } = credentials;
  if (sender.process !== process.pid) return Errno.EPERM;
  if (![user, effectiveUser, savedUser].includes(sender.user)) return Errno.EPERM;
  return [group, effectiveGroup, savedGroup].includes(sender.group) ? 0 : Errno.EPERM;
}

/** recvmsg(2). */
export function receiveMessage(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  at: number,
  flags: number,
): number {
  const message = readMessage(thread, at);
  if (typeof message === 'number') return message;
  const { header, data } = message;
  const about = emptySocketMessage();
  const count = receive(thread, description, client, data, flags, about);
  if (count < 0) return count;
  const told = tellMessage(thread, client, header, about, at, flags);
  return told < 0 ? told : count;
}

/** Writes what came with the bytes into the header and where it points. */
function tellMessage(
  thread: Thread,
  client: SocketClient,
  header: MessageHeader,
  about: SocketMessage,
  at: number,
  asked: number,
): number {
  const { space, abi } = thread.process;
  const layout = socketAbi(thread);
  const { places } = layout;
  const view = new StructView(abi.order, Math.min(header.controlLength, MOST_CONTROL));
  const used = tellControl(thread, client, header, about, asked, view);
  if (header.name !== 0) {
    const told = writeAddress(
      thread,
      new StructView(abi.order),
      about.address,
      header.name,
      header.nameLength,
      at + places.nameLength,
    );
    if (told < 0) return told;
  }
  if (used < 0) return used;
  const fault = space.writeU32(at + places.flags, layout.messageFlags(about.flags | (asked & SendFlags.closeOnExec)));
  if (fault < 0) return fault;
  return abi.bits === 64
    ? space.writeU64(at + places.controlLength, used)
    : space.writeU32(at + places.controlLength, used);
}

/** Ancillary data of a receive: the bytes that it takes, or EFAULT. */
function tellControl(
  thread: Thread,
  client: SocketClient,
  header: MessageHeader,
  about: SocketMessage,
  asked: number,
  view: StructView,
): number {
  const room = header.control === 0 ? 0 : Math.min(header.controlLength, MOST_CONTROL);
  view.reset(room);
  const writer = socketAbi(thread).writeControl(view, room);
  writer.putMessage(client, about);
  if (about.parcel !== 0) {
    const { descriptors } = thread.process;
    const { parcels } = descriptors.services;
    const contents = parcels.contents(about.parcel);
    const room = Math.min(writer.descriptorRoom(), contents.length);
    const numbers: number[] = [];
    for (const description of contents.slice(0, room)) {
      const fd = descriptors.free(thread, 0);
      if (fd < 0) break;
      descriptors.table.put(fd, description, (asked & SendFlags.closeOnExec) !== 0 ? DescriptorFlags.closeOnExec : 0);
      numbers.push(fd);
    }
    if (numbers.length > 0) writer.putDescriptors(numbers);
    if (numbers.length < contents.length) about.flags |= SendFlags.controlTruncated;
    // What was only looked at stays in the queue.
    if ((asked & SendFlags.peek) === 0) parcels.release(about.parcel);
  }
  if (writer.truncated) about.flags |= SendFlags.controlTruncated;
  const { length } = writer;
  if (length > 0 && thread.process.space.copyOut(header.control, view.bytes, 0, length) < length) return Errno.EFAULT;
  return length;
}

/** sendmmsg(2): an error after the first message is told by the next call. */
export function sendMessages(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  at: number,
  asked: number,
  flags: number,
): number {
  const { messageSize, messageLength } = socketAbi(thread);
  const count = Math.min(asked, MOST_PIECES);
  const { restart } = thread;
  let done = doneBefore(thread);
  while (done < count) {
    const one = at + done * messageSize;
    const result = sendMessage(thread, description, client, one, flags);
    if (isWaiting(result)) return settle(thread, result, done);
    if (result < 0) return done > 0 ? done : result;
    restart.progress = 0;
    if (thread.process.space.writeU32(one + messageLength, result) < 0) return done > 0 ? done : Errno.EFAULT;
    done++;
  }
  return done;
}

/** recvmmsg(2). With MSG_WAITFORONE only the first is waited for. */
export function receiveMessages(
  thread: Thread,
  description: OpenDescription,
  client: SocketClient,
  at: number,
  asked: number,
  flags: number,
  timeout: Timespec | undefined,
  remaining: Timespec,
): number {
  if (timeout !== undefined && (timeout.seconds < 0 || timeout.nanoseconds > 999_999_999)) return Errno.EINVAL;
  const { messageSize, messageLength } = socketAbi(thread);
  const count = Math.min(asked, MOST_PIECES);
  const { restart, processor } = thread;
  const end = endOf(thread, timeout);
  let done = doneBefore(thread);
  let each = flags & ~SendFlags.waitForOne;
  if (done > 0 && (flags & SendFlags.waitForOne) !== 0) each |= SendFlags.dontWait;
  while (done < count) {
    const one = at + done * messageSize;
    const result = receiveMessage(thread, description, client, one, each);
    if (isWaiting(result)) return settle(thread, result, done, end);
    if (result < 0) {
      if (done === 0) return result;
      break;
    }
    restart.progress = 0;
    if (thread.process.space.writeU32(one + messageLength, result) < 0) return done > 0 ? done : Errno.EFAULT;
    done++;
    if ((flags & SendFlags.waitForOne) !== 0) each |= SendFlags.dontWait;
    if (end !== undefined && processor.clock.now() >= end) break;
  }
  if (end !== undefined && timeout !== undefined) {
    const left = Math.max(0, end - processor.clock.now());
    remaining.seconds = Math.floor(left / 1e9);
    remaining.nanoseconds = Math.floor(left % 1e9);
  }
  return done;
}

/** What a call of several messages finds again when it waited for the next one. */
class Several {
  readonly done: number;
  readonly end: number | undefined;

  constructor(done: number, end: number | undefined) {
    this.done = done;
    this.end = end;
  }
}

function doneBefore({ restart }: Thread): number {
  return restart.data instanceof Several ? restart.data.done : 0;
}

function endOf({ restart, processor }: Thread, timeout: Timespec | undefined): number | undefined {
  if (restart.data instanceof Several) return restart.data.end;
  return timeout === undefined ? undefined : processor.clock.now() + nanosecondsOf(timeout);
}

function isWaiting(result: number): boolean {
  return result === BLOCKED || result === INTERRUPTED || result === INTERRUPTED_NO_RESTART;
}

/** A wait goes on later; an interruption ends the call when something was done. */
function settle(thread: Thread, result: number, done: number, end?: number): number {
  if (result !== BLOCKED) return done > 0 ? done : result;
  thread.restart.data = new Several(done, end);
  return result;
}
