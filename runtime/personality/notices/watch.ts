/** One watch of an inotify descriptor: a node, and what is told of it. */
import { NoticeEvents } from '../../generated/flags.ts';
import type { Place } from '../names/mount-table.ts';
import type { NoticeDescriptor } from './notice-descriptor.ts';
import type { FileWatch } from './watched-files.ts';

/** Told whether asked for or not. */
const ALWAYS = NoticeEvents.ignored | NoticeEvents.unmount;
/** Told of the object itself without saying that it is a directory. */
const PLAIN = NoticeEvents.moveSelf | NoticeEvents.removeSelf;

export class Watch implements FileWatch {
  readonly descriptor: NoticeDescriptor;
  readonly number: number;
  readonly place: Place;
  readonly isDirectory: boolean;
  events: number;

  constructor(descriptor: NoticeDescriptor, number: number, place: Place, isDirectory: boolean, events: number) {
    this.descriptor = descriptor;
    this.number = number;
    this.place = place;
    this.isDirectory = isDirectory;
    this.events = events;
  }

  over(): void {
    this.descriptor.drop(this);
  }

  tell(events: number, name: string, cookie: number): void {
    if ((events & (this.events | ALWAYS) & ~NoticeEvents.isDirectory) === 0) return;
    const told = (events & PLAIN) === 0 ? events : events & ~NoticeEvents.isDirectory;
    this.descriptor.queue.push({ watch: this.number, events: told, cookie, name });
    if ((this.events & NoticeEvents.oneShot) !== 0) this.descriptor.drop(this);
  }
}
