/**
 * An open description: what every duplicate of a descriptor shares. Offset and status flags live here, in the client;
 * the server object behind it is told only what concerns it.
 */
import { OpenFlags } from '../../generated/flags.ts';
import { FileType } from '../../generated/enums.ts';
import type { FileStub } from '../../generated/servers/file.ts';
import type { Stream } from '../../generated/servers/stream.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { QueueDescriptor } from '../events/queue-descriptor.ts';
import type { Special } from '../events/special.ts';
import type { TerminalStub } from '../../generated/servers/terminal.ts';
import type { Leases } from '../leases/leases.ts';
import type { Place } from '../names/mount-table.ts';
import type { ReadySignal } from './ready-signal.ts';
import type { DirectoryNotices } from '../notices/directory-notices.ts';
import { noteClosed } from '../notices/tell.ts';
import type { SocketClient } from '../sockets/socket-client.ts';

/** A stream that can be named to others. */
export type OpenStream = Stream & { readonly handle: ObjectHandle };

/** The server object behind a description; a path-only descriptor has none. */
export type Behind =
  | { readonly kind: 'file' | 'directory'; readonly file: FileStub }
  | { readonly kind: 'stream'; readonly stream: OpenStream; readonly special?: Special }
  | { readonly kind: 'socket'; readonly client: SocketClient }
  | {
      readonly kind: 'terminal';
      readonly stream: OpenStream;
      readonly terminal: TerminalStub;
      readonly master: boolean;
    }
  | { readonly kind: 'path' };

export class OpenDescription {
  readonly kind: Behind['kind'];
  readonly file: FileStub | undefined;
  readonly stream: OpenStream | undefined;
  /** What else is known of an event descriptor. */
  readonly special: Special | undefined;
  /** The event queues that watch it. */
  queues: Set<QueueDescriptor> | undefined;
  /** Who gets a signal when something can be done with it, once somebody asked. */
  readySignal: ReadySignal | undefined;
  /** Who asked for signals of a directory. */
  directoryNotices: DirectoryNotices | undefined;
  /** Where its lease is known, while it has one. */
  leased: Leases | undefined;
  readonly terminal: TerminalStub | undefined;
  /** What the client keeps of a socket. */
  readonly client: SocketClient | undefined;
  /** The master of a pseudo-terminal: it controls no session. */
  readonly master: boolean;
  /** The type of the node behind it. */
  readonly type: number;
  /** Its name, where it has one (pipes do not). */
  readonly place: Place | undefined;
  /** Neutral OpenFlags. */
  flags: number;
  /** The offset of the next read or write; of a directory, the cookie of the next entry. */
  position = 0;
  /** Owner of this description's own locks (flock, OFD). */
  readonly lockOwner: number;
  #references = 0;
  /** How many of the references are messages on their way through sockets. */
  inFlight = 0;

  constructor(behind: Behind, type: number, place: Place | undefined, flags: number, lockOwner: number) {
    this.kind = behind.kind;
    this.file = behind.kind === 'file' || behind.kind === 'directory' ? behind.file : undefined;
    this.special = behind.kind === 'stream' ? behind.special : undefined;
    this.client = behind.kind === 'socket' ? behind.client : undefined;
    this.stream = 'stream' in behind ? behind.stream : this.client?.socket;
    this.terminal = behind.kind === 'terminal' ? behind.terminal : undefined;
    this.master = behind.kind === 'terminal' && behind.master;
    this.type = type;
    this.place = place;
    this.flags = flags;
    this.lockOwner = lockOwner;
    place?.mount.tree.hold(place.node);
  }

  get readable(): boolean {
    return (this.flags & OpenFlags.read) !== 0;
  }

  get writable(): boolean {
    return (this.flags & OpenFlags.write) !== 0;
  }

  get nonblocking(): boolean {
    return (this.flags & OpenFlags.nonblock) !== 0;
  }

  /** A device that is read and written at any offset, and has none. */
  get ignoresOffsets(): boolean {
    return this.kind === 'stream' && this.type === FileType.character;
  }

  /** Has no offset but answers a seek all the same (null_lseek of Linux's memory devices, noop_llseek of its event descriptors). */
  get seekIsNothing(): boolean {
    return this.kind === 'stream' && (this.type === FileType.character || this.special?.seekIsNothing === true);
  }

  /** One more descriptor refers to it. */
  retain(): this {
    this.#references++;
    return this;
  }

  /** Whether no descriptor refers to it, only messages do. */
  get onlyInFlight(): boolean {
    return this.#references === this.inFlight;
  }

  /** One descriptor less; the last one closes the object. */
  release(): void {
    if (--this.#references > 0) {
      if (this.inFlight > 0 && this.onlyInFlight) this.client?.onlyInFlight();
      return;
    }
    if (this.queues !== undefined) for (const queue of this.queues) queue.closed(this);
    this.leased?.giveUp(this);
    this.directoryNotices?.close();
    this.readySignal?.close();
    this.special?.released();
    noteClosed(this);
    (this.file ?? this.stream)?.close(this.lockOwner);
    this.client?.close();
    this.place?.mount.tree.release(this.place.node);
  }
}
