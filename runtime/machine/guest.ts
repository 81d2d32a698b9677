/** A program that runs on a machine. */
import { signalName } from '../generated/signals.ts';
import type { Ending } from '../personality/processes.ts';
import type { GuestProcess } from '../personality/process.ts';

/** How a guest ended: its exit code, or the neutral name of the signal that killed it. */
export type Exit = { readonly code: number } | { readonly signal: string };

export class Guest {
  readonly pid: number;
  /** Settles when the program's process is over; its children may live on. */
  readonly exit: Promise<Exit>;
  /** It was killed because its time was over. */
  timedOut = false;
  readonly #process: GuestProcess;
  #resolve: (exit: Exit) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(process: GuestProcess) {
    this.#process = process;
    this.pid = process.pid;
    this.exit = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever does not wait for the end does not hear of our failure either.
    this.exit.catch(() => {});
  }

  /** Ends the program at once. */
  kill(): void {
    this.#process.processes.terminate(this.#process, this.#process.signals.native('SIGKILL'));
  }

  /** A fault of k42 itself. */
  broken(error: unknown): void {
    this.#reject(error);
  }

  /** The machine says that the process is over. */
  ended({ code, signal }: Ending): void {
    const neutral = this.#process.abi.signals.toNeutral[signal] ?? 0;
    this.#resolve(signal === 0 ? { code } : { signal: signalName(neutral) });
  }
}
