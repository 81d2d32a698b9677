/** What a test program came to, as it stands in a file of results: one JSON object a line. */

/** The best first; programs that say nothing are judged by their status. */
export const OUTCOMES = ['pass', 'conf', 'fail', 'brok', 'crash', 'timeout'] as const;
/**
 * pass: all is well; conf: it does not apply here; fail: a check failed; brok: the test itself could not go on; crash: a signal
 * or a fault of k42 ended it; timeout: it was killed, or killed itself, for want of time.
 */
export type Outcome = (typeof OUTCOMES)[number];

export const KINDS = ['pass', 'fail', 'conf', 'brok', 'warn', 'info'] as const;
export type Counts = Readonly<Record<(typeof KINDS)[number], number>>;

export interface Result {
  readonly version: 1;
  /** The test's name, and the name of its program's file and arguments. */
  readonly test: string;
  readonly program: string;
  readonly args: readonly string[];
  /** What it ran on: k42, qemu or native. */
  readonly system: string;
  readonly outcome: Outcome;
  /** Exit status, or the signal's name. */
  readonly status: number | string;
  /** Result lines by kind. */
  readonly counts: Counts;
  /** The first line that tells of a failure; for conf, of the reason. */
  readonly line?: string;
  /** Calls and options that k42 said it does not support. */
  readonly unsupported?: readonly string[];
  readonly milliseconds: number;
}
