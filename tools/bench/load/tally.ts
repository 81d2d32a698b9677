/** What was right and what was not, by job. */

export interface Count {
  done: number;
  bytes: number;
  wrong: number;
}

/** So many texts of what was wrong are kept. */
const KEPT = 20;

export class Tally {
  readonly jobs = new Map<string, Count>();
  readonly texts: string[] = [];

  right(job: string, count: number, bytes: number): void {
    const of = this.#of(job);
    of.done += count;
    of.bytes += bytes;
  }

  wrong(job: string, text: string): void {
    this.#of(job).wrong++;
    if (this.texts.length < KEPT) this.texts.push(`${job}: ${text}`);
  }

  /** A line of a guest's job: `NAME done COUNT BYTES` or `NAME wrong TEXT`. False when it is neither. */
  line(text: string): boolean {
    const [job = '', verb = '', ...rest] = text.split(' ');
    if (verb === 'done') this.right(job, Number(rest[0]), Number(rest[1]));
    else if (verb === 'wrong') this.wrong(job, rest.join(' '));
    else return false;
    return true;
  }

  get total(): Count {
    const total = { done: 0, bytes: 0, wrong: 0 };
    for (const { done, bytes, wrong } of this.jobs.values()) {
      total.done += done;
      total.bytes += bytes;
      total.wrong += wrong;
    }
    return total;
  }

  #of(job: string): Count {
    let count = this.jobs.get(job);
    if (count === undefined) this.jobs.set(job, (count = { done: 0, bytes: 0, wrong: 0 }));
    return count;
  }
}
