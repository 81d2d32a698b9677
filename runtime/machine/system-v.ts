/** The three servers of System V IPC and the calls on them. */
import { MessageQueuesStub } from '../generated/servers/message-queues.ts';
import { SegmentsStub } from '../generated/servers/segments.ts';
import { SemaphoresStub } from '../generated/servers/semaphores.ts';
import type { SystemVStubs } from '../personality/ipc/system-v.ts';
import { MessageQueues } from '../servers/sysv-ipc/message-queues.ts';
import type { IpcOptions } from '../servers/sysv-ipc/options.ts';
import { Segments } from '../servers/sysv-ipc/segments.ts';
import { Semaphores } from '../servers/sysv-ipc/semaphores.ts';

export function makeSystemV(options: IpcOptions): SystemVStubs {
  const { ipc } = options;
  return {
    segments: new SegmentsStub(ipc, new Segments(options).handle),
    semaphores: new SemaphoresStub(ipc, new Semaphores(options).handle),
    queues: new MessageQueuesStub(ipc, new MessageQueues(options).handle),
  };
}
