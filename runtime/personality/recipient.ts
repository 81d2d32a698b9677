/** Where the process server delivers a process's signals. */
import type { Recipient } from '../generated/servers/recipient.ts';
import { Errno } from '../generated/errors.ts';
import { Signal } from '../generated/signals.ts';
import type { SignalInformation } from '../generated/structs.ts';
import type { GuestProcess } from './process.ts';

/** Above it, SIGCHLD tells of a signal and not of an exit code. */
const CLD_EXITED = 1;

export class ProcessRecipient implements Recipient {
  readonly #process: GuestProcess;

  constructor(process: GuestProcess) {
    this.#process = process;
  }

  deliver(tid: number, signal: number, information: SignalInformation): number {
    const process = this.#process;
    const native = process.abi.signals.toNative[signal] ?? 0;
    if (native === 0) return 0;
    // What a child died of is told by its native number here.
    const died = signal === Signal.SIGCHLD && information.code > CLD_EXITED;
    if (died) information.status = process.abi.signals.toNative[information.status] ?? 0;
    const thread = tid === 0 ? undefined : process.threads.find((one) => one.tid === tid);
    return tid === 0 || thread !== undefined ? process.signals.generate(native, information, thread) : Errno.ESRCH;
  }
}
