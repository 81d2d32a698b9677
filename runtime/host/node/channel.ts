/**
 * The caller's descriptors 0 to 2. A pipe or terminal is opened anew through /proc, so that its non-blocking mode is
 * ours alone: other processes that share the caller's descriptor keep theirs. Nothing is read before it is asked for,
 * and then at most one byte more than asked: the rest stays with the caller.
 */
import * as fs from 'node:fs';
import type { OnReadOpts, Socket, SocketConstructorOpts } from 'node:net';
import type { Errno } from '../../generated/errors.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { FileStatus } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { HostChannel, HostTerminal } from '../port.ts';
import { attempt, hostError } from './errors.ts';
import { NodeFile } from './file.ts';
import { fillStatus } from './status.ts';
import { describeDescriptor } from './describe.ts';
import { NodeTerminal } from './terminal.ts';

const { O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK, O_NOCTTY } = fs.constants;
/** What waits for room at most: a write of up to PIPE_BUF stays in one piece. */
const CHUNK = 4096;
/** Somebody else made the caller's terminal non-blocking: then writing is tried again so often. */
const RETRY_MS = 10;

export class NodeChannel implements HostChannel {
  readonly kind: HostChannel['kind'];
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  readonly file: NodeFile | undefined;
  readonly offset: number;
  readonly terminal: HostTerminal | undefined;
  readonly key: string;
  readonly #descriptor: number;
  readonly #fd: number;
  /** For readiness only: libuv tells when the descriptor can be read, and writes what found no room. */
  #socket: Socket | undefined;
  #ahead: Uint8Array | undefined;
  #ended = false;
  #broken: Errno | undefined;
  /** Bytes handed to the host that it has not taken yet. */
  #pending = 0;
  #closed = false;
  #onReadable: (() => void) | undefined;
  #onWritable: (() => void)[] = [];

