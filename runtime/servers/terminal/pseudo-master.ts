/**
 * The master of a pseudo-terminal. What is asked of it is answered by the terminal behind it, as on Linux; only reading and
 * writing are its own. A read with the terminal closed by everybody is EIO; a write then waits for who opens it next.
 */
import { Errno } from '../../generated/errors.ts';
import { AttributeWhen, FlushQueue, TerminalUse } from '../../generated/enums.ts';
import { Availability } from '../../generated/flags.ts';
import { dispatchTerminal, type Terminal } from '../../generated/servers/terminal.ts';
import type { Credentials, FileStatus, Opened, TerminalAttributes, WindowSize } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { StatusSource } from '../streams/drivers.ts';
import { StreamObject } from '../streams/stream-object.ts';
import { MOST_READ, type PseudoTerminal, TYPED_SIGNALS } from './pseudo-terminal.ts';

const PIECE = 4096;

/** What the pair's owner does for its master. */
export interface MasterOwner {
  readonly device: number;
  open(flags: number, credentials: Credentials): Opened | Errno;
  closed(): void;
}

export class PseudoMaster extends StreamObject implements Terminal {
  readonly #pair: PseudoTerminal;
  readonly #owner: MasterOwner;
  readonly #status: StatusSource;

  constructor(pair: PseudoTerminal, owner: MasterOwner, status: StatusSource) {
    super(pair.device.services.ipc);
    this.#pair = pair;
    this.#owner = owner;
    this.#status = status;
    pair.master.side = this;
  }

  receive(into: Lease, _flags: number): number {
    const pair = this.#pair;
    if (into.remaining === 0) return 0;
    const { scratch } = pair.device.services;
    if (pair.status !== 0) {
      scratch[0] = pair.takeStatus();
      return into.put(scratch, 0, 1) === 0 ? Errno.EFAULT : 1;
    }
    if (pair.shown === 0) return pair.left ? Errno.EIO : WOULD_BLOCK;
    let count = 0;
    if (pair.packets) scratch[count++] = 0;
    count += pair.read(scratch, count, Math.min(into.remaining, MOST_READ) - count);
    const done = into.put(scratch, 0, count);
    return done === 0 ? Errno.EFAULT : done;
  }

  send(from: Lease, _flags: number): number {
    const { scratch } = this.#pair.device.services;
    let total = 0;
    while (from.remaining > 0) {
      const most = Math.min(from.remaining, PIECE, this.#pair.room);
      if (most === 0) return total > 0 ? total : WOULD_BLOCK;
      const count = from.take(scratch, 0, most);
      if (count === 0) return total > 0 ? total : Errno.EFAULT;
      total += this.#pair.type(scratch, 0, count);
    }
    return total;
  }

  getAvailability(): number {
    const pair = this.#pair;
    let state = pair.room > 0 ? Availability.writable : 0;
    if (pair.shown > 0 || pair.status !== 0) state |= Availability.readable;
    if (pair.status !== 0) state |= Availability.priority;
    // A read answers at once.
    if (pair.left) state |= Availability.hangUp | Availability.readable;
    return state;
  }

  getStatus(): FileStatus | Errno {
    return this.#status();
  }

  override pending(): number {
    return Math.min(this.#pair.shown, MOST_READ);
  }

  /** Only what changes the terminal is a matter of job control, and only for those whose terminal it is. */
  admit(caller: number, use: number, ignored: boolean): number {
    return use === TerminalUse.change ? this.#pair.device.admit(caller, use, ignored) : 0;
  }

  getAttributes(): TerminalAttributes {
    return this.#pair.device.getAttributes();
  }

  setAttributes(when: number, attributes: TerminalAttributes): number {
    return this.#pair.device.setAttributes(attributes, when === AttributeWhen.flush);
  }

  getWindowSize(): WindowSize {
    return this.#pair.device.getWindow();
  }

  setWindowSize(size: WindowSize): number {
    this.#pair.device.setWindow(size);
    return 0;
  }

  /** Whoever holds a master may ask; 0 when there is none. */
  getForeground(_session: number): number {
    return this.#pair.device.session.foreground;
  }

  setForeground(session: number, group: number, _caller: number): number {
    return this.#pair.device.session.setForeground(session, group);
  }

  getSession(_caller: number): number {
    return this.#pair.device.session.session || Errno.ENOTTY;
  }

  setControlling(session: number, steal: boolean): number {
    return this.#pair.device.setControlling(session, steal);
  }

  dropControlling(_session: number, _ending: boolean): number {
    return Errno.ENOTTY;
  }

  flush(queue: number): number {
    if (queue !== FlushQueue.output) this.#pair.forgetShown();
    if (queue !== FlushQueue.input) this.#pair.forgetTyped();
    return 0;
  }

  drain(): number {
    return 0;
  }

  flow(stop: boolean, input: boolean): number {
    if (input) {
      const { characters } = this.#pair.device.getAttributes();
      const byte = stop ? characters.stop : characters.start;
      if (byte < 256) this.#pair.type(Uint8Array.of(byte), 0, 1);
    }
    return 0;
  }

  sendBreak(_duration: number): number {
    return 0;
  }

  getOutputPending(): number {
    return 0;
  }

  setExclusive(on: boolean): number {
    this.#pair.device.exclusive = on;
    return 0;
  }

  getExclusive(): boolean {
    return this.#pair.device.exclusive;
  }

  /** The master's own input: what its terminal shows. */
  simulate(byte: number): number {
    this.#pair.write(Uint8Array.of(byte), 0, 1);
    return 0;
  }

  getDevice(): number {
    return this.#owner.device;
  }

  hangUp(): number {
    this.#pair.device.hangUp(false);
    return 0;
  }

  getNumber(): number {
    return this.#pair.number;
  }

  setLocked(on: boolean): number {
    this.#pair.locked = on;
    return 0;
  }

  getLocked(): boolean {
    return this.#pair.locked;
  }

  setPacketMode(on: boolean): number {
    this.#pair.setPackets(on);
    return 0;
  }

  getPacketMode(): boolean {
    return this.#pair.packets;
  }

  signalForeground(signal: number): number {
    if (!TYPED_SIGNALS.includes(signal)) return Errno.EINVAL;
    this.#pair.device.session.signalForeground(signal);
    return 0;
  }

  openPeer(flags: number, credentials: Credentials): Opened | Errno {
    return this.#owner.open(flags, credentials);
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<Terminal>(this, dispatchTerminal);
  }

  protected override closed(): void {
    this.#pair.master.side = undefined;
    this.#owner.closed();
  }
}
