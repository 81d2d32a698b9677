/**
 * F_NOTIFY of fcntl(2): a signal when something happens in an open directory, once or each time. Who asked is a process and
 * one of its descriptors (fs/notify/dnotify).
 */
import { NoticeEvents } from '../../generated/flags.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import type { Place } from '../names/mount-table.ts';
import { type FileWatch, WatchedFiles } from './watched-files.ts';

class DirectoryNotice implements FileWatch {
  readonly place: Place;
  readonly isDirectory = true;
  readonly #all: DirectoryNotices;
  readonly #owner: object;
  events = 0;
  fd = -1;
  /** Of the last name that left: one that comes with it was renamed here. */
  #cookie = -1;

  constructor(all: DirectoryNotices, place: Place, owner: object) {
    this.#all = all;
    this.place = place;
    this.#owner = owner;
  }

  tell(events: number, _name: string, cookie: number): void {
    const renamed = (events & NoticeEvents.movedTo) !== 0 && cookie === this.#cookie;
    if ((events & NoticeEvents.movedFrom) !== 0) this.#cookie = cookie;
    const happened = (events & ~NoticeEvents.isDirectory) | (renamed ? NoticeEvents.renamed : 0);
    if ((happened & this.events) === 0) return;
    this.#all.description.readySignal?.message(this.fd);
    if ((this.events & NoticeEvents.again) === 0) this.over();
  }

  over(): void {
    this.#all.forget(this.#owner);
  }
}

/** Those of one open directory. */
export class DirectoryNotices {
  readonly description: OpenDescription;
  readonly #notices = new Map<object, DirectoryNotice>();

  constructor(description: OpenDescription) {
    this.description = description;
  }

  /**
   * @param owner the descriptors of the process that asks: what it asked before stays
   * @param events NoticeEvents, with `again` when one signal is not enough
   */
  add(owner: object, place: Place, fd: number, events: number): void {
    let notice = this.#notices.get(owner);
    if (notice === undefined) {
      notice = new DirectoryNotice(this, place, owner);
      this.#notices.set(owner, notice);
      place.mount.watched ??= new WatchedFiles(place.mount);
      place.mount.watched.add(notice);
    }
    notice.events |= events;
    notice.fd = fd;
  }

  forget(owner: object): void {
    const notice = this.#notices.get(owner);
    if (notice === undefined) return;
    this.#notices.delete(owner);
    const { mount } = notice.place;
    mount.watched?.remove(notice);
    if (mount.watched?.empty === true) mount.watched = undefined;
  }

  /** Nothing of the directory is open any more. */
  close(): void {
    for (const owner of [...this.#notices.keys()]) this.forget(owner);
  }
}
