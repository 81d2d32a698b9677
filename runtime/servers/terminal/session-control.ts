/** Whose terminal it is: the session that it controls, the group in the foreground, and what job control says. */
import { TerminalUse } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Signal } from '../../generated/signals.ts';
import type { ControllingTerminals, ProcessGroups } from './jobs.ts';
import type { TerminalDevice } from './terminal-device.ts';

export class SessionControl {
  readonly #device: TerminalDevice;
  readonly #groups: ProcessGroups;
  readonly #controlling: ControllingTerminals<TerminalDevice>;
  #session = 0;
  #foreground = 0;

  constructor(device: TerminalDevice, groups: ProcessGroups, controlling: ControllingTerminals<TerminalDevice>) {
    this.#device = device;
    this.#groups = groups;
    this.#controlling = controlling;
  }

  signalForeground(signal: number): void {
    if (this.#foreground !== 0) this.#groups.signalGroup(this.#foreground, signal);
  }

  /**
   * Linux's __tty_check_change.
   * @param ignored the caller ignores or blocks the signal that its group would be sent
   * @param stopsWriters background writers are stopped too (TOSTOP)
   */
  admit(caller: number, use: number, ignored: boolean, stopsWriters: boolean): number {
    if (this.#session === 0 || this.#groups.sessionOf(caller) !== this.#session) return 0;
    const group = this.#groups.groupOf(caller);
    if (this.#foreground === 0 || group === this.#foreground) return 0;
    if (use === TerminalUse.write && !stopsWriters) return 0;
    const reading = use === TerminalUse.read;
    if (ignored) return reading ? Errno.EIO : 0;
    if (this.#groups.isOrphaned(group)) return Errno.EIO;
    this.#groups.signalGroup(group, reading ? Signal.SIGTTIN : Signal.SIGTTOU);
    return Errno.EINTR;
  }

  getForeground(session: number): number {
    return session !== 0 && session === this.#session ? this.#foreground : Errno.ENOTTY;
  }

  setForeground(session: number, group: number): number {
    if (session === 0 || session !== this.#session) return Errno.ENOTTY;
    if (group < 0) return Errno.EINVAL;
    const owner = this.#groups.sessionOfGroup(group);
    if (owner < 0) return owner;
    if (owner !== session) return Errno.EPERM;
    this.#foreground = group;
    return 0;
  }

  /** The session that it controls, 0 for none. */
  get session(): number {
    return this.#session;
  }

  get foreground(): number {
    return this.#foreground;
  }

  /** Only who has it as its terminal may ask. */
  getSession(caller: number): number {
    return this.#session === 0 || caller !== this.#session ? Errno.ENOTTY : this.#session;
  }

  setControlling(session: number, steal: boolean): number {
    if (this.#session === session) return 0;
    if (this.#controlling.of(session) !== undefined) return Errno.EPERM;
    if (this.#session !== 0 && !steal) return Errno.EPERM;
    this.#leave();
    this.#session = session;
    this.#foreground = Math.max(0, this.#groups.groupOf(session));
    this.#controlling.set(session, this.#device);
    return 0;
  }

  /** The session gives the terminal up, or its leader ended: its foreground group is hung up (disassociate_ctty). */
  dropControlling(session: number, ending: boolean): number {
    if (session === 0 || session !== this.#session) return Errno.ENOTTY;
    const foreground = this.#foreground;
    this.#leave();
    if (foreground === 0) return 0;
    this.#groups.signalGroup(foreground, Signal.SIGHUP);
    if (!ending) this.#groups.signalGroup(foreground, Signal.SIGCONT);
    return 0;
  }

  /** The line is gone: the session's leader hears of it. */
  hangUp(): void {
    const leader = this.#session;
    this.#leave();
    if (leader === 0) return;
    this.#groups.signalProcess(leader, Signal.SIGHUP);
    this.#groups.signalProcess(leader, Signal.SIGCONT);
  }

  #leave(): void {
    if (this.#session !== 0) this.#controlling.delete(this.#session);
    this.#session = 0;
    this.#foreground = 0;
  }
}
