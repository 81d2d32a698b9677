/** What a terminal starts with: Linux's tty_std_termios. */
import { TerminalControl, TerminalInput, TerminalLocal, TerminalOutput } from '../../generated/flags.ts';
import type { TerminalAttributes, TerminalCharacters } from '../../generated/structs.ts';

/** The neutral value of a special character that does not exist. */
export const NONE = 256;

function control(letter: string): number {
  return letter.charCodeAt(0) & 0x1f;
}

export function standardAttributes(): TerminalAttributes {
  const l = TerminalLocal;
  return {
    input: TerminalInput.returnToNewline | TerminalInput.outputFlow | TerminalInput.utf8,
    output: TerminalOutput.process | TerminalOutput.newlineToReturnNewline,
    control: TerminalControl.receive | TerminalControl.hangUpOnClose,
    local: l.signals | l.canonical | l.echo | l.echoErase | l.echoKill | l.echoControl | l.echoKillErase | l.extended,
    characterSize: 8,
    inputSpeed: 38400,
    outputSpeed: 38400,
    characters: {
      interrupt: control('C'),
      quit: control('\\'),
      erase: 127,
      kill: control('U'),
      endOfFile: control('D'),
      time: 0,
      minimum: 1,
      start: control('Q'),
      stop: control('S'),
      suspend: control('Z'),
      endOfLine: NONE,
      endOfLine2: NONE,
      reprint: control('R'),
      discard: control('O'),
      wordErase: control('W'),
      literalNext: control('V'),
      switch: NONE,
      delayedSuspend: NONE,
      status: NONE,
    },
  };
}

export function copyAttributes(from: TerminalAttributes): TerminalAttributes {
  const characters: TerminalCharacters = { ...from.characters };
  return { ...from, characters };
}
