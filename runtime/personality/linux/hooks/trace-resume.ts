/** ptrace(2): a stopped thread goes on, with the signal that is given. */
import { TraceResume } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';

const SINGLESTEP = 9;
const DETACH = 17;
const SYSCALL = 24;
/** _NSIG. */
const SIGNALS = 64;

export function traceResume(c: Call): number {
  const tid = c.i32(1);
  const native = c.u64(3);
  if (native > SIGNALS) return c.tracing.getMessage(c.thread, tid) < 0 ? Errno.ESRCH : Errno.EIO;
  const signal = c.process.abi.signals.toNeutral[native] ?? 0;
  switch (c.u32(0)) {
    case DETACH:
      return c.tracing.detach(c.thread, tid, signal);
    case SYSCALL:
      return c.tracing.resume(c.thread, tid, TraceResume.toCall, signal);
    case SINGLESTEP:
      return c.tracing.resume(c.thread, tid, TraceResume.step, signal);
    default:
      return c.tracing.resume(c.thread, tid, TraceResume.run, signal);
  }
}
