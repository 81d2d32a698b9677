/** Erasing within the line that is being typed, and how it looks: N_TTY's eraser and echo. */
import { TerminalInput, TerminalLocal } from '../../generated/flags.ts';
import type { TerminalAttributes } from '../../generated/structs.ts';
import type { InputQueue } from './input-queue.ts';
import { isContinuation, isControl, type OutputQueue } from './output-queue.ts';

const NEWLINE = 10;
const TAB = 9;
const BACKSPACE = 8;
const SPACE = 32;
const CARET = 94;
const BACKSLASH = 92;
const SLASH = 47;

/** Letters and digits, with the letters of Latin-1: what the word eraser takes for a word. */
function isWord(byte: number): boolean {
  const letter = (byte | 32) >= 97 && (byte | 32) <= 122;
  return letter || (byte >= 48 && byte <= 57) || byte === 95 || (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7);
}

export class LineEditor {
  readonly #attributes: () => TerminalAttributes;
  readonly #input: InputQueue;
  readonly #output: OutputQueue;
  /** Column at which the line began: a tab's width depends on it. */
  #lineColumn = 0;
  /** Within a printed erasure, `\abc/`. */
  #erasing = false;

  constructor(attributes: () => TerminalAttributes, input: InputQueue, output: OutputQueue) {
    this.#attributes = attributes;
    this.#input = input;
    this.#output = output;
  }

  reset(): void {
    this.#erasing = false;
  }

  /** Shows a byte as typed; a control character as ^X. */
  echo(byte: number): void {
    if (this.#input.editing === 0) this.#lineColumn = this.#output.column;
    this.#show(byte);
  }

  /** `^` with the cursor on it, until the literal byte comes. */
  announceLiteral(): void {
    this.finishErasing();
    if (!this.#has(TerminalLocal.echoControl)) return;
    this.#output.putByte(CARET);
    this.#output.putByte(BACKSPACE);
  }

  reprint(): void {
    this.finishErasing();
    this.#show(this.#attributes().characters.reprint);
    this.#output.putByte(NEWLINE);
    for (let back = this.#input.editing; back > 0; back--) this.#show(this.#input.last(back));
  }

  finishErasing(): void {
    if (!this.#erasing) return;
    this.#output.putByte(SLASH);
    this.#erasing = false;
  }

  erase(): void {
    if (this.#input.editing > 0) this.#eraseOne(true);
    this.#finishIfEmpty();
  }

  eraseWord(): void {
    let inWord = false;
    while (this.#input.editing > 0) {
      const byte = this.#input.last(this.#characterLength());
      if (isWord(byte)) inWord = true;
      else if (inWord) break;
      if (!this.#eraseOne(false)) break;
    }
    this.#finishIfEmpty();
  }

  kill(): void {
    if (this.#input.editing === 0) return;
    if (!this.#has(TerminalLocal.echo)) {
      this.#input.drop(this.#input.editing);
      return;
    }
    const neatly = TerminalLocal.echoKill | TerminalLocal.echoKillErase | TerminalLocal.echoErase;
    if ((this.#attributes().local & neatly) !== neatly) {
      this.#input.drop(this.#input.editing);
      this.finishErasing();
      this.#show(this.#attributes().characters.kill);
      if (this.#has(TerminalLocal.echoKill)) this.#output.putByte(NEWLINE);
      return;
    }
    while (this.#input.editing > 0 && this.#eraseOne(false));
    this.#finishIfEmpty();
  }

  /** Bytes of the last character: more than one in UTF-8. */
  #characterLength(): number {
    let length = 1;
    while (this.#continues(this.#input.last(length)) && length < this.#input.editing) length++;
    return length;
  }

  /** Takes back the last character and erases its picture. */
  #eraseOne(single: boolean): boolean {
    const length = this.#characterLength();
    const byte = this.#input.last(length);
    // Only pieces of a character: there is nothing that could be erased from the screen.
    if (this.#continues(byte)) return false;
    const rest: number[] = [];
    for (let back = length - 1; back > 0; back--) rest.push(this.#input.last(back));
    this.#input.drop(length);
    if (!this.#has(TerminalLocal.echo)) return true;
    if (this.#has(TerminalLocal.echoPrint)) {
      if (!this.#erasing) this.#output.putByte(BACKSLASH);
      this.#erasing = true;
      this.#show(byte);
      for (const more of rest) this.#output.putByte(more);
    } else if (single && !this.#has(TerminalLocal.echoErase)) {
      this.#show(this.#attributes().characters.erase);
    } else if (byte === TAB) {
      this.#eraseTab();
    } else {
      if (isControl(byte) && this.#has(TerminalLocal.echoControl)) this.#rubOut();
      if (!isControl(byte) || this.#has(TerminalLocal.echoControl)) this.#rubOut();
    }
    return true;
  }

  /** How far a tab reached is known from what stands before it. */
  #eraseTab(): void {
    let columns = 0;
    let afterTab = false;
    for (let back = 1; back <= this.#input.editing; back++) {
      const byte = this.#input.last(back);
      if (byte === TAB) {
        afterTab = true;
        break;
      }
      if (isControl(byte)) columns += this.#has(TerminalLocal.echoControl) ? 2 : 0;
      else if (!this.#continues(byte)) columns++;
    }
    if (!afterTab) columns += this.#lineColumn;
    this.#output.backspace(8 - (columns & 7));
  }

  #rubOut(): void {
    for (const byte of [BACKSPACE, SPACE, BACKSPACE]) this.#output.putByte(byte);
  }

  #show(byte: number): void {
    if (isControl(byte) && byte !== TAB && this.#has(TerminalLocal.echoControl)) {
      this.#output.putControl(byte);
    } else {
      this.#output.putByte(byte);
    }
  }

  #finishIfEmpty(): void {
    if (this.#input.editing === 0 && this.#has(TerminalLocal.echo)) this.finishErasing();
  }

  #continues(byte: number): boolean {
    return (this.#attributes().input & TerminalInput.utf8) !== 0 && isContinuation(byte);
  }

  #has(flag: number): boolean {
    return (this.#attributes().local & flag) !== 0;
  }
}
