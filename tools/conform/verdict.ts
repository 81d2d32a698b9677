/** From a program's result lines and its end to what it came to. */
import type { ResultLines } from './lines.ts';
import type { Outcome } from './result.ts';

/** The bits of an exit status of the Linux Test Project (its include/tst_res_flags.h). */
const LTP_FAIL = 1;
const LTP_BROK = 2;
const LTP_WARN = 4;
const LTP_CONF = 32;
const LTP_BITS = LTP_FAIL | LTP_BROK | LTP_WARN | LTP_CONF;
/** A skipped test and a broken one, as automake's test programs say it; a skipped one of the kernel's own tests, which speak TAP. */
const SKIPPED = 77;
const HARD_ERROR = 99;
const KERNEL_SKIPPED = 4;

export interface End {
  /** Exit status, or the signal's name. */
  readonly status: number | string;
  /** Killed by the runner. */
  readonly killed: boolean;
  /** What k42 itself says has failed, when it has. */
  readonly fault: string | undefined;
}

export function verdict(lines: ResultLines, { status, killed, fault }: End): Outcome {
  if (killed || lines.timedOut) return 'timeout';
  if (typeof status === 'string' || fault !== undefined) return 'crash';
  const counts = lines.counts();
  if (lines.isLtp && (status & ~LTP_BITS) === 0) {
    // A process that fails after its parent has counted says so in a line only.
    if ((status & LTP_FAIL) !== 0 || (status === 0 && counts.fail > 0)) return 'fail';
    if ((status & (LTP_BROK | LTP_WARN)) !== 0) return 'brok';
    return (status & LTP_CONF) !== 0 && counts.pass === 0 ? 'conf' : 'pass';
  }
  if (lines.isTap) {
    if (counts.brok > 0) return 'brok';
    if (counts.fail > 0) return 'fail';
    if (status !== 0 && status !== KERNEL_SKIPPED) return 'fail';
    return counts.pass === 0 && counts.conf > 0 ? 'conf' : 'pass';
  }
  if (status === 0) return 'pass';
  return status === SKIPPED ? 'conf' : status === HARD_ERROR ? 'brok' : 'fail';
}
