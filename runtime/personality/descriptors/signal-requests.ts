/** What fcntl and ioctl ask about signals of a description: O_ASYNC, the owner, and which signal it gets. */
import { FileType, OwnerKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { DescriptorOwner } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from './open-description.ts';
import { ReadySignal } from './ready-signal.ts';
import { sessionOf } from './terminal.ts';
import { TerminalRequests } from './terminal-requests.ts';

const INT_MIN = -(2 ** 31);

export abstract class SignalRequests extends TerminalRequests {
  abstract readonly ipc: Ipc;

  /** FIOASYNC: that what cannot do it already does not is no error. */
  setAsync(thread: Thread, fd: number, on: number): number {
    const description = this.#usable(fd);
    if (description === undefined) return Errno.EBADF;
    if (((description.flags & OpenFlags.async) !== 0) === (on !== 0)) return 0;
    return this.changeAsync(thread, description, fd, on !== 0) ? 0 : Errno.ENOTTY;
  }

  setSignalOwner(thread: Thread, fd: number, kind: number, id: number): number {
    const description = this.#usable(fd);
    return description === undefined ? Errno.EBADF : this.#own(thread, description, kind as OwnerKind, id);
  }

  setSignalOwnerNumber(thread: Thread, fd: number, number: number, socket: boolean): number {
    const description = this.#usable(fd);
    if (description === undefined) return Errno.EBADF;
    if (socket && description.client === undefined) return Errno.ENOTTY;
    if (number === INT_MIN) return Errno.EINVAL;
    const kind = number < 0 ? OwnerKind.group : OwnerKind.process;
    return this.#own(thread, description, kind, Math.abs(number));
  }

  getSignalOwner(thread: Thread, fd: number): DescriptorOwner | Errno {
    const description = this.#usable(fd);
    if (description === undefined) return Errno.EBADF;
    const owner = description.readySignal?.owner;
    if (owner === undefined) return { kind: OwnerKind.process, id: 0 };
    return this.#exists(thread, owner.kind as OwnerKind, owner.id) ? owner : { kind: owner.kind, id: 0 };
  }

  getSignalOwnerNumber(thread: Thread, fd: number, socket: boolean): number {
    if (socket && this.#usable(fd)?.client === undefined) return this.#usable(fd) ? Errno.ENOTTY : Errno.EBADF;
    const owner = this.getSignalOwner(thread, fd);
    if (typeof owner === 'number') return owner;
    return owner.kind === OwnerKind.group && owner.id !== 0 ? 2 ** 32 - owner.id : owner.id;
  }

  setReadySignal(thread: Thread, fd: number, signal: number): number {
    const description = this.#usable(fd);
    if (description === undefined) return Errno.EBADF;
    this.#of(thread, description).number = signal;
    return 0;
  }

  getReadySignal(_thread: Thread, fd: number): number {
    const description = this.#usable(fd);
    return description === undefined ? Errno.EBADF : (description.readySignal?.number ?? 0);
  }

  /** Whether the object behind can signal; F_SETFL passes over one that cannot. */
  protected changeAsync(thread: Thread, description: OpenDescription, fd: number, on: boolean): boolean {
    const { terminal, client, type, stream } = description;
    if (stream === undefined || (terminal === undefined && client === undefined && type !== FileType.fifo))
      return false;
    const signal = this.#of(thread, description);
    if (on && terminal !== undefined && signal.owner.id === 0) {
      // A terminal tells its foreground group, or who asks (__tty_fasync).
      const group = terminal.getForeground(sessionOf(thread));
      const { pid, credentials } = thread.process;
      const owner: DescriptorOwner =
        group > 0 ? { kind: OwnerKind.group, id: group } : { kind: OwnerKind.process, id: pid };
      signal.setOwner(owner, credentials);
    }
    signal.setAsync(on, fd);
    return true;
  }

  /** Who asks becomes the owner, where nobody is (__f_setown without force). */
  protected ownSignals(thread: Thread, description: OpenDescription): void {
    const { pid, credentials } = thread.process;
    const signal = this.#of(thread, description);
    if (signal.owner.id === 0) signal.setOwner({ kind: OwnerKind.process, id: pid }, credentials);
  }

  #own(thread: Thread, description: OpenDescription, kind: OwnerKind, id: number): number {
    if (id !== 0 && !this.#exists(thread, kind, id)) return Errno.ESRCH;
    this.#of(thread, description).setOwner({ kind, id }, thread.process.credentials);
    return 0;
  }

  #exists({ process }: Thread, kind: OwnerKind, id: number): boolean {
    const processes = process.stubs.process;
    return (kind === OwnerKind.group && processes.getSessionOfGroup(id) > 0) || processes.owner(id) > 0;
  }

  #of({ process }: Thread, description: OpenDescription): ReadySignal {
    return (description.readySignal ??= new ReadySignal(description, this.ipc, process.stubs.process));
  }

  #usable(fd: number): OpenDescription | undefined {
    const description = this.table.get(fd);
    return description?.kind === 'path' ? undefined : description;
  }
}
