/** The POSIX message queues of a machine by name: mq_open(3), mq_unlink(3). */
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { AccessMode, OpenFlags } from '../../generated/flags.ts';
import { dispatchPosixQueues, type PosixQueues as PosixQueuesInterface } from '../../generated/servers/posix-queues.ts';
import {
  type Credentials,
  emptySignalInformation,
  type Opened,
  type PosixQueueAttributes,
  type SignalInformation,
} from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { isOwner, mayAccess } from '../files/permission.ts';
import type { FileServices } from '../files/services.ts';
import { Notice, PosixQueue } from './posix-queue.ts';
import { PosixQueueOpen, type QueueOwner } from './posix-queue-open.ts';

/** fs.mqueue: queues_max, msg_max, msgsize_max, and how far root may go beyond the last two. */
const MOST_QUEUES = 256;
const MOST_MESSAGES = 10;
const MOST_BYTES = 8192;
const ROOT_MESSAGES = 65_536;
const ROOT_BYTES = 16 * 2 ** 20;
const LONGEST_NAME = 255;
/** siginfo's code of a message queue (SI_MESGQ). */
const QUEUE_CODE = -3;

export class PosixQueues implements PosixQueuesInterface, QueueOwner {
  readonly handle: ObjectHandle;
  readonly #services: FileServices;
  readonly #signal: (pid: number, information: SignalInformation) => void;
  readonly #queues = new Map<string, PosixQueue>();
  readonly #device: number;
  #inodes = 1;

  /** @param signal sends a signal on behalf of the kernel */
  constructor(services: FileServices, signal: (pid: number, information: SignalInformation) => void) {
    this.#services = services;
    this.#signal = signal;
    this.#device = services.newDevice();
    this.handle = services.ipc.table.register<PosixQueuesInterface>(this, dispatchPosixQueues);
  }

  open(
    name: string,
    flags: number,
    mode: number,
    attributes: PosixQueueAttributes | undefined,
    credentials: Credentials,
  ): Opened | Errno {
    const wrong = wrongName(name);
    if (wrong !== 0) return wrong;
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      if ((flags & OpenFlags.create) === 0) return Errno.ENOENT;
      const made = this.#make(name, mode, attributes, credentials);
      if (typeof made === 'number') return made;
      queue = made;
    } else {
      if ((flags & OpenFlags.create) !== 0 && (flags & OpenFlags.exclusive) !== 0) return Errno.EEXIST;
      const access =
        ((flags & OpenFlags.read) !== 0 ? AccessMode.read : 0) |
        ((flags & OpenFlags.write) !== 0 ? AccessMode.write : 0);
      if (!mayAccess(queue.status, access, credentials)) return Errno.EACCES;
    }
    const open = new PosixQueueOpen(this.#services.ipc, queue, this, flags);
    return {
      object: open.handle,
      kind: ObjectKind.queue,
      type: FileType.regular,
      node: queue.status.inode,
      availability: open.getAvailability(),
    };
  }

  unlink(name: string, credentials: Credentials): number {
    const wrong = wrongName(name);
    if (wrong !== 0) return wrong;
    const queue = this.#queues.get(name);
    if (queue === undefined) return Errno.ENOENT;
    // The directory of queues is sticky.
    if (!isOwner(queue.status, credentials)) return Errno.EPERM;
    this.#queues.delete(name);
    queue.unlinked = true;
    return 0;
  }

  /** A message came into the empty queue: whoever asked is told, once. */
  notify(queue: PosixQueue, sender: number, user: number): void {
    const { notification } = queue;
    if (notification === undefined) return;
    queue.notification = undefined;
    if (notification.told !== undefined) {
      notification.told.signal(Notice.message, 0);
      return;
    }
    if (notification.signal === 0) return;
    const information = emptySignalInformation();
    information.signal = notification.signal;
    information.code = QUEUE_CODE;
    information.pid = sender;
    information.user = user;
    information.value = notification.value;
    this.#signal(notification.pid, information);
  }

  closed(queue: PosixQueue): void {
    if (queue.unlinked && queue.opens.size === 0) queue.messages.length = 0;
  }

  #make(
    name: string,
    mode: number,
    attributes: PosixQueueAttributes | undefined,
    credentials: Credentials,
  ): PosixQueue | Errno {
    const root = credentials.effectiveUser === 0;
    const most = attributes?.most ?? MOST_MESSAGES;
    const size = attributes?.size ?? MOST_BYTES;
    if (most <= 0 || size <= 0) return Errno.EINVAL;
    if (most > (root ? ROOT_MESSAGES : MOST_MESSAGES) || size > (root ? ROOT_BYTES : MOST_BYTES)) return Errno.EINVAL;
    if (this.#queues.size >= MOST_QUEUES && !root) return Errno.ENOSPC;
    const queue = new PosixQueue(name);
    queue.attributes.most = most;
    queue.attributes.size = size;
    const { status } = queue;
    status.device = this.#device;
    status.inode = ++this.#inodes;
    status.type = FileType.regular;
    status.permissions = mode & 0o777;
    status.links = 1;
    status.owner = credentials.fileUser;
    status.group = credentials.fileGroup;
    status.size = 80;
    status.blockSize = 4096;
    for (const time of [status.accessed, status.modified, status.changed, status.created]) this.#services.now(time);
    this.#queues.set(name, queue);
    return queue;
  }
}

/** The library takes the slash away; what is left is a name in a directory. */
function wrongName(name: string): number {
  if (name.length > LONGEST_NAME) return Errno.ENAMETOOLONG;
  if (name === '') return Errno.ENOENT;
  return name.includes('/') || name === '.' || name === '..' ? Errno.EACCES : 0;
}
