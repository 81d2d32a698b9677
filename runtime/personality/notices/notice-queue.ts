/** What is to be read from an inotify descriptor. As on Linux two that are alike in a row are one, and there is an end. */
import { Errno } from '../../generated/errors.ts';
import { Availability, NoticeEvents } from '../../generated/flags.ts';
import type { FileStatus } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { StreamObject } from '../../servers/streams/stream-object.ts';
import type { NoticeRecord } from '../abi.ts';

export interface QueuedNotice {
  readonly watch: number;
  readonly events: number;
  readonly cookie: number;
  /** Of an entry of a directory, else empty. */
  readonly name: string;
}

/** fs.inotify.max_queued_events. */
const MOST = 16_384;
const OVERFLOW: QueuedNotice = { watch: -1, events: NoticeEvents.overflow, cookie: 0, name: '' };

export class NoticeQueue extends StreamObject {
  readonly #status: FileStatus;
  readonly #record: NoticeRecord;
  #queue: QueuedNotice[] = [];
  /** How many of the list were taken. */
  #taken = 0;
  #bytes = 0;

  constructor(ipc: Ipc, status: FileStatus, record: NoticeRecord) {
    super(ipc);
    this.#status = status;
    this.#record = record;
  }

  push(notice: QueuedNotice): void {
    const last = this.#queue.length > this.#taken ? this.#queue.at(-1) : undefined;
    if (last !== undefined && isAlike(last, notice)) return;
    if (this.#queue.length - this.#taken >= MOST) {
      if (last !== OVERFLOW) this.#add(OVERFLOW);
    } else this.#add(notice);
    this.tell(Availability.readable);
  }

  get first(): QueuedNotice | undefined {
    return this.#queue[this.#taken];
  }

  take(): void {
    const { first } = this;
    if (first === undefined) return;
    this.#bytes -= this.#record.sizeOf(first.name);
    this.#taken++;
    if (this.#taken * 2 < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#taken);
    this.#taken = 0;
  }

  getAvailability(): number {
    return this.first === undefined ? 0 : Availability.readable;
  }

  override pending(): number {
    return this.#bytes;
  }

  /** Records are the descriptor's: it knows the reader's system. */
  receive(): number {
    return Errno.EINVAL;
  }

  send(): number {
    return Errno.EBADF;
  }

  override describe(): string {
    return 'inotify';
  }

  getStatus(): FileStatus {
    return this.#status;
  }

  #add(notice: QueuedNotice): void {
    this.#queue.push(notice);
    this.#bytes += this.#record.sizeOf(notice.name);
  }
}

function isAlike(a: QueuedNotice, b: QueuedNotice): boolean {
  return a.watch === b.watch && a.events === b.events && a.name === b.name && (a.events & NoticeEvents.ignored) === 0;
}
