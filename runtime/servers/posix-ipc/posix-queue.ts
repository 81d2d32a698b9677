/** A POSIX message queue, mq_overview(7): messages by priority, the oldest first among equals. */
import {
  emptyFileStatus,
  emptyPosixQueueAttributes,
  type FileStatus,
  type PosixQueueAttributes,
} from '../../generated/structs.ts';
import type { WatcherStub } from '../../generated/servers/watcher.ts';
import type { PosixQueueOpen } from './posix-queue-open.ts';

export interface PosixMessage {
  readonly priority: number;
  readonly text: Uint8Array;
}

/** Who is told when a message comes into the empty queue, and how. */
export interface Notification {
  readonly pid: number;
  readonly open: PosixQueueOpen;
  /** A neutral signal, 0 for none. */
  readonly signal: number;
  readonly value: number;
  /** Told instead of a signal. */
  readonly told?: WatcherStub;
}

/** What it is told. */
export const Notice = { message: 1, over: 2 } as const;

export class PosixQueue {
  readonly name: string;
  readonly status: FileStatus = emptyFileStatus();
  readonly attributes: PosixQueueAttributes = emptyPosixQueueAttributes();
  readonly messages: PosixMessage[] = [];
  readonly opens = new Set<PosixQueueOpen>();
  notification: Notification | undefined;
  /** Its name was taken away: it ends with its last open. */
  unlinked = false;

  constructor(name: string) {
    this.name = name;
  }

  /** Nobody will be told any more. */
  forget(): void {
    const { notification } = this;
    this.notification = undefined;
    notification?.told?.signal(Notice.over, 0);
  }

  get full(): boolean {
    return this.messages.length >= this.attributes.most;
  }

  put(message: PosixMessage): void {
    let at = this.messages.length;
    while (at > 0 && (this.messages[at - 1] as PosixMessage).priority < message.priority) at--;
    this.messages.splice(at, 0, message);
    this.attributes.current = this.messages.length;
  }

  take(): PosixMessage | undefined {
    const message = this.messages.shift();
    this.attributes.current = this.messages.length;
    return message;
  }

  /** Whether somebody waits for a message: then nobody is notified of one. */
  get awaited(): boolean {
    for (const open of this.opens) if (open.receivers > 0) return true;
    return false;
  }

  tell(): void {
    for (const open of this.opens) open.tell();
  }
}
