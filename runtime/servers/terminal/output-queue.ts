/**
 * Output of a terminal: post-processing (OPOST and its kin), the column, and what the outside has not taken yet. N_TTY's
 * do_output_char.
 */
import { TerminalInput, TerminalOutput } from '../../generated/flags.ts';
import type { TerminalAttributes } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const BACKSPACE = 8;
const SPACE = 32;
/** Most that waits when the outside takes nothing: what is echoed beyond it is lost. */
const MOST = 65_536;
const CARET = 94;

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

/** With the letters of Latin-1, as the kernel's own table has them. */
export function upper(byte: number): number {
  const lower = (byte >= 97 && byte <= 122) || (byte >= 0xe0 && byte <= 0xfe && byte !== 0xf7);
  return lower ? byte - 32 : byte;
}

export function lower(byte: number): number {
  const isUpper = (byte >= 65 && byte <= 90) || (byte >= 0xc0 && byte <= 0xde && byte !== 0xd7);
  return isUpper ? byte + 32 : byte;
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
  /** The column without the echo that has not left: a discard takes that echo back. */
  #firmColumn = 0;
  /** The outside does its own post-processing: bytes go as they are. */
  passing = false;
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
    const { input, output } = this.#attributes();
    const process = (output & TerminalOutput.process) !== 0 && !this.passing;
    for (let i = start; i < end; i++) {
      if (process) this.#process(bytes[i] ?? 0, input, output);
      else this.#add(bytes[i] ?? 0);
    }
    this.#firmColumn = this.#column;
  }

  putByte(byte: number): void {
    const { input, output } = this.#attributes();
    if ((output & TerminalOutput.process) === 0 || this.passing) this.#add(byte);
    else this.#process(byte, input, output);
  }

  /** Shows a control character as ^X, whatever the output flags say. */
  putControl(byte: number): void {
    this.#add(CARET);
    this.#add(byte ^ 0x40);
    this.#column += 2;
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
    this.#firmColumn = this.#column;
  }

  /** Throws away what has not left yet. */
  discard(): void {
    this.#start = 0;
    this.#end = 0;
    this.#column = this.#firmColumn;
  }

  #process(byte: number, input: number, output: number): void {
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
          if ((input & TerminalInput.utf8) === 0 || !isContinuation(byte)) this.#column++;
          if ((output & TerminalOutput.lowerToUpper) !== 0) return this.#add(upper(byte));
        }
    }
    this.#add(byte);
  }

  #add(byte: number): void {
    if (this.#end === this.#bytes.length) {
      const pending = this.#bytes.subarray(this.#start, this.#end);
      if (pending.length >= MOST) return;
      const next = this.#start > 0 ? this.#bytes : new Uint8Array(this.#bytes.length * 2);
      next.set(pending);
      this.#bytes = next;
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#bytes[this.#end++] = byte;
  }
}
