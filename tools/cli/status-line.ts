/** A line on a terminal that is written over, again and again; nothing anywhere else. */
const AGAIN_MS = 100;

export class StatusLine {
  readonly #shown = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  #drawn = 0;

  /** Most calls come to nothing, so that a terminal is not flooded. */
  show(text: string): void {
    const now = performance.now();
    if (!this.#shown || now - this.#drawn < AGAIN_MS) return;
    this.#drawn = now;
    process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (!this.#shown) return;
    this.#drawn = 0;
    process.stderr.write('\r\u001b[K');
  }
}
