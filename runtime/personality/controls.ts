/** What prctl(2) and its like keep of a process, for others to be told. Children begin with it, and new programs keep most. */
import { ProcessControl } from '../generated/enums.ts';
import type { Thread } from '../kernel/thread.ts';

/** Nanoseconds by which Linux lets timers be late. */
const TIMER_SLACK = 50_000;

export class Controls {
  readonly #values: number[];

  constructor(from?: Controls) {
    this.#values = from === undefined ? [] : [...from.#values];
    if (from === undefined) this.#values[ProcessControl.timerSlack] = TIMER_SLACK;
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

export function setControl({ process }: Thread, control: number, value: number): number {
  if (control === ProcessControl.subreaper) process.stubs.process.setSubreaper(process.pid, value !== 0);
  const reset = control === ProcessControl.timerSlack && value <= 0;
  process.controls.set(control, reset ? TIMER_SLACK : value);
  return 0;
}