  constructor(descriptor: number) {
    const known = describeDescriptor(descriptor);
    this.kind = known.kind;
    this.readable = (known.flags & OpenFlags.read) !== 0;
    this.writable = (known.flags & OpenFlags.write) !== 0;
    this.append = (known.flags & OpenFlags.append) !== 0;
    this.offset = known.offset;
    this.key = known.key;
    this.#descriptor = descriptor;
    this.#fd = this.kind === 'pipe' || this.kind === 'terminal' ? reopen(descriptor, known.flags) : descriptor;
    this.file = this.kind === 'file' ? new NodeFile(descriptor) : undefined;
    this.terminal =
      this.kind === 'terminal'
        ? new NodeTerminal(descriptor, this.#fd === descriptor ? undefined : this.#fd)
        : undefined;
  }

  status(into: FileStatus): 0 | Errno {
    return attempt(() => fillStatus(fs.fstatSync(this.#fd, { bigint: true }), into));
  }

  read(into: Uint8Array, start: number, end: number): number {
    if (end <= start) return 0;
    let at = start;
    if (this.#ahead !== undefined) {
      into[at++] = this.#ahead[0] ?? 0;
      this.#ahead = undefined;
      if (at === end) return 1;
    }
    if (this.#ended) return at - start;
    this.#unblock();
    try {
      const count = fs.readSync(this.#fd, into, at, end - at, null);
      if (count === 0) this.#ended = at === start;
      return at - start + count;
    } catch (thrown) {
      if (at > start) return at - start;
      return again(thrown) ? WOULD_BLOCK : hostError(thrown);
    }
  }

  write(from: Uint8Array, start: number, end: number): number {
    if (this.#broken !== undefined) return this.#broken;
    if (this.#pending > 0) return WOULD_BLOCK;
    this.#unblock();
    try {
      return fs.writeSync(this.#fd, from, start, end - start, null);
    } catch (thrown) {
      if (!again(thrown)) return hostError(thrown);
      this.#start();
      const chunk = from.slice(start, Math.min(end, start + CHUNK));
      this.#pending = chunk.length;
      this.#hand(chunk);
      return chunk.length;
    }
  }

  room(): boolean {
    return this.#pending === 0;
  }

  whenReadable(callback: () => void): void {
    this.#onReadable = callback;
    if (this.#ahead !== undefined || this.#ended || this.#socketless()) {
      queueMicrotask(() => this.#tellReadable());
      return;
    }
    this.#start();
    this.#socket?.ref();
    this.#socket?.resume();
  }

  stopReading(): void {
    this.#onReadable = undefined;
    this.#socket?.pause();
  }

  whenWritable(callback: () => void): void {
    if (this.#pending === 0) queueMicrotask(callback);
    else this.#onWritable.push(callback);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.terminal?.restore();
    this.#onReadable = undefined;
    this.#socket?.destroy();
    if (this.#socket === undefined && this.#fd !== this.#descriptor) fs.closeSync(this.#fd);
  }

  /** Files and devices answer at once; a terminal's input comes through HostTerminal. */
  #socketless(): boolean {
    return this.kind !== 'pipe' && this.kind !== 'socket';
  }

  /** A descriptor that does not block by itself is watched only when there is something to wait for: a socket of Node's takes long to make. */
  #unblock(): void {
    if (this.#fd === this.#descriptor) this.#start();
  }

  /** Makes the descriptor non-blocking and watched, the first time that it is called. */
  #start(): void {
    if (this.#socket !== undefined || this.#socketless()) return;
    const byte = new Uint8Array(1);
    // Sockets take `onread` here too, as a connecting one does; the types know only the latter.
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      fd: this.#fd,
      readable: this.readable,
      writable: this.writable,
      allowHalfOpen: true,
      onread: {
        buffer: byte,
        callback: () => {
          this.#ahead = byte.slice();
          this.#tellReadable();
          // One byte is enough to know; the rest is read when the guest reads.
          return false;
        },
      },
    };
    // Loaded here: most programs never wait for a pipe, and every one pays for what is loaded at the start.
    const net = process.getBuiltinModule('node:net');
    const socket = new net.Socket(options);
    socket.pause();
    socket.on('end', () => this.#end());
    socket.on('error', (thrown) => this.#fail(thrown));
    socket.on('close', () => this.#end());
    socket.unref();
    this.#socket = socket;
  }

  #end(): void {
    this.#ended = true;
    this.#tellReadable();
  }

  #fail(thrown: unknown): void {
    this.#broken = hostError(thrown);
    this.#ended = true;
    this.#written();
    this.#tellReadable();
  }

  /** Lets the host write a piece as soon as there is room. */
  #hand(chunk: Uint8Array): void {
    const done = (error?: Error | null): void => {
      if (error !== undefined && error !== null) this.#broken = hostError(error);
      this.#written();
    };
    if (this.#socket !== undefined) {
      this.#socket.ref();
      this.#socket.write(chunk, done);
      return;
    }
    // A slow terminal: a thread of Node's pool waits in write(2) on the caller's own, blocking descriptor.
    fs.write(this.#descriptor, chunk, 0, chunk.length, null, (error, count) => {
      if (error === null && count < chunk.length) this.#hand(chunk.subarray(count));
      else if (error !== null && again(error)) setTimeout(() => this.#hand(chunk), RETRY_MS);
      else done(error);
    });
  }

  #written(): void {
    this.#pending = 0;
    if (this.#onReadable === undefined) this.#socket?.unref();
    for (const callback of this.#onWritable.splice(0)) callback();
  }

  #tellReadable(): void {
    const callback = this.#onReadable;
    this.#onReadable = undefined;
    if (this.#pending === 0) this.#socket?.unref();
    callback?.();
  }
}

/** A description of our own for the same pipe or terminal; the caller's where the host gives none. */
function reopen(descriptor: number, flags: number): number {
  const read = (flags & OpenFlags.read) !== 0;
  const write = (flags & OpenFlags.write) !== 0;
  try {
    const mode = read && write ? O_RDWR : write ? O_WRONLY : O_RDONLY;
    return fs.openSync(`/proc/self/fd/${descriptor}`, mode | O_NONBLOCK | O_NOCTTY);
  } catch {
    // Another user's pipe, or no /proc: then the caller's own description becomes non-blocking, and Node resets it at exit.
    return descriptor;
  }
}

function again(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN';
}
