/** How the command ends: with the guest's status, or of the guest's signal. */
import type { Exit, HostPort } from '../../runtime/index.ts';

/** The exit status that stands for a guest's end. */
export function statusOf(exit: Exit): number {
  if ('code' in exit) return exit.code;
  return 128 + (hostSignal(exit.signal) ?? 0);
}

/** Ends this process as the guest ended. */
export async function endAs(exit: Exit, host: HostPort): Promise<never> {
  await host.flush(2000);
  host.close();
  if ('signal' in exit && hostSignal(exit.signal) !== undefined) {
    const name = exit.signal as NodeJS.Signals;
    byDefault(name);
    process.kill(process.pid, name);
    // The signal arrives at once; a machine that blocks it gets the status of a shell.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  process.exit(statusOf(exit));
}

/**
 * Nobody listens to a signal any more. Some are not left to the system even then: Node ignores SIGPIPE and begins to debug at
 * SIGUSR1. But whom nobody listens to any more, it gives back.
 */
function byDefault(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  if (name !== 'SIGPIPE' && name !== 'SIGUSR1' && name !== 'SIGXFSZ') return;
  const nobody = (): void => {};
  process.on(name, nobody).off(name, nobody);
}

function hostSignal(name: string): number | undefined {
  const { signals } = process.getBuiltinModule('node:os').constants;
  return (signals as Readonly<Record<string, number | undefined>>)[name];
}
