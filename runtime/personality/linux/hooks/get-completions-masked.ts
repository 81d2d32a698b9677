/** io_pgetevents(2): io_getevents with another signal mask, struct __aio_sigset. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { SignalSet } from '../../signal-set.ts';
import { completions } from './get-completions.ts';

const SET_SIZE = 8;
/** io_pgetevents_time64 of 32-bit programs. */
const WIDE_TIME = 416;

export function getCompletionsMasked(c: Call): number {
  const at = c.address(5);
  const wide = c.process.abi.bits === 64;
  const wideTime = wide || c.thread.cpu.gprLo(0) === WIDE_TIME;
  if (at === 0) return completions(c, wideTime);
  const view = c.structIn(at, wide ? 16 : 8);
  if (typeof view === 'number') return view;
  const address = wide ? view.address(0) : view.u32(0);
  const size = wide ? view.u64(8) : view.u32(4);
  if (address === 0) return completions(c, wideTime);
  if (size !== SET_SIZE) return Errno.EINVAL;
  const words = c.structIn(address, SET_SIZE);
  if (typeof words === 'number') return words;
  const mask = new SignalSet();
  const [first, second] = wide ? [words.u64Low(0), words.u64High(0)] : [words.u32(0), words.u32(4)];
  for (let n = 0; n < 32; n++) {
    if (((first >>> n) & 1) !== 0) mask.add(n + 1);
    if (((second >>> n) & 1) !== 0) mask.add(n + 33);
  }
  c.process.signals.maskUntilReturn(c.thread, mask);
  return completions(c, wideTime);
}
