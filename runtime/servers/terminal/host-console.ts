/**
 * The caller's terminal as the machine's. Until the guest reads from it or changes it, the host's own line discipline
 * stays in force, so that a program that only writes leaves what is typed to the caller's shell; from then on every byte
 * typed goes through ours, and the terminal is given back when the machine ends.
 */
import { Errno } from '../../generated/errors.ts';
import { Signal } from '../../generated/signals.ts';
import type { WindowSize } from '../../generated/structs.ts';
import type { HostChannel, HostPort, HostTerminal } from '../../host/port.ts';
import type { FileServices } from '../files/services.ts';
import type { StatusSource } from '../streams/drivers.ts';
import type { ControllingTerminals, ProcessGroups } from './jobs.ts';
import type { Timers } from './read-timer.ts';
import { TerminalDevice } from './terminal-device.ts';

export interface ConsoleOptions {
  readonly services: FileServices;
  readonly host: HostPort;
  readonly groups: ProcessGroups;
  readonly controlling: ControllingTerminals<TerminalDevice>;
  readonly timers: Timers;
}

/** Signals of keys; while the terminal is raw, those are bytes. */
const TYPED = [
  ['SIGINT', Signal.SIGINT],
  ['SIGQUIT', Signal.SIGQUIT],
  ['SIGTSTP', Signal.SIGTSTP],
] as const;
/** Signals of the host that a console listens to. */
export const OF_CONSOLE: readonly string[] = [...TYPED.map(([name]) => name), 'SIGHUP', 'SIGWINCH'];

export class HostConsole {
  readonly device: TerminalDevice;
  /** Of its node in /dev/pts. */
  status: StatusSource = () => Errno.ENOENT;
  /** Told of a signal that k42 itself was sent, and not by the terminal. */
  direct: (signal: number) => void = () => {};
  readonly #terminal: HostTerminal;
  readonly #host: HostPort;
  readonly #undo: (() => void)[] = [];
  #raw = false;
  #stopping = false;

  /** The terminal among the caller's descriptors; undefined when none is one. */
  static of(options: ConsoleOptions): HostConsole | undefined {
    const { host } = options;
    const channels = ([0, 1, 2] as const)
      .map((descriptor) => host.standard(descriptor))
      .filter((channel): channel is HostChannel => channel?.kind === 'terminal');
    const output = channels.find((channel) => channel.writable && channel !== host.standard(0)) ?? channels[0];
    const input = channels[0];
    return input === undefined || output === undefined ? undefined : new HostConsole(options, input, output);
  }

  constructor(
    { services, host, groups, controlling, timers }: ConsoleOptions,
    input: HostChannel,
    output: HostChannel,
  ) {
    if (input.terminal === undefined) throw new Error('the channel is no terminal');
    const terminal = input.terminal;
    this.#terminal = terminal;
    this.#host = host;
    this.device = new TerminalDevice({
      services,
      groups,
      controlling,
      timers,
      sink: output,
      window: this.#size(),
      wanted: () => this.#takeOver(),
      throttle: (on) => terminal.pause(on),
    });
    this.device.passing = true;
    terminal.onResize(() => this.device.setWindow(this.#size()));
    for (const [name, signal] of TYPED) {
      const told = (): void => (this.#raw ? this.direct(signal) : this.device.session.signalForeground(signal));
      this.#undo.push(host.events.onSignal(name, told));
    }
    const hungUp = (): void => (terminal.gone ? this.device.hangUp(true) : this.direct(Signal.SIGHUP));
    this.#undo.push(host.events.onSignal('SIGHUP', hungUp));
  }

  /**
   * The guest's first program stopped, and only the caller's shell can continue it: we stop too, and give the shell its
   * terminal. `resume` is called when the shell continues us. Until the guest reads or changes the terminal again, the host's
   * own discipline is in force: in the background that would stop us anew, as it does every program.
   */
  stop(resume: () => void): void {
    if (this.#stopping) return;
    this.#stopping = true;
    // What the guest wrote before it stopped comes first, and the stop happens outside of its call.
    this.#host.events.defer(() => {
      this.#raw = false;
      this.device.passing = true;
      this.#terminal.stop();
      this.#stopping = false;
      this.device.setWindow(this.#size());
      resume();
    });
  }

  get stops(): boolean {
    return this.#terminal.stops;
  }

  /** Gives the caller's terminal back; the guest reads no more. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#terminal.restore();
  }

  #size(): WindowSize {
    return { ...this.#terminal.size(), width: 0, height: 0 };
  }

  #takeOver(): void {
    if (this.#raw) return;
    this.#raw = true;
    this.device.passing = false;
    this.#terminal.raw(
      (bytes, early) => this.device.type(bytes, early),
      () => this.device.hangUp(true),
    );
  }
}
