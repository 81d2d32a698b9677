/** The caller's terminal: its size, and its raw mode while the guest's line discipline is in charge. */
import { readSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import type { HostTerminal } from '../port.ts';

/** What a terminal of Linux holds at most. */
const TYPED_AHEAD = 4096;
const STOPPING = ['SIGTSTP', 'SIGCONT'] as const;

export class NodeTerminal implements HostTerminal {
  readonly #descriptor: number;
  /** A description of our own that does not block, if there is one. */
  readonly #own: number | undefined;
  #stream: ReadStream | undefined;
  #sizes: WriteStream | undefined;
  #resized: (() => void) | undefined;

  constructor(descriptor: number, own: number | undefined) {
    this.#descriptor = descriptor;
    this.#own = own;
  }

  size(): { rows: number; columns: number } {
    // A WriteStream is also how Node asks for the size; it is never written to.
    const size = this.#watch().getWindowSize();
    return { rows: size[1], columns: size[0] };
  }

  get gone(): boolean {
    return !tty().isatty(this.#descriptor);
  }

  onResize(callback: () => void): void {
    this.#resized = () => {
      // A WriteStream of our own knows the size of when it was made: Node refreshes only process.stdout.
      this.#forget();
      callback();
    };
    process.on('SIGWINCH', this.#resized);
  }

  raw(receive: (bytes: Uint8Array, early: boolean) => void, hangUp: () => void): void {
    if (this.#stream !== undefined) return;
    const stream = new (tty().ReadStream)(this.#descriptor);
    this.#stream = stream;
    stream.setRawMode(true);
    // Node leaves output processing on; the guest's discipline does that itself, and an editor wants none.
    const { spawnSync } = process.getBuiltinModule('node:child_process');
    spawnSync('stty', ['-opost'], { stdio: [this.#descriptor, 'ignore', 'ignore'] });
    const early = this.#typedAhead();
    if (early.length > 0) receive(early, true);
    stream.on('data', (bytes: Buffer) => receive(bytes, false));
    stream.on('end', hangUp);
    stream.on('error', hangUp);
  }

  pause(on: boolean): void {
    if (on) this.#stream?.pause();
    else this.#stream?.resume();
  }

  readonly stops = process.platform !== 'win32';

  stop(): void {
    this.#giveBack();
    // Nobody may hear of it but the system, whose doing it is to stop and continue us; whoever listens is put back afterwards.
    const heard = STOPPING.map((name) => [name, process.listeners(name)] as const);
    for (const [name] of heard) process.removeAllListeners(name);
    process.kill(0, 'SIGTSTP');
    for (const [name, listeners] of heard)
      for (const listener of listeners) process.on(name, listener as NodeJS.SignalsListener);
  }

  restore(): void {
    this.#giveBack();
    if (this.#resized !== undefined) process.off('SIGWINCH', this.#resized);
    this.#resized = undefined;
    this.#forget();
  }

  #giveBack(): void {
    if (this.#stream === undefined) return;
    this.#stream.setRawMode(false);
    this.#stream.destroy();
    this.#stream = undefined;
  }

  #forget(): void {
    this.#sizes?.destroy();
    this.#sizes = undefined;
  }

  /** What waits in the terminal now. */
  #typedAhead(): Uint8Array {
    if (this.#own === undefined) return new Uint8Array(0);
    const bytes = new Uint8Array(TYPED_AHEAD);
    try {
      return bytes.subarray(0, readSync(this.#own, bytes, 0, bytes.length, null));
    } catch {
      // Nothing there (EAGAIN); whatever else is wrong shows when the stream reads.
      return new Uint8Array(0);
    }
  }

  #watch(): WriteStream {
    if (this.#sizes === undefined) {
      this.#sizes = new (tty().WriteStream)(this.#descriptor);
      this.#sizes.on('error', () => {});
    }
    return this.#sizes;
  }
}

/** Loaded only where there is a terminal: it takes as long as many a program. */
function tty(): typeof import('node:tty') {
  return process.getBuiltinModule('node:tty');
}
