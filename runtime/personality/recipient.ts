/** Where the process server delivers a process's signals. */
import type { Recipient } from '../generated/servers/recipient.ts';
import type { SignalInformation } from '../generated/structs.ts';
import type { GuestProcess } from './process.ts';

export class ProcessRecipient implements Recipient {
  readonly #process: GuestProcess;

  constructor(process: GuestProcess) {
    this.#process = process;
  }

  deliver(tid: number, signal: number, information: SignalInformation): number {
    const process = this.#process;
    const native = process.abi.signals.toNative[signal] ?? 0;
    if (native === 0) return 0;
    const thread = tid === 0 ? undefined : process.threads.find((one) => one.tid === tid);
    if (tid === 0 || thread !== undefined) process.signals.generate(native, information, thread);
    return 0;
  }
}
