/** One open of a terminal. */
import type { Errno } from '../../generated/errors.ts';
import { AttributeWhen } from '../../generated/enums.ts';
import { SendFlags } from '../../generated/flags.ts';
import { dispatchTerminal, type Terminal } from '../../generated/servers/terminal.ts';
import type { FileStatus, TerminalAttributes, WindowSize } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { StatusSource } from '../streams/drivers.ts';
import { StreamObject } from '../streams/stream-object.ts';
import type { TerminalDevice } from './terminal-device.ts';

export class TerminalOpen extends StreamObject implements Terminal {
  readonly #device: TerminalDevice;
  readonly #status: StatusSource;

  constructor(device: TerminalDevice, status: StatusSource) {
    super(device.services.ipc);
    this.#device = device;
    this.#status = status;
  }

  receive(into: Lease, flags: number): number {
    return this.#device.receive(into, (flags & SendFlags.dontWait) !== 0);
  }

  send(from: Lease, _flags: number): number {
    return this.#device.send(from);
  }

  getAvailability(): number {
    return this.#device.polled();
  }

  getStatus(): FileStatus | Errno {
    return this.#status();
  }

  override pending(): number {
    return this.#device.pending();
  }

  override subscribe(watcher: ObjectHandle): number {
    super.subscribe(watcher);
    this.#device.waiting();
    return 0;
  }

  /** Tells without asking for input, which a poll would. */
  override tell(): void {
    if (!this.watchers.empty) this.watchers.notify(this.#device.availability());
  }

  admit(caller: number, use: number, ignored: boolean): number {
    return this.#device.admit(caller, use, ignored);
  }

  getAttributes(): TerminalAttributes {
    return this.#device.getAttributes();
  }

  setAttributes(when: number, attributes: TerminalAttributes): number {
    return this.#device.setAttributes(attributes, when === AttributeWhen.flush);
  }

  getWindowSize(): WindowSize {
    return this.#device.getWindow();
  }

  setWindowSize(size: WindowSize): number {
    this.#device.setWindow(size);
    return 0;
  }

  getForeground(session: number): number {
    return this.#device.session.getForeground(session);
  }

  setForeground(session: number, group: number, _caller: number): number {
    return this.#device.session.setForeground(session, group);
  }

  getSession(): number {
    return this.#device.session.getSession();
  }

  setControlling(session: number, steal: boolean): number {
    return this.#device.setControlling(session, steal);
  }

  dropControlling(session: number): number {
    return this.#device.dropControlling(session);
  }

  flush(queue: number): number {
    return this.#device.flush(queue);
  }

  drain(): number {
    return this.#device.drain();
  }

  flow(stop: boolean, input: boolean): number {
    return this.#device.flow(stop, input);
  }

  /** No line here has a break condition: it is over at once, as on a pseudo-terminal. */
  sendBreak(_duration: number): number {
    return 0;
  }

  getOutputPending(): number {
    return this.#device.outputPending;
  }

  setExclusive(on: boolean): number {
    this.#device.exclusive = on;
    return 0;
  }

  simulate(byte: number): number {
    this.#device.type(Uint8Array.of(byte));
    return 0;
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<Terminal>(this, dispatchTerminal);
  }

  protected override closed(): void {
    this.#device.closed(this);
  }
}
