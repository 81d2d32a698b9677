/**
 * A terminal: line discipline, attributes and window; its session is a SessionControl. Opens of it are TerminalOpen objects;
 * what is typed comes in through `type`, output goes to a Sink.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType, FlushQueue, ObjectKind } from '../../generated/enums.ts';
import { Availability, TerminalInput, TerminalLocal } from '../../generated/flags.ts';
import { Signal } from '../../generated/signals.ts';
import type { Opened, TerminalAttributes, WindowSize } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { FileServices } from '../files/services.ts';
import type { StatusSource } from '../streams/drivers.ts';
import { copyAttributes, standardAttributes } from './attributes.ts';
import { InputQueue } from './input-queue.ts';
import type { ControllingTerminals, ProcessGroups } from './jobs.ts';
import { LineDiscipline } from './line-discipline.ts';
import { OutputQueue, type Sink } from './output-queue.ts';
import { ReadTimer, type Timers } from './read-timer.ts';
import { SessionControl } from './session-control.ts';
import { TerminalOpen } from './terminal-open.ts';

/** What the other side of a pseudo-terminal wants to know. */
export interface Outside {
  /** A FlushQueue was thrown away. */
  flushed(queue: number): void;
  stopped(on: boolean): void;
  changed(before: TerminalAttributes, after: TerminalAttributes): void;
  /** How many opens there are now. */
  opens(count: number): void;
}

export interface TerminalOptions {
  readonly services: FileServices;
  readonly sink: Sink;
  readonly groups: ProcessGroups;
  readonly controlling: ControllingTerminals<TerminalDevice>;
  readonly timers: Timers;
  readonly window?: WindowSize;
  /** Somebody wants input, or changed how it is treated: a host terminal is taken over now. */
  readonly wanted?: () => void;
  /** Told what a pseudo-terminal's master hears of. */
  readonly outside?: Outside;
  /** Input is not taken fast enough, or is again: the outside stops or goes on sending. */
  readonly throttle?: (on: boolean) => void;
}

/** Above this many bytes the outside is asked to wait (N_TTY's TTY_THRESHOLD_THROTTLE), below it may go on. */
const HIGH = 3968;
const LOW = 128;
const FULL = 4095;
/** Most bytes that one write takes. */
const PIECE = 2048;

