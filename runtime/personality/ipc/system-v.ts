/** System V IPC as a process calls it: svipc(7). Where objects live is their servers' matter; here is what waits or maps. */
import { Errno } from '../../generated/errors.ts';
import { AttachFlags, IpcFlags, MapFlags, Protection } from '../../generated/flags.ts';
import type { MessageQueuesStub } from '../../generated/servers/message-queues.ts';
import type { SegmentsStub } from '../../generated/servers/segments.ts';
import type { SemaphoresStub } from '../../generated/servers/semaphores.ts';
import type { SystemV as SystemVInterface } from '../../generated/servers/system-v.ts';
import type {
  MessageLimits,
  MessageQueueStatus,
  SegmentLimits,
  SegmentStatus,
  SegmentUsage,
  SemaphoreLimits,
  SemaphoreOperation,
  SemaphoreSetStatus,
  Timespec,
} from '../../generated/structs.ts';
import { alignUp } from '../../kernel/address.ts';
import { detach } from '../../kernel/memory/detach.ts';
import type { Thread } from '../../kernel/thread.ts';
import { receiveMessage, sendMessage } from './messages.ts';
import { operate } from './semaphore-wait.ts';
import { readShorts, writeShorts } from './shorts.ts';

export interface SystemVStubs {
  readonly segments: SegmentsStub;
  readonly semaphores: SemaphoresStub;
  readonly queues: MessageQueuesStub;
}

export class SystemV implements SystemVInterface {
  readonly #stubs: SystemVStubs;

  constructor(stubs: SystemVStubs) {
    this.#stubs = stubs;
  }

  getSegment({ process }: Thread, key: number, size: number, mode: number, flags: number): number {
    return this.#stubs.segments.get(key, size, mode, flags, process.credentials);
  }

  attachSegment({ process }: Thread, id: number, address: number, flags: number): number {
    const has = (bit: number): boolean => (flags & bit) !== 0;
    const { space, credentials } = process;
    let at = address;
    if (id < 0 || (at === 0 && has(AttachFlags.replace))) return Errno.EINVAL;
    if (at % space.pageSize !== 0) {
      if (!has(AttachFlags.round)) return Errno.EINVAL;
      at -= at % space.pageSize;
      if (at === 0 && has(AttachFlags.replace)) return Errno.EINVAL;
    }
    const write = !has(AttachFlags.readOnly);
    const segment = this.#stubs.segments.attach(id, write, has(AttachFlags.execute), credentials);
    if (typeof segment === 'number') return segment;
    const length = alignUp(segment.size, space.pageSize);
    if (at !== 0 && !has(AttachFlags.replace)) {
      const next = space.regions.atOrAbove(at);
      if (at + length > space.layout.end || (next !== undefined && next.start < at + length)) return Errno.EINVAL;
    }
    const protection =
      Protection.read | (write ? Protection.write : 0) | (has(AttachFlags.execute) ? Protection.execute : 0);
    return space.map(at, length, protection, MapFlags.shared | (at !== 0 ? MapFlags.fixed : 0), segment.source, 0);
  }

  detachSegment({ process }: Thread, address: number): number {
    return detach(process.space, address);
  }

  getSegmentStatus({ process }: Thread, id: number, by: number): SegmentStatus | Errno {
    return this.#stubs.segments.getStatus(id, by, process.credentials);
  }

  setSegment({ process }: Thread, id: number, { permissions }: SegmentStatus): number {
    return this.#stubs.segments.set(id, permissions, process.credentials);
  }

  removeSegment({ process }: Thread, id: number): number {
    return this.#stubs.segments.remove(id, process.credentials);
  }

  lockSegment({ process }: Thread, id: number, on: boolean): number {
    return this.#stubs.segments.lock(id, on, process.credentials);
  }

  getSegmentLimits({ process }: Thread): SegmentLimits | Errno {
    const limits = this.#stubs.segments.getLimits();
    // A 32-bit process is told what it can count.
    return process.abi.bits === 64 || typeof limits === 'number'
      ? limits
      : { ...limits, most: 2 ** 31 - 1, pages: 2 ** 32 - 1 };
  }

