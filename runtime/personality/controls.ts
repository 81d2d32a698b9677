/** What prctl(2) and its like keep of a process, for others to be told. Children begin with it, and new programs keep most. */
import { ProcessControl } from '../generated/enums.ts';
import type { Thread } from '../kernel/thread.ts';

/** Nanoseconds by which Linux lets timers be late. */
const TIMER_SLACK = 50_000;

export class Controls {
  readonly #values: number[];
  /** What the slack goes back to: what the parent had. */
  readonly #usualSlack: number;

  constructor(from?: Controls) {
    this.#values = from === undefined ? [] : [...from.#values];
    this.#usualSlack = from?.slack ?? TIMER_SLACK;
    this.slack = this.#usualSlack;
  }

  /** Nanoseconds by which timers may be late; kept and told. */
  get slack(): number {
    return this.get(ProcessControl.timerSlack);
  }

  set slack(wanted: number) {
    this.set(ProcessControl.timerSlack, wanted > 0 ? wanted : this.#usualSlack);
  }

  get(control: number): number {
    return this.#values[control] ?? 0;
  }

  set(control: number, value: number): void {
    this.#values[control] = value;
  }

  /** For a child: it does not reap for its parent. */
  fork(): Controls {
    const child = new Controls(this);
    child.set(ProcessControl.subreaper, 0);
    return child;
  }

  exec(): void {
    this.set(ProcessControl.keepCapabilities, 0);
  }
}

/** One is the thread's own. */
export function getControl({ process, noNewPrivileges }: Thread, control: number): number {
  return control === ProcessControl.noNewPrivileges ? Number(noNewPrivileges) : process.controls.get(control);
}

export function setControl(thread: Thread, control: number, value: number): number {
  const { process } = thread;
  if (control === ProcessControl.noNewPrivileges) {
    thread.noNewPrivileges = true;
    return 0;
  }
  if (control === ProcessControl.subreaper) process.stubs.process.setSubreaper(process.pid, value !== 0);
  if (control === ProcessControl.timerSlack) process.controls.slack = value;
  else process.controls.set(control, value);
  return 0;
}
