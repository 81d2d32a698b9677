/** A queue of messages: in the order of their coming, taken by type. */
import { IpcFlags } from '../../generated/flags.ts';
import { emptyMessageQueueStatus, type MessageQueueStatus } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { Watchers } from '../streams/watchers.ts';
import type { Identified } from './identifiers.ts';

export interface Message {
  readonly type: number;
  readonly text: Uint8Array;
}

export class MessageQueue implements Identified {
  id = 0;
  readonly status: MessageQueueStatus = emptyMessageQueueStatus();
  readonly messages: Message[] = [];
  readonly watchers: Watchers;

  constructor(ipc: Ipc, limit: number) {
    this.watchers = new Watchers(ipc);
    this.status.limit = limit;
  }

  get permissions(): MessageQueueStatus['permissions'] {
    return this.status.permissions;
  }

  /** Whether a message has room: by bytes, and by number so that empty ones are bounded too. */
  holds(length: number): boolean {
    const { bytes, limit, messages } = this.status;
    return bytes + length <= limit && messages + 1 <= limit;
  }

  put(message: Message): void {
    this.messages.push(message);
    this.#count(message.text.length, 1);
  }

  /** Where the message is that msgrcv(2) means by a type: any (0), the lowest up to (< 0), this one, or not this one. */
  indexOf(type: number, flags: number): number {
    if ((flags & IpcFlags.copy) !== 0) return type >= 0 && type < this.messages.length ? type : -1;
    if (type === 0) return this.messages.length > 0 ? 0 : -1;
    if (type > 0) {
      const except = (flags & IpcFlags.except) !== 0;
      return this.messages.findIndex((message) => (message.type === type) !== except);
    }
    let best = -1;
    let lowest = -type + 1;
    this.messages.forEach((message, index) => {
      if (message.type >= lowest) return;
      lowest = message.type;
      best = index;
    });
    return best;
  }

  take(index: number): void {
    const [message] = this.messages.splice(index, 1);
    if (message !== undefined) this.#count(-message.text.length, -1);
  }

  #count(bytes: number, messages: number): void {
    this.status.bytes += bytes;
    this.status.messages += messages;
  }
}