  getSegmentUsage(_thread: Thread): SegmentUsage | Errno {
    return this.#stubs.segments.getUsage();
  }

  getSemaphores({ process }: Thread, key: number, count: number, mode: number, flags: number): number {
    return this.#stubs.semaphores.get(key, count, mode, flags, process.credentials);
  }

  operate(
    thread: Thread,
    id: number,
    operations: readonly SemaphoreOperation[],
    timeout: Timespec | undefined,
  ): number {
    return operate(thread, this.#stubs.semaphores, id, operations, timeout);
  }

  getSemaphoreStatus({ process }: Thread, id: number, by: number): SemaphoreSetStatus | Errno {
    return this.#stubs.semaphores.getStatus(id, by, process.credentials);
  }

  setSemaphores({ process }: Thread, id: number, { permissions }: SemaphoreSetStatus): number {
    return this.#stubs.semaphores.set(id, permissions, process.credentials);
  }

  removeSemaphores({ process }: Thread, id: number): number {
    return this.#stubs.semaphores.remove(id, process.credentials);
  }

  getSemaphoreValue({ process }: Thread, id: number, number: number, what: number): number {
    return this.#stubs.semaphores.getValue(id, number, what, process.credentials);
  }

  setSemaphoreValue({ process }: Thread, id: number, number: number, argument: number): number {
    const { bits, order } = process.abi;
    const value = (bits === 64 && order === 'big' ? argument / 2 ** 32 : argument) | 0;
    return this.#stubs.semaphores.setValue(id, number, value, process.pid, process.credentials);
  }

  getSemaphoreValues({ process }: Thread, id: number, address: number): number {
    const values = this.#stubs.semaphores.getValues(id, process.credentials);
    return typeof values === 'number' ? values : writeShorts(process.space, address, values);
  }

  setSemaphoreValues({ process }: Thread, id: number, address: number): number {
    const { semaphores } = this.#stubs;
    const count = semaphores.getCount(id, process.credentials);
    if (count < 0) return count;
    const values = readShorts(process.space, address, count);
    return typeof values === 'number' ? values : semaphores.setValues(id, values, process.pid, process.credentials);
  }

  getSemaphoreLimits(_thread: Thread): SemaphoreLimits | Errno {
    return this.#stubs.semaphores.getLimits();
  }

  getQueue({ process }: Thread, key: number, mode: number, flags: number): number {
    return this.#stubs.queues.get(key, mode, flags, process.credentials);
  }

  sendMessage(thread: Thread, id: number, message: number, length: number, flags: number): number {
    return sendMessage(thread, this.#stubs.queues, id, message, length, (flags & IpcFlags.noWait) !== 0);
  }

  receiveMessage(thread: Thread, id: number, message: number, length: number, type: number, flags: number): number {
    return receiveMessage(thread, this.#stubs.queues, id, message, length, type, flags);
  }

  receiveMessageIndirectly(thread: Thread, id: number, place: number, length: number, flags: number): number {
    const { space, abi } = thread.process;
    if (place === 0) return Errno.EINVAL;
    const wide = abi.bits === 64;
    const message = wide ? space.readU64(place) : space.readU32(place);
    if (message < 0) return message;
    const second = wide ? space.readU64(place + 8) : space.readU32(place + 4);
    if (second < 0) return second;
    const type = wide ? (second >= 2 ** 63 ? second - 2 ** 64 : second) : second | 0;
    return receiveMessage(thread, this.#stubs.queues, id, message, length, type, flags);
  }

  getQueueStatus({ process }: Thread, id: number, by: number): MessageQueueStatus | Errno {
    return this.#stubs.queues.getStatus(id, by, process.credentials);
  }

  setQueue({ process }: Thread, id: number, { permissions, limit }: MessageQueueStatus): number {
    return this.#stubs.queues.set(id, permissions, limit, process.credentials);
  }

  removeQueue({ process }: Thread, id: number): number {
    return this.#stubs.queues.remove(id, process.credentials);
  }

  getMessageLimits(_thread: Thread): MessageLimits | Errno {
    return this.#stubs.queues.getLimits();
  }
}
