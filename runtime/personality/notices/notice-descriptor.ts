/** inotify(7): the watches of a descriptor, and reading what they told. */
import { FileType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { AccessMode, NoticeEvents } from '../../generated/flags.ts';
import type { Lease } from '../../kernel/lease.ts';
import { INTERRUPTED } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { Special } from '../events/special.ts';
import type { NoticeQueue } from './notice-queue.ts';
import { Watch } from './watch.ts';
import { WatchedFiles } from './watched-files.ts';

/** fs.inotify.max_user_watches of a machine of 1 GiB. */
const MOST_WATCHES = 8192;
/** What can be watched for. */
const EVENTS =
  NoticeEvents.access |
  NoticeEvents.modify |
  NoticeEvents.attributes |
  NoticeEvents.closeWritten |
  NoticeEvents.closeOther |
  NoticeEvents.open |
  NoticeEvents.movedFrom |
  NoticeEvents.movedTo |
  NoticeEvents.create |
  NoticeEvents.remove |
  NoticeEvents.removeSelf |
  NoticeEvents.moveSelf;
const KEPT = EVENTS | NoticeEvents.oneShot | NoticeEvents.excludeUnlinked;
const BOTH = NoticeEvents.maskAdd | NoticeEvents.maskCreate;

export class NoticeDescriptor extends Special {
  readonly queue: NoticeQueue;
  readonly #watches = new Map<number, Watch>();
  #last = 0;

  constructor(queue: NoticeQueue) {
    super();
    this.queue = queue;
  }

  get watches(): IterableIterator<Watch> {
    return this.#watches.values();
  }

  /** inotify_add_watch(2). */
  add(thread: Thread, path: string, events: number): number {
    const { names, credentials } = thread.process;
    if (events === 0 || (events & BOTH) === BOTH) return Errno.EINVAL;
    const follow = (events & NoticeEvents.noFollow) === 0;
    const found = names.find(thread, undefined, path, follow ? 'follow' : 'keep');
    if (typeof found === 'number') return found;
    const { place } = found;
    if (place === undefined) return Errno.ENOENT;
    const isDirectory = found.type === FileType.directory;
    if ((events & NoticeEvents.onlyDirectory) !== 0 && !isDirectory) return Errno.ENOTDIR;
    const allowed = place.mount.tree.access(place.node, AccessMode.read, credentials);
    if (allowed < 0) return allowed;
    for (const watch of this.#watches.values()) {
      if (watch.place.mount !== place.mount || watch.place.node !== place.node) continue;
      if ((events & NoticeEvents.maskCreate) !== 0) return Errno.EEXIST;
      const before = (events & NoticeEvents.maskAdd) === 0 ? 0 : watch.events;
      watch.events = before | (events & KEPT);
      return watch.number;
    }
    if (this.#watches.size >= MOST_WATCHES) return Errno.ENOSPC;
    const watch = new Watch(this, ++this.#last, place, isDirectory, events & KEPT);
    this.#watches.set(watch.number, watch);
    place.mount.tree.hold(place.node);
    place.mount.watched ??= new WatchedFiles(place.mount);
    place.mount.watched.add(watch);
    return watch.number;
  }

  /** inotify_rm_watch(2). */
  remove(number: number): number {
    const watch = this.#watches.get(number);
    if (watch === undefined) return Errno.EINVAL;
    this.drop(watch);
    return 0;
  }

  /** A watch is no more, which is told. */
  drop(watch: Watch): void {
    if (!this.#forget(watch)) return;
    this.queue.push({ watch: watch.number, events: NoticeEvents.ignored, cookie: 0, name: '' });
  }

  override read(thread: Thread, into: Lease, nonblocking: boolean): number {
    const record = thread.process.abi.noticeRecord;
    if (record === undefined) return Errno.EINVAL;
    let count = 0;
    for (;;) {
      const { first } = this.queue;
      if (first === undefined) break;
      const size = record.sizeOf(first.name);
      if (size > into.remaining) {
        if (count === 0) return Errno.EINVAL;
        break;
      }
      this.queue.take();
      if (into.put(record.write(first, first.name), 0, size) < size) return count > 0 ? count : Errno.EFAULT;
      count += size;
    }
    if (count > 0) return count;
    if (nonblocking) return Errno.EAGAIN;
    return thread.interrupted() ? INTERRUPTED : thread.block([this.queue]);
  }

  override released(): void {
    for (const watch of this.#watches.values()) this.#forget(watch);
  }

  #forget(watch: Watch): boolean {
    if (!this.#watches.delete(watch.number)) return false;
    const { mount, node } = watch.place;
    mount.watched?.remove(watch);
    if (mount.watched?.empty === true) mount.watched = undefined;
    mount.tree.release(node);
    return true;
  }
}
