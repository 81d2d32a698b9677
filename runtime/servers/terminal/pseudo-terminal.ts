/**
 * A pseudo-terminal, pty(7): a terminal whose outside is not a line but an object that a program holds, the master. What is
 * written to the master is typed at the terminal; what the terminal shows is read from the master.
 */
import { Errno } from '../../generated/errors.ts';
import { FlushQueue } from '../../generated/enums.ts';
import { TerminalInput, TerminalLocal } from '../../generated/flags.ts';
import { Signal } from '../../generated/signals.ts';
import type { TerminalAttributes } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { ByteQueue } from './byte-queue.ts';
import type { Sink } from './output-queue.ts';
import { TerminalDevice, type TerminalOptions } from './terminal-device.ts';

/** What one direction holds besides the terminal's own queue, so that a full one is as long as Linux's. */
const TYPED = 14_336;
const SHOWN = 16_384;
/** Most that one read of a master gives: N_TTY's buffer. */
export const MOST_READ = 4095;

/** What the first byte of a packet tells: TIOCPKT(2const). */
const Packet = { flushRead: 1, flushWrite: 2, stop: 4, start: 8, noStop: 16, doStop: 32, ioctl: 64 } as const;

/** Of a master that cares: something changed for readers or writers. */
export interface MasterSide {
  tell(): void;
}

const STOP = 0x13;
const START = 0x11;

export class PseudoTerminal implements Sink {
  readonly number: number;
  readonly device: TerminalDevice;
  readonly master: { side: MasterSide | undefined } = { side: undefined };
  /** Not yet to be opened (TIOCSPTLCK). */
  locked = true;
  /** Each read of the master begins with a byte that says what happened. */
  packets = false;
  readonly #typed = new ByteQueue(TYPED);
  readonly #shown = new ByteQueue(SHOWN);
  readonly #piece = new Uint8Array(MOST_READ);
  #status = 0;
  #roomWanted: (() => void) | undefined;
  /** It was open once, and is not any more. */
  #left = false;
  #gone = false;
  #feeding = false;

  constructor(number: number, options: Pick<TerminalOptions, 'services' | 'groups' | 'controlling' | 'timers'>) {
    this.number = number;
    this.device = new TerminalDevice({
      ...options,
      sink: this,
      window: { rows: 0, columns: 0, width: 0, height: 0 },
      throttle: (on) => {
        if (!on) this.#feed();
      },
      outside: {
        flushed: (queue) => this.#flushed(queue),
        stopped: (on) => this.#happened(on ? Packet.stop : Packet.start, on ? Packet.start : Packet.stop),
        changed: (before, after) => this.#changed(before, after),
        opens: (count) => {
          this.#left = count === 0;
          this.master.side?.tell();
        },
      },
    });
  }

  // The terminal's side.

  write(bytes: Uint8Array, start: number, end: number): number {
    if (this.#gone) return Errno.EIO;
    const count = this.#shown.put(bytes, start, end);
    if (count === 0) return WOULD_BLOCK;
    this.master.side?.tell();
    return count;
  }

  whenWritable(callback: () => void): void {
    this.#roomWanted = callback;
  }

  // The master's side.

  /** What happened since the last look, 0 for nothing; a packet of its own. */
  takeStatus(): number {
    const status = this.#status;
    this.#status = 0;
    return status;
  }

  get status(): number {
    return this.packets ? this.#status : 0;
  }

  get shown(): number {
    return this.#shown.length;
  }

  /** Whether nobody has the terminal open any more. */
  get left(): boolean {
    return this.#left;
  }

  get room(): number {
    return this.#typed.room;
  }

  setPackets(on: boolean): void {
    if (on && !this.packets) this.#status = 0;
    this.packets = on;
  }

  /** Takes what the terminal showed. */
  read(into: Uint8Array, start: number, most: number): number {
    const count = this.#shown.take(into, start, Math.min(most, MOST_READ));
    if (count > 0) this.#makeRoom();
    return count;
  }

  /** Types what fits; answers how many bytes that were. */
  type(bytes: Uint8Array, start: number, end: number): number {
    const count = this.#typed.put(bytes, start, end);
    this.#feed();
    return count;
  }

  /** The master throws away what it could read at once. */
  forgetShown(): void {
    this.#shown.drop(MOST_READ);
    this.#makeRoom();
  }

  forgetTyped(): void {
    this.#typed.clear();
    this.#happened(0, 0);
  }

  /** The master is closed: the terminal is hung up for ever. */
  end(): void {
    this.#gone = true;
    this.#typed.clear();
    this.#shown.clear();
    this.device.hangUp(true);
    this.#makeRoom();
  }

  /** Hands over what was typed as far as the terminal takes it. */
  #feed(): void {
    // What is typed may read or throttle: that comes back here.
    if (this.#feeding) return;
    this.#feeding = true;
    while (this.#typed.length > 0) {
      const room = Math.min(this.device.room, this.#piece.length);
      if (room <= 0) break;
      const count = this.#typed.take(this.#piece, 0, room);
      this.device.type(this.#piece.subarray(0, count));
    }
    this.#feeding = false;
    this.master.side?.tell();
  }

  #makeRoom(): void {
    const wanted = this.#roomWanted;
    this.#roomWanted = undefined;
    wanted?.();
  }

  #flushed(queue: number): void {
    if (queue !== FlushQueue.output) this.#happened(Packet.flushRead, 0);
    if (queue !== FlushQueue.input) {
      // What has reached the master's own queue is out of reach.
      this.#shown.keep(MOST_READ);
      this.#happened(Packet.flushWrite, 0);
      this.#makeRoom();
    }
  }

  /** What ^S and ^Q mean has changed, or a program on the other side of a network must hear of every change. */
  #changed(before: TerminalAttributes, after: TerminalAttributes): void {
    const external = ((before.local | after.local) & TerminalLocal.external) !== 0;
    if (flows(before) === flows(after) && !external) return;
    if (!this.packets) return;
    const now = flows(after) ? Packet.doStop : Packet.noStop;
    this.#happened(external ? now | Packet.ioctl : now, Packet.doStop | Packet.noStop);
  }

  #happened(set: number, clear: number): void {
    if (this.packets) this.#status = (this.#status & ~clear) | set;
    this.master.side?.tell();
  }
}

function flows({ input, characters }: TerminalAttributes): boolean {
  return (input & TerminalInput.outputFlow) !== 0 && characters.stop === STOP && characters.start === START;
}

/** Signals that TIOCSIG sends: those that are typed. */
export const TYPED_SIGNALS: readonly number[] = [Signal.SIGINT, Signal.SIGQUIT, Signal.SIGTSTP];
