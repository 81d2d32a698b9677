/** The caller's terminal: its size, and its raw mode while the guest's line discipline is in charge. */
import { spawnSync } from 'node:child_process';
import { ReadStream, WriteStream } from 'node:tty';
import type { HostTerminal } from '../port.ts';

export class NodeTerminal implements HostTerminal {
  readonly #descriptor: number;
  #stream: ReadStream | undefined;
  #sizes: WriteStream | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  size(): { rows: number; columns: number } {
    // A WriteStream is also how Node asks for the size; it is never written to.
    const size = this.#watch().getWindowSize();
    return { rows: size[1], columns: size[0] };
  }

  onResize(callback: () => void): void {
    this.#watch().on('resize', callback);
  }

  raw(receive: (bytes: Uint8Array) => void, hangUp: () => void): void {
    if (this.#stream !== undefined) return;
    const stream = new ReadStream(this.#descriptor);
    this.#stream = stream;
    stream.setRawMode(true);
    // Node leaves output processing on; the guest's discipline does that itself, and an editor wants none.
    spawnSync('stty', ['-opost'], { stdio: [this.#descriptor, 'ignore', 'ignore'] });
    stream.on('data', (bytes: Buffer) => receive(bytes));
    stream.on('end', hangUp);
    stream.on('error', hangUp);
  }

  pause(on: boolean): void {
    if (on) this.#stream?.pause();
    else this.#stream?.resume();
  }

  restore(): void {
    if (this.#stream !== undefined) {
      this.#stream.setRawMode(false);
      this.#stream.destroy();
      this.#stream = undefined;
    }
    this.#sizes?.destroy();
    this.#sizes = undefined;
  }

  #watch(): WriteStream {
    if (this.#sizes === undefined) {
      this.#sizes = new WriteStream(this.#descriptor);
      this.#sizes.on('error', () => {});
    }
    return this.#sizes;
  }
}
