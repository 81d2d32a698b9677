/** A terminal with nobody at it: tests type, and look at what was written. */
import { Errno } from '../../runtime/generated/errors.ts';
import { emptyFileStatus, type Opened } from '../../runtime/generated/structs.ts';
import type { Ipc } from '../../runtime/kernel/ipc.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { ControllingTerminals, type ProcessGroups } from '../../runtime/servers/terminal/jobs.ts';
import { TerminalDevice } from '../../runtime/servers/terminal/terminal-device.ts';
import { services, text } from './support.ts';

/** Processes as a table: pid to group and session; remembers the signals sent to groups. */
export class Groups implements ProcessGroups {
  readonly sent: [group: number, signal: number][] = [];
  readonly processes = new Map<number, { group: number; session: number }>();
  readonly orphaned = new Set<number>();

  groupOf(pid: number): number {
    return this.processes.get(pid)?.group ?? Errno.ESRCH;
  }

  sessionOf(pid: number): number {
    return this.processes.get(pid)?.session ?? Errno.ESRCH;
  }

  sessionOfGroup(group: number): number {
    for (const process of this.processes.values()) if (process.group === group) return process.session;
    return Errno.ESRCH;
  }

  isOrphaned(group: number): boolean {
    return this.orphaned.has(group);
  }

  signalProcess(pid: number, signal: number): void {
    this.sent.push([pid, signal]);
  }

  signalGroup(group: number, signal: number): void {
    this.sent.push([group, signal]);
  }
}

export interface TestTerminal {
  readonly device: TerminalDevice;
  readonly opened: Opened;
  readonly ipc: Ipc;
  readonly groups: Groups;
  /** What came out since the last call. */
  written(): string;
  /** Lets the outside take output, or not. */
  accept(on: boolean): void;
  /** Lets the time of a running timer pass. */
  passTime(): void;
  readonly throttles: boolean[];
  readonly wanted: () => number;
}

export function terminal(): TestTerminal {
  const all = services();
  const groups = new Groups();
  const throttles: boolean[] = [];
  let out: number[] = [];
  let accepting = true;
  let resume: (() => void) | undefined;
  let timer: (() => void) | undefined;
  let wanted = 0;
  const device = new TerminalDevice({
    services: all,
    groups,
    controlling: new ControllingTerminals(),
    sink: {
      write(bytes, start, end) {
        if (!accepting) return WOULD_BLOCK;
        out.push(...bytes.subarray(start, end));
        return end - start;
      },
      whenWritable(callback) {
        resume = callback;
      },
    },
    timers: {
      after(_milliseconds, callback) {
        timer = callback;
        return {
          cancel: () => {
            timer = undefined;
          },
        };
      },
    },
    wanted: () => {
      wanted++;
    },
    throttle: (on) => throttles.push(on),
  });
  const opened = device.open(() => emptyFileStatus());
  return {
    device,
    opened,
    ipc: all.ipc,
    groups,
    throttles,
    wanted: () => wanted,
    written() {
      const result = text(Uint8Array.from(out));
      out = [];
      return result;
    },
    accept(on) {
      accepting = on;
      if (on) resume?.();
    },
    passTime() {
      timer?.();
    },
  };
}
