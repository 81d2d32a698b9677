/** What the three servers of System V IPC ask of their machine. */
import type { Ipc } from '../../kernel/ipc.ts';

export interface IpcOptions {
  readonly ipc: Ipc;
  /** Seconds of the wall clock. */
  readonly now: () => number;
  /** The process that runs now: who maps and unmaps is known to nobody else. */
  readonly current: () => number;
  /** Bytes that segments may take. */
  readonly capacity: number;
}