export class TerminalDevice {
  readonly session: SessionControl;
  /** Its device number, once it has one. */
  number = 0;
  readonly #options: TerminalOptions;
  readonly #input = new InputQueue();
  readonly #output: OutputQueue;
  readonly #discipline: LineDiscipline;
  readonly #timer: ReadTimer;
  readonly #opens = new Set<TerminalOpen>();
  #attributes = standardAttributes();
  #window: WindowSize;
  #exclusive = false;
  #throttled = false;
  /** For ever: the line or the master is gone. */
  #gone = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.session = new SessionControl(this, options.groups, options.controlling);
    this.#window = options.window ?? { rows: 24, columns: 80, width: 0, height: 0 };
    this.#output = new OutputQueue(
      options.sink,
      () => this.#attributes,
      () => this.#tell(),
    );
    const host = {
      attributes: (): TerminalAttributes => this.#attributes,
      signal: (signal: number): void => this.session.signalForeground(signal),
      setStopped: (stopped: boolean): void => this.#setStopped(stopped),
      flushed: (): void => options.outside?.flushed(FlushQueue.both),
    };
    this.#discipline = new LineDiscipline(host, this.#input, this.#output);
    this.#timer = new ReadTimer(options.timers, () => this.#tell());
  }

  get services(): FileServices {
    return this.#options.services;
  }

  /** Opens it; the status is that of the node, or of the caller's own terminal. */
  open(status: StatusSource, _flags = 0): Opened {
    const open = new TerminalOpen(this, status);
    open.hungUp = this.#gone;
    this.#opens.add(open);
    this.#options.outside?.opens(this.#opens.size);
    const known = status();
    const node = typeof known === 'number' ? 0 : known.inode;
    return { object: open.handle, kind: ObjectKind.terminal, type: FileType.character, node, availability: 0 };
  }

  closed(open: TerminalOpen): void {
    this.#opens.delete(open);
    this.#options.outside?.opens(this.#opens.size);
  }

  // The outside.

  /** Whether the outside has a line discipline of its own in force, so that output is not to be processed twice. */
  set passing(on: boolean) {
    this.#output.passing = on;
  }

  /** Bytes were typed; `shown` when the outside has echoed them already. */
  type(bytes: Uint8Array, shown = false): void {
    if (this.#gone) return;
    const { local } = this.#attributes;
    if (shown) this.#attributes.local &= ~(TerminalLocal.echo | TerminalLocal.echoNewline);
    this.#discipline.receive(bytes);
    this.#attributes.local = local;
    this.#output.flush();
    this.#timer.typed();
    this.#setThrottle();
    this.#tell();
  }

  /**
   * Readers find the end and writers an error, the session hears of it.
   * @param gone for ever, because the line or the master is gone; otherwise who opens it anew can use it
   */
  hangUp(gone: boolean): void {
    if (this.#gone) return;
    this.#gone = gone;
    for (const open of this.#opens) open.hungUp = true;
    this.#output.discard();
    this.session.hangUp();
    this.#tell();
  }

  setWindow(size: WindowSize): void {
    const { rows, columns, width, height } = this.#window;
    if (rows === size.rows && columns === size.columns && width === size.width && height === size.height) return;
    this.#window = { ...size };
    this.session.signalForeground(Signal.SIGWINCH);
  }

  // Reading and writing.

  /** @param dontWait the caller takes what is there, however little */
  receive(into: Lease, dontWait: boolean): number {
    if (into.remaining === 0) return 0;
    this.#options.wanted?.();
    const { scratch } = this.services;
    const most = Math.min(into.remaining, scratch.length);
    let count: number;
    if (this.#canonical) {
      do count = this.#input.hasLine ? this.#input.readLine(scratch, most) : WOULD_BLOCK;
      while (count === -1);
    } else {
      count = this.#enough(most, dontWait) ? this.#input.readRaw(scratch, most) : WOULD_BLOCK;
    }
    if (count === WOULD_BLOCK) {
      this.#timer.starved();
      return count;
    }
    this.#timer.satisfied();
    this.#setThrottle();
    const done = into.put(scratch, 0, count);
    return done === 0 && count > 0 ? Errno.EFAULT : done;
  }

  send(from: Lease): number {
    const { scratch } = this.services;
    let total = 0;
    while (from.remaining > 0) {
      if (this.#output.stopped || this.#output.pending > 0) return total > 0 ? total : WOULD_BLOCK;
      const count = from.take(scratch, 0, Math.min(from.remaining, PIECE));
      if (count === 0) return total > 0 ? total : Errno.EFAULT;
      this.#output.put(scratch, 0, count);
      this.#output.flush();
      total += count;
    }
    return total;
  }

  availability(): number {
    let state = 0;
    if (this.#canonical ? this.#input.hasLine : this.#input.length >= this.#pollMinimum())
      state |= Availability.readable;
    if (!this.#output.stopped && this.#output.pending === 0) state |= Availability.writable;
    return state;
  }

  /** poll asks: from now on somebody wants input. */
  polled(): number {
    this.#options.wanted?.();
    return this.availability();
  }

  waiting(): void {
    this.#timer.waiting(this.#canonical, this.#attributes.characters, this.#input.length > 0);
  }

  pending(): number {
    return this.#canonical ? this.#input.readableInLines : this.#input.length;
  }

  // What the calls on a terminal ask.

  admit(caller: number, use: number, ignored: boolean): number {
    return this.session.admit(caller, use, ignored, (this.#attributes.local & TerminalLocal.stopOutput) !== 0);
  }

  setControlling(session: number, steal: boolean): number {
    return this.session.setControlling(session, steal);
  }

  dropControlling(session: number, ending: boolean): number {
    return this.session.dropControlling(session, ending);
  }

  getAttributes(): TerminalAttributes {
    return copyAttributes(this.#attributes);
  }

  setAttributes(attributes: TerminalAttributes, flush: boolean): number {
    this.#options.wanted?.();
    if (flush) this.#flushInput();
    const before = this.#canonical;
    const flowed = (this.#attributes.input & TerminalInput.outputFlow) !== 0;
    const old = this.#attributes;
    this.#attributes = copyAttributes(attributes);
    if (before !== this.#canonical) {
      if (this.#canonical) this.#input.takeAsLine();
      else this.#input.forgetLines();
      this.#discipline.reset();
    }
    if (flowed && (attributes.input & TerminalInput.outputFlow) === 0) this.#setStopped(false);
    this.#options.outside?.changed(old, this.#attributes);
    // More may fit now, or whole lines are asked for no longer.
    if (before !== this.#canonical) this.#options.throttle?.(false);
    this.#tell();
    return 0;
  }

  getWindow(): WindowSize {
    return { ...this.#window };
  }

  flush(queue: number): number {
    if (queue !== FlushQueue.output) this.#flushInput();
    if (queue !== FlushQueue.input) {
      this.#output.discard();
      this.#options.outside?.flushed(FlushQueue.output);
    }
    this.#setThrottle();
    this.#tell();
    return 0;
  }

  /** How many bytes can be typed now. A line that is too long is cut, not held back: its end must still come through. */
  get room(): number {
    if (this.#canonical && !this.#input.hasLine) return HIGH;
    return Math.max(0, FULL - this.#input.length);
  }

  drain(): number {
    return this.#output.pending > 0 ? WOULD_BLOCK : 0;
  }

  /** tcflow: our own output, or the other side by sending it a stop or start character. */
  flow(stop: boolean, input: boolean): number {
    if (!input) {
      this.#setStopped(stop);
      return 0;
    }
    const { stop: stopByte, start } = this.#attributes.characters;
    const byte = stop ? stopByte : start;
    if (byte < 256) this.#options.sink.write(Uint8Array.of(byte), 0, 1);
    return 0;
  }

  get outputPending(): number {
    return this.#output.pending;
  }

  get exclusive(): boolean {
    return this.#exclusive;
  }

  set exclusive(on: boolean) {
    this.#exclusive = on;
  }

  get #canonical(): boolean {
    return (this.#attributes.local & TerminalLocal.canonical) !== 0;
  }

  /** Raw mode: whether a read returns now, by VMIN and VTIME. */
  #enough(most: number, dontWait: boolean): boolean {
    const { minimum, time } = this.#attributes.characters;
    const { length } = this.#input;
    if (this.#timer.expired) return true;
    if (minimum === 0) return length > 0 || time === 0;
    return length >= Math.min(dontWait ? 1 : minimum, most);
  }

  #pollMinimum(): number {
    const { minimum, time } = this.#attributes.characters;
    return time === 0 && minimum > 0 ? minimum : 1;
  }

  #setStopped(stopped: boolean): void {
    if (this.#output.stopped === stopped) return;
    this.#output.stopped = stopped;
    this.#options.outside?.stopped(stopped);
    if (!stopped) this.#output.flush();
    this.#tell();
  }

  #flushInput(): void {
    this.#input.clear();
    this.#options.outside?.flushed(FlushQueue.input);
  }

  #setThrottle(): void {
    const { length } = this.#input;
    const on = this.#throttled ? length > LOW : length > HIGH && (!this.#canonical || this.#input.hasLine);
    if (on === this.#throttled) return;
    this.#throttled = on;
    this.#options.throttle?.(on);
  }

  #tell(): void {
    for (const open of this.#opens) open.tell();
  }
}
