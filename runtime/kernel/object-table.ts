/**
 * The objects of one processor that others may name, and what they may do with them.
 *
 * An entry holds the object, the dispatcher of its interface (for calls that come as messages), and
 * as in K42 the owner, the rights of the owner and of everybody else, and a word of client data.
 * Entries are reused with a new sequence number, so a stale handle resolves to nothing.
 */
import type { Message } from './message.ts';
import type { ObjectHandle } from './object-handle.ts';

/** Decodes one call, makes it on the object, and leaves the encoded answer in the message. */
export type Dispatch<T> = (object: T, method: number, message: Message) => void;

export const Right = { call: 1, give: 2, destroy: 4, all: 7 } as const;

export interface EntryOptions {
  /** Process that owns the entry; 0 is the kernel. */
  readonly owner?: number;
  readonly ownerRights?: number;
  readonly otherRights?: number;
  /** A word that the server finds again with every call. */
  readonly clientData?: number;
}

export interface Entry {
  readonly object: unknown;
  readonly dispatch: Dispatch<unknown>;
  readonly handle: ObjectHandle;
  readonly owner: number;
  readonly ownerRights: number;
  readonly otherRights: number;
  readonly clientData: number;
}

export class ObjectTable {
  readonly comm: number;
  #entries: (Entry | undefined)[] = [undefined];
  #sequences: number[] = [0];
  #free: number[] = [];

  constructor(comm: number) {
    this.comm = comm;
  }

  /** Enters an object; the handle is good until `remove`. */
  register<T>(object: T, dispatch: Dispatch<T>, options: EntryOptions = {}): ObjectHandle {
    const index = this.#free.pop() ?? this.#entries.length;
    const sequence = (this.#sequences[index] ?? 0) + 1;
    this.#sequences[index] = sequence;
    const handle = { comm: this.comm, index, sequence };
    this.#entries[index] = {
      object,
      // The entry keeps object and dispatcher together, so the dispatcher only ever sees its own type.
      dispatch: dispatch as Dispatch<unknown>,
      handle,
      owner: options.owner ?? 0,
      ownerRights: options.ownerRights ?? Right.all,
      otherRights: options.otherRights ?? Right.call,
      clientData: options.clientData ?? 0,
    };
    return handle;
  }

  /** The entry behind a handle of this table, or undefined when it is gone. */
  entry(handle: ObjectHandle): Entry | undefined {
    if (handle.comm !== this.comm) return undefined;
    const entry = this.#entries[handle.index];
    return entry !== undefined && entry.handle.sequence === handle.sequence ? entry : undefined;
  }

  /** The object behind a handle of this table. The caller knows its interface from the handle's type. */
  resolve(handle: ObjectHandle): unknown {
    return this.entry(handle)?.object;
  }

  /** Replaces the object behind a handle (hot-swapping): handles stay good, new calls reach the new one. */
  replace<T>(handle: ObjectHandle, object: T, dispatch: Dispatch<T>): boolean {
    const entry = this.entry(handle);
    if (entry === undefined) return false;
    this.#entries[handle.index] = { ...entry, object, dispatch: dispatch as Dispatch<unknown> };
    return true;
  }

  /** Takes an object out; its handles are stale from now on. */
  remove(handle: ObjectHandle): boolean {
    if (this.entry(handle) === undefined) return false;
    this.#entries[handle.index] = undefined;
    this.#free.push(handle.index);
    return true;
  }

  /** Number of live entries: tests look for leaks with it. */
  get size(): number {
    return this.#entries.length - 1 - this.#free.length;
  }
}
