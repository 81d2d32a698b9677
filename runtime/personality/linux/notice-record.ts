/** struct inotify_event with the name behind it, filled up with zeros to a multiple of its size. */
import type { Order } from '../../../emulator/index.ts';
import type { Notice } from '../../generated/structs.ts';
import { StructView } from '../../kernel/struct-view.ts';
import type { NoticeRecord } from '../abi.ts';

const SIZE = 16;
/** A name of 255 bytes. */
const MOST = SIZE + 256;

export class LinuxNoticeRecord implements NoticeRecord {
  readonly #view: StructView;
  readonly #write: (view: StructView, at: number, value: Notice) => void;
  readonly #notice: Notice = { watch: 0, events: 0, cookie: 0, length: 0 };

  constructor(order: Order, write: (view: StructView, at: number, value: Notice) => void) {
    this.#view = new StructView(order, MOST);
    this.#write = write;
  }

  sizeOf(name: string): number {
    return SIZE + (name === '' ? 0 : Math.ceil((name.length + 1) / SIZE) * SIZE);
  }

  write({ watch, events, cookie }: Omit<Notice, 'length'>, name: string): Uint8Array {
    const size = this.sizeOf(name);
    const view = this.#view.reset(size);
    const notice = this.#notice;
    notice.watch = watch;
    notice.events = events;
    notice.cookie = cookie;
    notice.length = size - SIZE;
    this.#write(view, 0, notice);
    view.setText(SIZE, size - SIZE, name);
    return view.bytes;
  }
}
