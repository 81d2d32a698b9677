/** One open of a terminal. When the terminal was hung up under it, it reads the end and answers EIO to all else. */
import { Errno } from '../../generated/errors.ts';
import { AttributeWhen } from '../../generated/enums.ts';
import { Availability, SendFlags } from '../../generated/flags.ts';
import { dispatchTerminal, type Terminal } from '../../generated/servers/terminal.ts';
import type { Credentials, FileStatus, Opened, TerminalAttributes, WindowSize } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { StatusSource } from '../streams/drivers.ts';
import { StreamObject } from '../streams/stream-object.ts';
import type { TerminalDevice } from './terminal-device.ts';

/** What poll finds after a hang-up: everything answers at once. */
const HUNG_UP = Availability.readable | Availability.writable | Availability.error | Availability.hangUp;

export class TerminalOpen extends StreamObject implements Terminal {
  hungUp = false;
  readonly #device: TerminalDevice;
  readonly #status: StatusSource;

  constructor(device: TerminalDevice, status: StatusSource) {
    super(device.services.ipc);
    this.#device = device;
    this.#status = status;
  }

  receive(into: Lease, flags: number): number {
    return this.hungUp ? 0 : this.#device.receive(into, (flags & SendFlags.dontWait) !== 0);
  }

  send(from: Lease, _flags: number): number {
    return this.hungUp ? Errno.EIO : this.#device.send(from);
  }

  getAvailability(): number {
    return this.hungUp ? HUNG_UP : this.#device.polled();
  }

  getStatus(): FileStatus | Errno {
    return this.#status();
  }

  override pending(): number {
    return this.hungUp ? Errno.EIO : this.#device.pending();
  }

  override reopen(): Opened | Errno {
    return this.#device.open(this.#status);
  }

  override subscribe(watcher: ObjectHandle): number {
    super.subscribe(watcher);
    this.#device.waiting();
    return 0;
  }

  /** Tells without asking for input, which a poll would. */
  override tell(): void {
    if (!this.watchers.empty) this.watchers.notify(this.hungUp ? HUNG_UP : this.#device.availability());
  }

  admit(caller: number, use: number, ignored: boolean): number {
    return this.hungUp ? 0 : this.#device.admit(caller, use, ignored);
  }

  getAttributes(): TerminalAttributes | Errno {
    return this.hungUp ? Errno.EIO : this.#device.getAttributes();
  }

  setAttributes(when: number, attributes: TerminalAttributes): number {
    return this.hungUp ? Errno.EIO : this.#device.setAttributes(attributes, when === AttributeWhen.flush);
  }

  getWindowSize(): WindowSize | Errno {
    return this.hungUp ? Errno.EIO : this.#device.getWindow();
  }

  setWindowSize(size: WindowSize): number {
    if (this.hungUp) return Errno.EIO;
    this.#device.setWindow(size);
    return 0;
  }

  getForeground(session: number): number {
    return this.hungUp ? Errno.EIO : this.#device.session.getForeground(session);
  }

  /** The one question whose answer stays: shells take ENOTTY as "no job control any more". */
  setForeground(session: number, group: number, _caller: number): number {
    return this.hungUp ? Errno.ENOTTY : this.#device.session.setForeground(session, group);
  }

  getSession(caller: number): number {
    return this.hungUp ? Errno.EIO : this.#device.session.getSession(caller);
  }

  setControlling(session: number, steal: boolean): number {
    return this.hungUp ? Errno.EIO : this.#device.setControlling(session, steal);
  }

  dropControlling(session: number, ending: boolean): number {
    return this.hungUp ? Errno.EIO : this.#device.dropControlling(session, ending);
  }

  flush(queue: number): number {
    return this.hungUp ? Errno.EIO : this.#device.flush(queue);
  }

  drain(): number {
    return this.hungUp ? Errno.EIO : this.#device.drain();
  }

  flow(stop: boolean, input: boolean): number {
    return this.hungUp ? Errno.EIO : this.#device.flow(stop, input);
  }

  /** No line here has a break condition: it is over at once, as on a pseudo-terminal. */
  sendBreak(_duration: number): number {
    return this.hungUp ? Errno.EIO : 0;
  }

  getOutputPending(): number {
    return this.hungUp ? Errno.EIO : this.#device.outputPending;
  }

  setExclusive(on: boolean): number {
    if (this.hungUp) return Errno.EIO;
    this.#device.exclusive = on;
    return 0;
  }

  getExclusive(): boolean | Errno {
    return this.hungUp ? Errno.EIO : this.#device.exclusive;
  }

  simulate(byte: number): number {
    if (this.hungUp) return Errno.EIO;
    this.#device.type(Uint8Array.of(byte));
    return 0;
  }

  getDevice(): number {
    return this.hungUp ? Errno.EIO : this.#device.number;
  }

  hangUp(): number {
    if (this.hungUp) return Errno.EIO;
    this.#device.hangUp(false);
    return 0;
  }

  // What only a master answers.

  getNumber(): number {
    return this.hungUp ? Errno.EIO : Errno.ENOTTY;
  }

  setLocked(_on: boolean): number {
    return this.getNumber();
  }

  getLocked(): Errno {
    return this.getNumber();
  }

  setPacketMode(_on: boolean): number {
    return this.getNumber();
  }

  getPacketMode(): Errno {
    return this.getNumber();
  }

  signalForeground(_signal: number): number {
    return this.getNumber();
  }

  openPeer(_flags: number, _credentials: Credentials): Opened | Errno {
    return Errno.EIO;
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<Terminal>(this, dispatchTerminal);
  }

  protected override closed(): void {
    this.#device.closed(this);
  }
}
