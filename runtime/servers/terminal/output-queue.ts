/**
 * Output of a terminal: post-processing (OPOST and its kin), the column, and what the outside has not taken yet. N_TTY's
 * do_output_char.
 */
import { TerminalOutput } from '../../generated/flags.ts';
import type { TerminalAttributes } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const BACKSPACE = 8;
const SPACE = 32;

/** Where output goes: a host terminal, or the other side of a pseudo-terminal. */
export interface Sink {
  /** Takes what fits; WOULD_BLOCK when nothing does, an error when it is gone. */
  write(bytes: Uint8Array, start: number, end: number): number;
  /** Calls back once when there may be room again. */
  whenWritable(callback: () => void): void;
}

export function isControl(byte: number): boolean {
  return byte < 32 || byte === 127;
}

/** Whether a byte goes on a UTF-8 character. */
export function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function upper(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}

export class OutputQueue {
  readonly #sink: Sink;
  readonly #attributes: () => TerminalAttributes;
  readonly #moved: () => void;
  #bytes = new Uint8Array(1024);
  #start = 0;
  #end = 0;
  #waiting = false;
  #column = 0;
  /** Stopped by ^S or tcflow: nothing leaves. */
  stopped = false;

  /** @param moved called when room appears after there was none */
  constructor(sink: Sink, attributes: () => TerminalAttributes, moved: () => void) {
    this.#sink = sink;
    this.#attributes = attributes;
    this.#moved = moved;
  }

  get pending(): number {
    return this.#end - this.#start;
  }

  get column(): number {
    return this.#column;
  }

  /** Processes bytes as the output flags say. `flush` sends them. */
  put(bytes: Uint8Array, start: number, end: number): void {
    const { output } = this.#attributes();
    if ((output & TerminalOutput.process) === 0) {
      for (let i = start; i < end; i++) this.#add(bytes[i] ?? 0);
      return;
    }
    for (let i = start; i < end; i++) this.#process(bytes[i] ?? 0, output);
  }

  putByte(byte: number): void {
    const { output } = this.#attributes();
    if ((output & TerminalOutput.process) === 0) this.#add(byte);
    else this.#process(byte, output);
  }

  /** Back over a tab that was erased: so many columns. */
  backspace(count: number): void {
    for (let i = 0; i < count; i++) this.#add(BACKSPACE);
    this.#column = Math.max(0, this.#column - count);
  }

  /** Sends what the sink takes. */
  flush(): void {
    if (this.stopped || this.#waiting) return;
    while (this.#start < this.#end) {
      const count = this.#sink.write(this.#bytes, this.#start, this.#end);
      if (count === WOULD_BLOCK || count === 0) {
        this.#waiting = true;
        this.#sink.whenWritable(() => {
          this.#waiting = false;
          this.flush();
          if (this.pending === 0) this.#moved();
        });
        return;
      }
      // The outside is gone: what is written to it is lost.
      if (count < 0) break;
      this.#start += count;
    }
    this.#start = 0;
    this.#end = 0;
  }

  /** Throws away what has not left yet. */
  discard(): void {
    this.#start = 0;
    this.#end = 0;
  }

  #process(byte: number, output: number): void {
    switch (byte) {
      case NEWLINE:
        if ((output & TerminalOutput.newlineReturns) !== 0) this.#column = 0;
        if ((output & TerminalOutput.newlineToReturnNewline) !== 0) {
          this.#column = 0;
          this.#add(RETURN);
        }
        break;
      case RETURN:
        if ((output & TerminalOutput.noReturnAtColumn0) !== 0 && this.#column === 0) return;
        if ((output & TerminalOutput.returnToNewline) !== 0) {
          if ((output & TerminalOutput.newlineReturns) !== 0) this.#column = 0;
          this.#add(NEWLINE);
          return;
        }
        this.#column = 0;
        break;
      case TAB: {
        const spaces = 8 - (this.#column & 7);
        this.#column += spaces;
        if ((output & TerminalOutput.expandTabs) !== 0) {
          for (let i = 0; i < spaces; i++) this.#add(SPACE);
          return;
        }
        break;
      }
      case BACKSPACE:
        if (this.#column > 0) this.#column--;
        break;
      default:
        if (!isControl(byte)) {
          if (!isContinuation(byte)) this.#column++;
          if ((output & TerminalOutput.lowerToUpper) !== 0) return this.#add(upper(byte));
        }
    }
    this.#add(byte);
  }

  #add(byte: number): void {
    if (this.#end === this.#bytes.length) {
      const pending = this.#bytes.subarray(this.#start, this.#end);
      const next = this.#start > 0 ? this.#bytes : new Uint8Array(this.#bytes.length * 2);
      next.set(pending);
      this.#bytes = next;
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#bytes[this.#end++] = byte;
  }
}
