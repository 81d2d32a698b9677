/** A process server with a record of the signals that it delivered. */
import { emptyCredentials, emptyResourceUsage, emptySignalInformation } from '../../runtime/generated/structs.ts';
import { dispatchRecipient } from '../../runtime/generated/servers/recipient.ts';
import { dispatchWatcher } from '../../runtime/generated/servers/watcher.ts';
import { WaitKind } from '../../runtime/generated/enums.ts';
import { Signal, signalName } from '../../runtime/generated/signals.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';
import { ProcessServer } from '../../runtime/servers/process/process-server.ts';

export class Tree {
  readonly ipc = new Ipc();
  readonly server: ProcessServer;
  /** `pid SIGNAL`, in order. */
  readonly delivered: string[] = [];
  readonly woken: number[] = [];

  constructor(user = 0) {
    this.server = new ProcessServer(this.ipc, {
      ...emptyCredentials(),
      user,
      effectiveUser: user,
      savedUser: user,
      fileUser: user,
    });
  }

  fork(parent: number, exitSignal: number = Signal.SIGCHLD, sibling = false): number {
    const pid = this.server.fork(parent, exitSignal, sibling);
    const recipient = {
      deliver: (tid: number, signal: number): number => {
        this.delivered.push(`${pid}${tid === 0 ? '' : `/${tid}`} ${signalName(signal)}`);
        return 0;
      },
    };
    this.server.attach(pid, this.ipc.table.register(recipient, dispatchRecipient), 0);
    return pid;
  }

  watch(pid: number): () => void {
    const handle = this.ipc.table.register(
      {
        signal: () => {
          this.woken.push(pid);
          return 0;
        },
      },
      dispatchWatcher,
    );
    this.server.subscribe(pid, handle);
    return () => this.server.unsubscribe(pid, handle);
  }

  exit(pid: number, code = 0): void {
    this.server.exit(pid, WaitKind.exited, code, emptyResourceUsage());
  }

  kill(pid: number, signal: number): void {
    this.server.exit(pid, WaitKind.killed, signal, emptyResourceUsage());
  }

  stop(pid: number): void {
    this.server.change(pid, WaitKind.stopped, Signal.SIGTSTP);
  }

  signal(sender: number, target: number, signal: number): number {
    return this.server.signal(sender, target, signal, emptySignalInformation());
  }

  /** Signals delivered since the last look. */
  take(): string[] {
    return this.delivered.splice(0);
  }
}
