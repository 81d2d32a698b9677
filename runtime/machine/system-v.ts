/** The servers of System V IPC and of POSIX message queues. */
import { MessageQueuesStub } from '../generated/servers/message-queues.ts';
import { PosixQueuesStub } from '../generated/servers/posix-queues.ts';
import type { ProcessStub } from '../generated/servers/process.ts';
import { SegmentsStub } from '../generated/servers/segments.ts';
import { SemaphoresStub } from '../generated/servers/semaphores.ts';
import type { SystemVStubs } from '../personality/ipc/system-v.ts';
import type { IpcView } from '../personality/linux/proc/context.ts';
import type { FileServices } from '../servers/files/services.ts';
import { PosixQueues } from '../servers/posix-ipc/posix-queues.ts';
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

export function makePosixQueues(services: FileServices, stub: ProcessStub): PosixQueuesStub {
  const queues = new PosixQueues(
    services,
    (pid, information) => void stub.signal(0, pid, information.signal, information),
  );
  return new PosixQueuesStub(services.ipc, queues.handle);
}

/** What /proc/sysvipc shows of them. */
export function ipcView({ segments, semaphores, queues }: SystemVStubs): IpcView {
  const listed = <T>(list: readonly T[] | number): readonly T[] => (typeof list === 'number' ? [] : list);
  return {
    segments: () => listed(segments.list()),
    semaphores: () => listed(semaphores.list()),
    queues: () => listed(queues.list()),
  };
}
