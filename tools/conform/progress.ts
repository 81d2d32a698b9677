/** One line on a terminal that says how far a run is; nothing anywhere else. */
import type { Result } from './result.ts';

const REDRAW_MS = 100;

export class Progress {
  readonly #all: number;
  readonly #begin = performance.now();
  readonly #running = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #shown = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  #done = 0;
  #drawn = 0;

  constructor(all: number) {
    this.#all = all;
  }

  start(name: string): void {
    this.#running.add(name);
    this.#draw();
  }

  end(name: string, { outcome }: Result): void {
    this.#running.delete(name);
    this.#done++;
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    this.#draw();
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
  }

  #draw(): void {
    const now = performance.now();
    if (!this.#shown || (now - this.#drawn < REDRAW_MS && this.#done < this.#all)) return;
    this.#drawn = now;
    const rate = (this.#done / ((now - this.#begin) / 1000)).toFixed(1);
    const counts = [...this.#counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
    const text = `${this.#done}/${this.#all}  ${rate}/s  ${counts}  ${[...this.#running].join(' ')}`;
    process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }
}
