/** One line on a terminal that says how far a run is; nothing anywhere else. */
import { StatusLine } from '../cli/status-line.ts';
import type { Result } from './result.ts';

export class Progress {
  readonly #all: number;
  readonly #begin = performance.now();
  readonly #running = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #line = new StatusLine();
  #done = 0;

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
    this.#line.clear();
  }

  #draw(): void {
    const rate = (this.#done / ((performance.now() - this.#begin) / 1000)).toFixed(1);
    const counts = [...this.#counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
    this.#line.show(`${this.#done}/${this.#all}  ${rate}/s  ${counts}  ${[...this.#running].join(' ')}`);
  }
}
