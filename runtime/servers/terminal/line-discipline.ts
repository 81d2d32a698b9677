/**
 * What happens to a byte that is typed: N_TTY's n_tty_receive_char and its echo, termios(3). Signals and flow control
 * first, then translation, then line editing in canonical mode, then the queue.
 */
import { TerminalInput, TerminalLocal } from '../../generated/flags.ts';
import { Signal } from '../../generated/signals.ts';
import type { TerminalAttributes } from '../../generated/structs.ts';
import { LineEditor } from './line-editor.ts';
import type { InputQueue } from './input-queue.ts';
import { lower, type OutputQueue } from './output-queue.ts';

const NEWLINE = 10;
const RETURN = 13;
const BELL = 7;

export interface DisciplineHost {
  attributes(): TerminalAttributes;
  /** To the foreground group; a neutral signal. */
  signal(signal: number): void;
  setStopped(stopped: boolean): void;
  /** Both queues were thrown away. */
  flushed(): void;
}

export class LineDiscipline {
  readonly #host: DisciplineHost;
  readonly #input: InputQueue;
  readonly #output: OutputQueue;
  readonly #editor: LineEditor;
  /** The next byte is taken as it is (VLNEXT). */
  #literal = false;

  constructor(host: DisciplineHost, input: InputQueue, output: OutputQueue) {
    this.#host = host;
    this.#input = input;
    this.#output = output;
    this.#editor = new LineEditor(() => host.attributes(), input, output);
  }

  /** Takes typed bytes; echo is in the output queue afterwards, not yet flushed. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#receive(byte);
  }

  /** The attributes changed: half-finished editing is over. */
  reset(): void {
    this.#literal = false;
    this.#editor.reset();
  }

  #receive(typed: number): void {
    const attributes = this.#host.attributes();
    const { input, local } = attributes;
    let byte = (input & TerminalInput.strip) !== 0 ? typed & 0x7f : typed;
    if ((input & TerminalInput.upperToLower) !== 0 && (local & TerminalLocal.extended) !== 0) {
      byte = lower(byte);
    }
    if (this.#literal) {
      this.#literal = false;
      this.#take(byte, attributes, false);
      return;
    }
    const returned = byte === RETURN;
    if (this.#flow(byte, attributes) || this.#signalled(byte, attributes)) return;
    if (byte === RETURN) {
      if ((input & TerminalInput.ignoreReturn) !== 0) return;
      if ((input & TerminalInput.returnToNewline) !== 0) byte = NEWLINE;
    } else if (byte === NEWLINE && (input & TerminalInput.newlineToReturn) !== 0) {
      byte = RETURN;
    }
    if ((local & TerminalLocal.canonical) !== 0 && this.#edit(byte, attributes)) return;
    this.#take(byte, attributes, returned);
  }

  /** ^S and ^Q, and with IXANY any other byte while stopped. */
  #flow(byte: number, { input, local, characters }: TerminalAttributes): boolean {
    if ((input & TerminalInput.outputFlow) === 0) return false;
    if (byte === characters.start) {
      this.#host.setStopped(false);
      return true;
    }
    if (byte === characters.stop) {
      this.#host.setStopped(true);
      return true;
    }
    const special =
      (local & TerminalLocal.signals) !== 0 &&
      (byte === characters.interrupt || byte === characters.quit || byte === characters.suspend);
    if (!special && this.#output.stopped && (input & TerminalInput.anyRestarts) !== 0) this.#host.setStopped(false);
    return false;
  }

  #signalled(byte: number, { input, local, characters }: TerminalAttributes): boolean {
    if ((local & TerminalLocal.signals) === 0) return false;
    const signal =
      byte === characters.interrupt
        ? Signal.SIGINT
        : byte === characters.quit
          ? Signal.SIGQUIT
          : byte === characters.suspend
            ? Signal.SIGTSTP
            : byte === characters.status
              ? Signal.SIGINFO
              : 0;
    if (signal === 0) return false;
    if (signal !== Signal.SIGINFO && (local & TerminalLocal.noFlush) === 0) {
      this.#output.discard();
      this.#input.clear();
      this.reset();
      this.#host.flushed();
    }
    this.#host.signal(signal);
    if ((input & TerminalInput.outputFlow) !== 0 && this.#output.stopped) this.#host.setStopped(false);
    if ((local & TerminalLocal.echo) !== 0) this.#editor.echo(byte);
    return true;
  }

  /** Line editing; whether the byte was used up. */
  #edit(byte: number, attributes: TerminalAttributes): boolean {
    const { local, characters } = attributes;
    const extended = (local & TerminalLocal.extended) !== 0;
    const echo = (local & TerminalLocal.echo) !== 0;
    if (byte === characters.erase) this.#editor.erase();
    else if (byte === characters.kill) this.#editor.kill();
    else if (byte === characters.wordErase && extended) this.#editor.eraseWord();
    else if (byte === characters.literalNext && extended) {
      this.#literal = true;
      if (echo) this.#editor.announceLiteral();
    } else if (byte === characters.reprint && echo && extended) this.#editor.reprint();
    else if (byte === NEWLINE) {
      if (echo || (local & TerminalLocal.echoNewline) !== 0) {
        this.#editor.finishErasing();
        this.#output.putByte(NEWLINE);
      }
      this.#input.endLine(NEWLINE, false);
    } else if (byte === characters.endOfFile) {
      this.#input.endLine(0, true);
    } else if (byte === characters.endOfLine || (byte === characters.endOfLine2 && extended)) {
      if (echo) this.#editor.echo(byte);
      this.#input.endLine(byte, false);
    } else return false;
    return true;
  }

  /** An ordinary byte: echoed and queued. A newline that was typed as a return looks like one, any other like ^J. */
  #take(byte: number, { input, local }: TerminalAttributes, returned: boolean): void {
    if (this.#input.full) {
      // A line that is too long can still be ended or erased; what is more is lost, with a bell.
      if ((input & TerminalInput.bellWhenFull) !== 0) this.#output.putByte(BELL);
      return;
    }
    if ((local & TerminalLocal.echo) !== 0) {
      this.#editor.finishErasing();
      if (returned && byte === NEWLINE) this.#output.putByte(NEWLINE);
      else this.#editor.echo(byte);
    }
    // PARMRK: 255 is doubled so that it is not taken for a mark.
    if (byte === 255 && (input & TerminalInput.markParity) !== 0) this.#input.add(255);
    this.#input.add(byte);
  }
}
