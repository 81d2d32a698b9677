/** How the command ends: with the guest's status, or of the guest's signal where Node can die of it. */
import { constants } from 'node:os';
import type { Exit, HostPort } from '../../runtime/index.ts';

/** Signals that Node either ignores when it sends them to itself or turns into something else. */
const CANNOT_DIE_OF = new Set([
  'SIGPIPE',
  'SIGUSR1',
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGWINCH',
  'SIGURG',
]);

/** The exit status that stands for a guest's end. */
export function statusOf(exit: Exit): number {
  if ('code' in exit) return exit.code;
  return 128 + (hostSignal(exit.signal) ?? 0);
}

/** Ends this process as the guest ended. */
export async function endAs(exit: Exit, host: HostPort): Promise<never> {
  await host.flush(2000);
  host.close();
  if ('signal' in exit && !CANNOT_DIE_OF.has(exit.signal) && hostSignal(exit.signal) !== undefined) {
    process.kill(process.pid, exit.signal as NodeJS.Signals);
    // The signal arrives at once; a machine that blocks it gets the status of a shell.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  process.exit(statusOf(exit));
}

function hostSignal(name: string): number | undefined {
  return (constants.signals as Readonly<Record<string, number | undefined>>)[name];
}
