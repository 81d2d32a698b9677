/** Debian's bash, interactive on a real terminal: prompt, line editing, history, completion, jobs and the window's size. */
import { afterEach, beforeEach, describe, test } from 'vitest';
import { DISTRIBUTION } from '../../../tools/real/distribution.ts';
import { k42 } from '../guest.ts';
import { Tmux } from '../terminal/tmux.ts';

const BASH = `${process.execPath} ${k42} run -q -L ${DISTRIBUTION} -E 'PS1=guest$ ' -E HISTFILE= /bin/bash --norc`;
const PROMPT = /guest\$$/;
const HOST = /host\$$/;

describe('bash', () => {
  let terminal: Tmux;

  beforeEach(async () => {
    terminal = new Tmux(100, 40);
    await terminal.shows(HOST);
    await enter(`clear; ${BASH}`, PROMPT);
  });

  afterEach(() => terminal.close());

  const enter = async (line: string, expected: RegExp): Promise<void> => {
    terminal.type(line, 'Enter');
    await terminal.shows(expected);
  };

  test('edits its line as readline does, and looks back', async () => {
    terminal.type('echo wrold hxllo', 'C-a', 'M-f', 'M-f', 'C-b', 'C-b', 'C-b', 'C-t');
    await terminal.shows(/echo world hxllo$/);
    terminal.type('', 'C-e', 'M-b', 'Right', 'DC');
    terminal.type('e', 'C-e', 'C-w', 'C-y');
    await enter('!', /^world hello!\nguest\$$/m);
    await enter('history | tail -n 1', /^ +2 {2}history \| tail -n 1\nguest\$$/m);
    terminal.type('', 'Up', 'Up');
    await terminal.shows(/guest\$ echo world hello!$/);
    await enter('', /hello!\nguest\$$/);
    terminal.type('', 'C-r');
    terminal.type('tail');
    await terminal.shows(/\(reverse-i-search\)`tail': history \| tail -n 1$/);
    terminal.type('', 'C-g');
    await terminal.shows(PROMPT);
    await enter('!echo; false || echo $?', /^world hello!\n1\nguest\$$/m);
  });

  test('completes names, and shows the choice', async () => {
    await enter('touch long-name-one long-name-two', PROMPT);
    terminal.type('ls lon', 'Tab', 'Tab', 'Tab');
    await terminal.shows(/^long-name-one +long-name-two *\nguest\$ ls long-name-$/m);
    terminal.type('t', 'Tab', 'Enter');
    await terminal.shows(/^long-name-two\nguest\$$/m);
  });

  test('has jobs: stopped, in the background, in front, killed', async () => {
    await enter('sleep 100 &', /^\[1\] \d+\nguest\$$/m);
    terminal.type('fg', 'Enter');
    await terminal.shows(/fg\nsleep 100$/);
    await started();
    terminal.type('', 'C-z');
    await terminal.shows(/\^Z\n\[1\]\+ {2}Stopped +sleep 100\nguest\$$/);
    await enter('bg', /bg\n\[1\]\+ sleep 100 &\nguest\$$/);
    await enter('jobs', /jobs\n\[1\]\+ {2}Running +sleep 100 &\nguest\$$/);
    await enter('kill %1; wait %1; echo status $?', /^status 143\nguest\$$/m);
    await enter('cat | (read -r line; echo "<$line>")', />"\)$/);
    await enter('through', /^<through>$/m);
    terminal.type('', 'C-d');
    await terminal.shows(PROMPT);
    terminal.type('sleep 100', 'Enter');
    await started();
    terminal.type('', 'C-c');
    await enter('echo interrupted $?', /^interrupted 130\nguest\$$/m);
  });

  test('follows the size of the window', async () => {
    await enter('echo $COLUMNS $LINES', /^100 40\nguest\$$/m);
    terminal.resize(90, 30);
    await started();
    await enter(':; echo $COLUMNS $LINES; stty size', /^90 30\n30 90\nguest\$$/m);
  });

  test('ends with exit, and warns of stopped jobs', async () => {
    terminal.type('sleep 100', 'Enter');
    await started();
    terminal.type('', 'C-z');
    await terminal.shows(/Stopped +sleep 100\nguest\$$/);
    await enter('exit 3', /^There are stopped jobs\.\nguest\$$/m);
    await enter('exit 3', HOST);
    await enter('echo status $?', /^status 3\nhost\$$/m);
  });

  /** A moment for the program to begin: nothing on the screen tells. */
  const started = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));
});
