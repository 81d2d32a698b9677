/** An interactive shell of busybox on a real terminal behaves as on the machine that it believes to be on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sysroot } from '../../../tools/real/busybox.ts';
import { k42 } from '../guest.ts';
import { Tmux } from './tmux.ts';

const SHELL = `${process.execPath} ${k42} run -L ${sysroot('ppc64el')} -E 'PS1=guest$ ' /bin/sh`;
const PROMPT = /guest\$$/;
const HOST = /host\$$/;

describe('an interactive shell', () => {
  let terminal: Tmux;

  beforeEach(async () => {
    terminal = new Tmux(100, 40);
    await terminal.shows(HOST);
    await enter('stty -a > before; clear', HOST);
    await enter(SHELL, PROMPT);
  });

  afterEach(() => terminal.close());

  const enter = async (line: string, expected: RegExp): Promise<void> => {
    terminal.type(line, 'Enter');
    await terminal.shows(expected);
  };

  test('edits its line with arrows and backspace', async () => {
    terminal.type('echo hxllo', 'Left', 'Left', 'Left', 'BSpace');
    terminal.type('e', 'End');
    await enter(' there', /^hello there\nguest\$$/m);
    terminal.type('wrong', 'C-u');
    await enter('echo right', /^right\nguest\$$/m);
  });

  test('completes names and remembers lines', async () => {
    await enter('touch completed-name', PROMPT);
    terminal.type('echo compl', 'Tab');
    await terminal.shows(/echo completed-name$/);
    terminal.type('', 'Enter');
    await terminal.shows(/^completed-name\nguest\$$/m);
    await enter('echo second', /^second\nguest\$$/m);
    terminal.type('', 'Up', 'Up');
    await terminal.shows(/guest\$ echo completed-name$/);
    terminal.type('', 'Down');
    await terminal.shows(/guest\$ echo second$/);
    terminal.type('', 'Enter');
    await terminal.shows(/second\nguest\$ echo second\nsecond\nguest\$$/);
  });

  test('is interrupted by Ctrl-C and lives on', async () => {
    terminal.type('sleep 100; echo $?', 'Enter');
    await terminal.shows(/echo \$\?$/);
    await started();
    terminal.type('', 'C-c');
    await terminal.shows(/\^C\n(130\n)?guest\$$/);
    await enter('echo status $?', /^status (130|0)\nguest\$$/m);
    terminal.type('abandoned', 'C-c');
    await terminal.shows(/abandoned\^?C?\nguest\$$/);
  });

  test('stops and continues jobs', async () => {
    terminal.type('sleep 100', 'Enter');
    await started();
    terminal.type('', 'C-z');
    await terminal.shows(/\^Z\[1\]\+ {2}Stopped +sleep 100\nguest\$$/);
    await enter('jobs', /jobs\n\[1\]\+ {2}Stopped +sleep 100\nguest\$$/);
    await enter('bg', /\[1\] sleep 100\nguest\$$/);
    terminal.type('fg', 'Enter');
    await terminal.shows(/fg\nsleep 100$/);
    await started();
    terminal.type('', 'C-c');
    await terminal.shows(/\^C\nguest\$$/);
    await enter('jobs; echo none', /jobs; echo none\nnone\nguest\$$/);
  });

  test('gives a program whole lines, and its end with Ctrl-D', async () => {
    terminal.type('cat', 'Enter');
    await started();
    terminal.type('linx', 'BSpace');
    terminal.type('e', 'Enter');
    await terminal.shows(/cat\nline\nline$/);
    terminal.type('', 'C-d');
    await terminal.shows(/line\nguest\$$/);
    await enter('stty -echo; read secret; stty echo', /stty echo$/);
    await started();
    await enter('unseen', /stty echo\n?guest\$$/);
    await enter('echo "<$secret>"', /^<unseen>\nguest\$$/m);
  });

  test('knows the size of the window, and hears when it changes', async () => {
    await enter('stty size', /^40 100\nguest\$$/m);
    await enter("trap 'echo resized' WINCH; echo ready", /^ready\nguest\$$/m);
    terminal.resize(90, 30);
    await enter('', /resized/);
    await enter('stty size', /^30 90\nguest\$$/m);
  });

  test('runs editors that take the whole screen', async () => {
    terminal.type('vi edited', 'Enter');
    await terminal.shows(/- edited .*1\/1 100%$/m);
    terminal.type('ifirst line', 'Enter');
    terminal.type('second', 'Escape');
    // An escape is a key of its own only when nothing follows it at once.
    await terminal.shows(/^first line\nsecond\n~[^]*- edited \[Modified\]/m);
    terminal.type(':wq', 'Enter');
    await terminal.shows(PROMPT);
    expect(readFileSync(join(terminal.folder, 'edited'), 'utf8')).toBe('first line\nsecond\n');
  });

  test('ends with Ctrl-D, and the terminal is as it was', async () => {
    await enter('stty raw -echo; stty sane', PROMPT);
    terminal.type('', 'C-d');
    await terminal.shows(HOST);
    await enter('echo status $?; stty -a > after', /^status 0\nhost\$$/m);
    expect(settings('after')).toBe(settings('before'));
  });

  test('is ended by kill, and the terminal is as it was', async () => {
    await enter('(sleep 0.3; kill -9 $$) & sleep 100', HOST);
    await enter('echo status $?; stty -a > after', /^status \d+\nhost\$$/m);
    expect(settings('after')).toBe(settings('before'));
  });

  test('is given back when somebody signals k42 itself: an interactive shell ignores SIGTERM, not SIGHUP', async () => {
    terminal.type('', 'C-d');
    await terminal.shows(HOST);
    const killer = '(sleep 1; kill -TERM $(cat pid); kill -HUP $(cat pid)) &';
    await enter(`clear; ${killer} sh -c 'echo $$ > pid; exec "$@"' sh ${SHELL}`, PROMPT);
    await terminal.shows(HOST);
    await enter('echo status $?; stty -a > after', /^status 129\nhost\$$/m);
    expect(settings('after')).toBe(settings('before'));
  });

  test('a program stops with Ctrl-Z as a job of the shell that began it, and goes on with fg', async () => {
    terminal.type('', 'C-d');
    await terminal.shows(HOST);
    terminal.type(`clear; ${SHELL.replace('/bin/sh', '/bin/cat')}`, 'Enter');
    await started();
    terminal.type('one', 'Enter');
    await terminal.shows(/^one\none$/m);
    terminal.type('', 'C-z');
    await terminal.shows(/Stopped[^]*host\$$/);
    await enter('stty -a > stopped; echo done', /^done\nhost\$$/m);
    expect(settings('stopped')).toBe(settings('before'));
    terminal.type('fg', 'Enter');
    await started();
    terminal.type('two', 'Enter');
    await terminal.shows(/^two\ntwo$/m);
    terminal.type('', 'C-d');
    await terminal.shows(HOST);
    await enter('echo status $?', /^status 0\nhost\$$/m);
  });

  const settings = (name: string): string => readFileSync(join(terminal.folder, name), 'utf8');

  /** A moment for the program to begin: nothing on the screen tells. */
  const started = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));
});
