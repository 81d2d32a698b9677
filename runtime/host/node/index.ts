/** The host port for Node. */
import * as fs from 'node:fs';
import type { Errno } from '../../generated/errors.ts';
import type { HostChannel, HostFile, HostFolder, HostPort } from '../port.ts';
import { NodeChannel } from './channel.ts';
import { NodeClock, NodeEvents } from './clock.ts';
import { hostError } from './errors.ts';
import { NodeFile } from './file.ts';
import { NodeFolder } from './folder.ts';
import { NodeNetwork } from './network.ts';
import { RandomBytes } from './random-bytes.ts';

export class NodeHost implements HostPort {
  readonly clock = new NodeClock();
  readonly events = new NodeEvents();
  readonly network = new NodeNetwork();
  readonly #random = new RandomBytes();
  readonly #channels: (NodeChannel | undefined)[] = [];

  /** Of the host's kernel: Node's own module for it takes long to load. */
  random(into: Uint8Array): void {
    this.#random.fill(into);
  }

  openFolder(path: string): HostFolder | Errno {
    return NodeFolder.open(path);
  }

  openFile(path: string): HostFile | Errno {
    try {
      return new NodeFile(fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK));
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  standard(descriptor: 0 | 1 | 2): HostChannel | undefined {
    try {
      return (this.#channels[descriptor] ??= new NodeChannel(descriptor));
    } catch (thrown) {
      hostError(thrown);
      return undefined;
    }
  }

  report(text: string): void {
    const bytes = Buffer.from(text);
    const channel = this.standard(2);
    if (channel === undefined) return;
    this.#report(channel, bytes);
  }

  /** Diagnostics are short; what finds no room now follows when there is some. */
  #report(channel: HostChannel, bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const count = channel.write(bytes, at, bytes.length);
      if (count <= 0) break;
      at += count;
    }
    if (at > 0 && at < bytes.length && !channel.room()) {
      channel.whenWritable(() => this.#report(channel, bytes.subarray(at)));
    } else if (at === 0 && !channel.room()) {
      channel.whenWritable(() => this.#report(channel, bytes));
    }
  }

  async flush(milliseconds?: number): Promise<void> {
    const waits = [1, 2].flatMap((descriptor) => {
      const channel = this.#channels[descriptor];
      if (channel === undefined || channel.room()) return [];
      return [new Promise<void>((resolve) => channel.whenWritable(resolve))];
    });
    const all = Promise.all([...waits, this.network.written()]).then(() => {});
    if (milliseconds === undefined) return all;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([all, late]);
    clearTimeout(timer);
  }

  close(): void {
    for (const channel of this.#channels) channel?.close();
    this.network.close();
    this.#channels.length = 0;
  }
}

/** The host port for Node. */
export function nodeHost(): HostPort {
  return new NodeHost();
}
