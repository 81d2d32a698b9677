/** A real terminal for tests: a tmux server of its own, driven by keys, read as a person sees it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 30_000;

export class Tmux {
  /** Where its shell begins; removed at the end. */
  readonly folder = mkdtempSync(join(tmpdir(), 'k42-terminal-'));
  readonly #socket = join(this.folder, 'socket');

  /** Starts a shell of the host with the prompt `host$`. */
  constructor(columns: number, rows: number) {
    const environment = {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      TERM: 'xterm',
      PS1: 'host$ ',
      HOME: this.folder,
    };
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      ...size,
      '-c',
      this.folder,
      'env',
      '-i',
      ...variables,
      '/bin/sh',
    );
  }

  /** Types text as it stands, then presses keys such as Enter, Left, C-c. */
  type(text: string, ...keys: readonly string[]): void {
    if (text !== '') this.#tmux('send-keys', '-l', '--', text);
    if (keys.length > 0) this.#tmux('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** Everything shown so far, without the blanks behind it. */
  screen(): string {
    return this.#tmux('capture-pane', '-p', '-S', '-').trimEnd();
  }

  /** Waits until the screen matches; an error shows what it was instead. */
  async shows(expected: RegExp): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!expected.test(this.screen())) {
      if (Date.now() > end) throw new Error(`never shown: ${expected}\n${this.screen()}`);
      await sleep(40);
    }
  }

  close(): void {
    this.#tmux('kill-server');
    rmSync(this.folder, { recursive: true });
  }

  #tmux(...words: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...words], { encoding: 'utf8', timeout: 10_000 });
  }
}
