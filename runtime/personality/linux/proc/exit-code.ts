/** How a process that is over ended, as wait(2) has it in a word. */
import { WaitKind } from '../../../generated/enums.ts';
import { SIGNAL_NUMBERS } from '../../../generated/linux/signals.ts';
import type { ProcessDescription } from '../../../generated/structs.ts';
import { signalOut } from '../../common-conversions.ts';

export function statusWord({ ended, kind, code }: ProcessDescription): number {
  if (!ended) return 0;
  return kind === WaitKind.exited ? (code & 0xff) << 8 : signalOut(SIGNAL_NUMBERS, code);
}
