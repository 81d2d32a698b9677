/**
 * VTIME: a read in raw mode that may end without enough bytes. The clock runs while somebody waits; with VMIN 0 from the
 * start of the wait, otherwise from the last byte typed.
 */
import type { TerminalCharacters } from '../../generated/structs.ts';

/** A timer of the machine's clock. */
export interface Timers {
  after(milliseconds: number, callback: () => void): { cancel(): void };
}

const TENTH_MS = 100;

export class ReadTimer {
  readonly #timers: Timers;
  readonly #ended: () => void;
  #running: { cancel(): void } | undefined;
  /** A read found too little and may be waiting. */
  #starved = false;
  #interByte = false;
  #time = 0;
  /** The time is over: the next read takes what is there. */
  expired = false;

  constructor(timers: Timers, ended: () => void) {
    this.#timers = timers;
    this.#ended = ended;
  }

  /** A read answered that it would block. */
  starved(): void {
    this.#starved = true;
  }

  /** A read got what it wanted. */
  satisfied(): void {
    this.#starved = false;
    this.expired = false;
    this.#stop();
  }

  /** Somebody begins to wait. */
  waiting(canonical: boolean, { minimum, time }: TerminalCharacters, some: boolean): void {
    this.#stop();
    if (canonical || !this.#starved || time === 0) return;
    this.#interByte = minimum > 0;
    this.#time = time * TENTH_MS;
    if (!this.#interByte || some) this.#start();
  }

  /** Bytes came while somebody waits. */
  typed(): void {
    if (this.#starved && this.#interByte && this.#time > 0) this.#start();
  }

  #start(): void {
    this.#stop();
    this.#running = this.#timers.after(this.#time, () => {
      this.#running = undefined;
      if (!this.#starved) return;
      this.expired = true;
      this.#ended();
    });
  }

  #stop(): void {
    this.#running?.cancel();
    this.#running = undefined;
  }
}
