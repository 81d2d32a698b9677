/**
 * membarrier(2). A processor runs one thread at a time and sees its own stores, so there is nothing to wait for: what is left
 * are the rules. A thread that is in a restartable sequence was interrupted and leaves it when it goes on.
 */
import { Barrier } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { Thread } from '../kernel/thread.ts';

/** All commands but the query, as bits. */
const COMMANDS = Object.keys(Barrier).length - 1;
/** What must have been registered for. */
const NEEDS: ReadonlyMap<number, number> = new Map([
  [Barrier.privateExpedited, Barrier.registerPrivateExpedited],
  [Barrier.privateSync, Barrier.registerPrivateSync],
  [Barrier.privateSequence, Barrier.registerPrivateSequence],
]);

export function barrier({ process }: Thread, command: number): number {
  const { space } = process.uses;
  if (command === Barrier.query) return (1 << COMMANDS) - 1;
  const needed = NEEDS.get(command);
  if (needed !== undefined) return (space.barriers & (1 << needed)) === 0 ? Errno.EPERM : 0;
  const registers =
    command === Barrier.registerGlobalExpedited || [...NEEDS.values()].some((registration) => registration === command);
  if (registers) space.barriers |= 1 << command;
  return 0;
}
