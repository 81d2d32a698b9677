/** io_getevents(2): completions, at least so many unless the time is over. */
import { Errno } from '../../../generated/errors.ts';
import type { Timespec } from '../../../generated/structs.ts';
import { INTERRUPTED_NO_RESTART } from '../../../kernel/result.ts';
import type { Call } from '../../call.ts';
import type { RequestContext } from '../requests/request-context.ts';

const EVENT_SIZE = 32;

export function getCompletions(c: Call): number {
  return completions(c, c.process.abi.bits === 64);
}

/** `wideTime`: the time has two words of 64 bits. */
export function completions(c: Call, wideTime: boolean): number {
  const wide = c.process.abi.bits === 64;
  const timeout = timeoutAt(c, c.address(4), wideTime);
  if (typeof timeout === 'number') return timeout;
  const context = c.process.requests.get(c.address(0));
  const least = wide ? c.i64(1) : c.i32(1);
  const count = wide ? c.i64(2) : c.i32(2);
  if (context === undefined || least < 0 || count < 0 || least > count) return Errno.EINVAL;
  const { thread } = c;
  if (context.done.length < least && !context.ended) {
    const polls = timeout !== undefined && timeout.seconds === 0 && timeout.nanoseconds === 0;
    if (timeout !== undefined) thread.deadlineAfter(timeout);
    if (!polls && !thread.timedOut()) {
      if (!thread.interrupted()) return thread.block([context]);
      if (context.done.length === 0) return INTERRUPTED_NO_RESTART;
    }
  }
  return tell(c, context, count);
}

function tell(c: Call, context: RequestContext, count: number): number {
  const most = Math.min(count, context.done.length);
  let told = 0;
  for (; told < most; told++) {
    const one = context.done[told];
    if (one === undefined) break;
    const view = c.structFor(EVENT_SIZE);
    view.setWords(0, one.data[0], one.data[1]);
    view.setAddress(8, one.request);
    view.setU64(16, one.result);
    const result = c.structOut(c.address(3) + told * EVENT_SIZE, view);
    if (result < 0 && told === 0) return result;
    if (result < 0) break;
  }
  context.done.splice(0, told);
  return told;
}

/** Undefined without one. */
function timeoutAt(c: Call, at: number, wide: boolean): Timespec | undefined | Errno {
  if (at === 0) return undefined;
  const view = c.structIn(at, wide ? 16 : 8);
  if (typeof view === 'number') return view;
  return { seconds: wide ? view.s64(0) : view.s32(0), nanoseconds: wide ? view.s64(8) : view.s32(4) };
}
