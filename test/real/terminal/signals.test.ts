/** On a terminal, its keys reach the guest once, and so does what the command itself is sent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { k42 } from '../guest.ts';
import { Tmux } from './tmux.ts';

const GUEST = fileURLToPath(new URL('../../guests/bin/linux-ppc64le/signalled', import.meta.url));
const HOST = /host\$$/;

describe.each(['sleep', 'read'])('a guest that traps signals, in %s', (wait) => {
  let terminal: Tmux;

  beforeEach(async () => {
    terminal = new Tmux(100, 40);
    await terminal.shows(HOST);
  });
  afterEach(() => terminal.close());

  test('gets each once, and keeps its terminal', async () => {
    const line = `sh -c 'echo $$ >pid; exec ${process.execPath} ${k42} run ${GUEST} trap ${wait}'; echo status $?`;
    terminal.type(`clear; ${line}`, 'Enter');
    await terminal.shows(/ready$/);
    const place = join(terminal.folder, 'pid');
    expect(existsSync(place)).toBe(true);
    const pid = Number(readFileSync(place, 'latin1'));
    terminal.type('', 'C-c');
    await terminal.shows(/ready\n(\^C)?02$/);
    process.kill(pid, 'SIGHUP');
    await terminal.shows(/02\n01$/);
    process.kill(pid, 'SIGINT');
    await terminal.shows(/02\n01\n02$/);
    terminal.type('', 'C-\\');
    await terminal.shows(/02\n01\n02\n(\^\\)?03$/);
    process.kill(pid, 'SIGUSR1');
    await terminal.shows(/03\n10$/);
    process.kill(pid, 'SIGTERM');
    await terminal.shows(/ready\n(\^C)?02\n01\n02\n(\^\\)?03\n10\n15\nstatus 7\nhost\$$/);
  });
});
