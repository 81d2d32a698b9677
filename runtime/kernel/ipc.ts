/**
 * How a stub reaches its object: directly on the same processor, through a port on another one.
 *
 * Each processor has one `Ipc`: its object table, a port per other processor, and two counters that
 * prove how calls went. A stub asks `local` once, keeps the object, and from then on a local call is
 * a method call and a count.
 */
import { ObjectTable } from './object-table.ts';
import type { Message } from './message.ts';
import type { ObjectHandle } from './object-handle.ts';

/** Local calls made and messages sent since the start. */
export interface Counters {
  calls: number;
  messages: number;
}

/** The way to another processor. */
export interface Port {
  /** An empty message to encode a call in. Messages are reused: one is good until its answer is read. */
  open(): Message;
  /** Sends the call and waits; afterwards the message stands at the start of the answer. */
  call(target: ObjectHandle, method: number, message: Message): void;
  /** Sends an asynchronous call; there is no answer. */
  send(target: ObjectHandle, method: number, message: Message): void;
  /** The answer of `call` was read; the message may be reused. */
  done(message: Message): void;
}

export class Ipc {
  readonly counters: Counters = { calls: 0, messages: 0 };
  readonly table: ObjectTable;
  #ports = new Map<number, Port>();
  #everything: Port | undefined;

  constructor(table: ObjectTable = new ObjectTable(1)) {
    this.table = table;
  }

  /** Connects to the processor that holds the objects with this `comm`. */
  connect(comm: number, port: Port): void {
    this.#ports.set(comm, port);
  }

  /** Sends every call of stubs made from now on through one port, local ones too: tests run so. */
  divert(port: Port | undefined): void {
    this.#everything = port;
  }

  /** The object itself when it may be called directly, undefined when a message is needed. */
  local(handle: ObjectHandle): unknown {
    return this.#everything === undefined ? this.table.resolve(handle) : undefined;
  }

  /** The port that leads to an object which is not local. */
  port(handle: ObjectHandle): Port {
    const port = this.#everything ?? this.#ports.get(handle.comm);
    if (port === undefined) throw new Error(`no way to object ${handle.index} of processor ${handle.comm}`);
    return port;
  }
}
