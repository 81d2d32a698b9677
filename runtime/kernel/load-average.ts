/**
 * How many threads wanted to run, averaged over 1, 5 and 15 minutes: counted every five seconds, each count fading
 * exponentially (kernel/sched/loadavg.c). Nothing wakes an idle machine for it: the counts that were missed are made up
 * for when there is a next one, since nobody ran in between.
 */
/** Nanoseconds between counts. */
const PERIOD = 5_000_000_000;
const MINUTES = [1, 5, 15] as const;

export class LoadAverage {
  readonly #loads: [number, number, number] = [0, 0, 0];
  /** When the next count is due. */
  #next = PERIOD;

  /** Whether a count is due: asked at every turn. */
  due(now: number): boolean {
    return now >= this.#next;
  }

  /** Counts; for periods that passed unseen before this one, nobody ran. */
  count(now: number, running: number): void {
    const missed = Math.floor((now - this.#next) / PERIOD);
    if (missed > 0) this.#fade(missed, 0);
    this.#fade(1, running);
    this.#next += (missed + 1) * PERIOD;
  }

  /** The averages, as far as they are due. */
  at(now: number, running: number): readonly [number, number, number] {
    if (this.due(now)) this.count(now, running);
    return this.#loads;
  }

  #fade(periods: number, running: number): void {
    MINUTES.forEach((minutes, i) => {
      const kept = Math.exp((-periods * PERIOD) / (minutes * 60e9));
      this.#loads[i] = (this.#loads[i] as number) * kept + running * (1 - kept);
    });
  }
}
