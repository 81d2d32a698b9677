/**
 * What a thread needs of the processor it runs on: its queue, its clock, its objects. A processor is one worker;
 * the machine makes one.
 */
import type { Clock } from './clock.ts';
import type { Ipc } from './ipc.ts';
import type { Scheduler } from './scheduler.ts';

export interface Processor {
  readonly ipc: Ipc;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}
