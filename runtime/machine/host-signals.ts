/**
 * Signals that the host's process is sent reach the program that was started, as if it had been sent them: whoever supervises the
 * command supervises the guest.
 */
import { Signal, type SignalName } from '../generated/signals.ts';
import type { HostEvents } from '../host/port.ts';
import { OF_CONSOLE } from '../servers/terminal/host-console.ts';

/**
 * Those that somebody sends. Not here: what nobody can catch, what tells of a fault of the host's own, SIGPROF, which belongs to the
 * host's profiler, SIGPIPE and SIGCHLD, which are its own too, and SIGTSTP, SIGTTIN and SIGTTOU, which without a terminal stop
 * everything as it is.
 */
const FORWARDED = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGABRT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGTERM',
  'SIGSTKFLT',
  'SIGCONT',
  'SIGURG',
  'SIGXCPU',
  'SIGVTALRM',
  'SIGWINCH',
  'SIGIO',
  'SIGPWR',
] as const satisfies readonly SignalName[];
const TYPED: readonly number[] = [Signal.SIGINT, Signal.SIGQUIT];

/**
 * Listens from now on; answers how to stop.
 * @param console the caller's terminal is the guest's: its own signals go through that
 * @param deliver sends a neutral signal to the program, or to its whole group
 */
export function forwardSignals(
  events: HostEvents,
  console: boolean,
  deliver: (signal: number, group: boolean) => void,
): () => void {
  const undo = FORWARDED.filter((name) => !console || !OF_CONSOLE.includes(name)).map((name) => {
    const signal = Signal[name];
    const typed = TYPED.includes(signal);
    // The program may have no terminal, and yet be what the caller's shell runs in the foreground.
    return events.onSignal(name, () => deliver(signal, typed && events.inForeground?.() === true));
  });
  return () => {
    for (const one of undo) one();
  };
}
