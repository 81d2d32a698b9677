/** Descriptors that tell of events, as spec/servers/events.yaml promises. */
import { Errno } from '../../generated/errors.ts';
import { Clock as ClockId } from '../../generated/enums.ts';
import { Availability, OpenFlags } from '../../generated/flags.ts';
import type { EventObjectsStub } from '../../generated/servers/event-objects.ts';
import { EventQueueStub } from '../../generated/servers/event-queue.ts';
import type { Events as EventsInterface } from '../../generated/servers/events.ts';
import { StreamStub } from '../../generated/servers/stream.ts';
import { TimerDescriptorStub } from '../../generated/servers/timer-descriptor.ts';
import type { IntervalTimerValue, ReadyEvent, SignalInformation, Timespec } from '../../generated/structs.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import { NoticeDescriptor } from '../notices/notice-descriptor.ts';
import { NoticeQueue } from '../notices/notice-queue.ts';
import type { SignalSet } from '../signal-set.ts';
import { install } from './install.ts';
import { QueueDescriptor } from './queue-descriptor.ts';
import { openProcess, signalProcess, takeDescriptor } from './process.ts';
import { SignalDescriptor } from './signal-descriptor.ts';
import { PlainSpecial } from './special.ts';
import { TimerSpecial } from './timer.ts';
import { wait } from './wait.ts';

/** signalfd's descriptor when it is to make one. */
const NEW = -1;

export class Events implements EventsInterface {
  readonly #objects: EventObjectsStub;

  constructor(objects: EventObjectsStub) {
    this.#objects = objects;
  }

  createCounter(thread: Thread, count: number, semaphore: boolean, flags: number): number {
    const object = this.#objects.createCounter(count, semaphore);
    if (typeof object === 'number') return object;
    return install(thread, new StreamStub(thread.processor.ipc, object), new PlainSpecial(), flags);
  }

  createTimer(thread: Thread, clock: number, flags: number): number {
    const wakes = clock === ClockId.realtimeAlarm || clock === ClockId.boottimeAlarm;
    if (wakes && thread.process.credentials.effectiveUser !== 0) return Errno.EPERM;
    const object = this.#objects.createTimer(clock);
    if (typeof object === 'number') return object;
    const stub = new TimerDescriptorStub(thread.processor.ipc, object);
    return install(thread, stub, new TimerSpecial(stub), flags);
  }

  setTimer(thread: Thread, fd: number, flags: number, value: IntervalTimerValue): IntervalTimerValue | Errno {
    const timer = timerOf(thread, fd);
    return typeof timer === 'number' ? timer : timer.set(flags, value);
  }

  getTimer(thread: Thread, fd: number): IntervalTimerValue | Errno {
    const timer = timerOf(thread, fd);
    return typeof timer === 'number' ? timer : timer.get();
  }

  createQueue(thread: Thread, flags: number): number {
    const object = this.#objects.createQueue();
    if (typeof object === 'number') return object;
    const stub = new EventQueueStub(thread.processor.ipc, object);
    return install(thread, stub, new QueueDescriptor(stub), flags);
  }

  watch(thread: Thread, queue: number, fd: number, interest: ReadyEvent): number {
    const pair = pairOf(thread, queue, fd);
    if (typeof pair === 'number') return pair;
    const { stream, special } = pair.member;
    // pairOf found that it can be watched.
    if (stream === undefined) return Errno.EPERM;
    return pair.queue.watch(pair.member, fd, (special?.of?.(thread.process) ?? stream).handle, interest);
  }

  change(thread: Thread, queue: number, fd: number, interest: ReadyEvent): number {
    const pair = pairOf(thread, queue, fd);
    return typeof pair === 'number' ? pair : pair.queue.stub.change(pair.member.lockOwner, fd, interest);
  }

  forget(thread: Thread, queue: number, fd: number): number {
    const pair = pairOf(thread, queue, fd);
    return typeof pair === 'number' ? pair : pair.queue.forget(pair.member, fd);
  }

  createSignals(thread: Thread, fd: number, set: SignalSet, flags: number): number {
    const { process } = thread;
    if (fd === NEW) {
      const status = this.#objects.getStatus();
      if (typeof status === 'number') return status;
      const special = new SignalDescriptor(status, process, set);
      return install(thread, special.of(process), special, flags);
    }
    const description = process.descriptors.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (!(description.special instanceof SignalDescriptor)) return Errno.EINVAL;
    description.special.setMask(process, set);
    return fd;
  }

  openProcess(thread: Thread, pid: number, flags: number): number {
    return pid <= 0 ? Errno.EINVAL : openProcess(thread, pid, flags);
  }

  signalProcess(thread: Thread, fd: number, signal?: number, information?: SignalInformation): number {
    return signalProcess(thread, fd, signal ?? 0, information);
  }

  takeDescriptor(thread: Thread, fd: number, of: number): number {
    return takeDescriptor(thread, fd, of);
  }

  createNotices(thread: Thread, flags: number): number {
    const status = this.#objects.getStatus();
    const record = thread.process.abi.noticeRecord;
    if (typeof status === 'number' || record === undefined) return Errno.ENOSYS;
    const queue = new NoticeQueue(thread.processor.ipc, status, record);
    return install(thread, queue, new NoticeDescriptor(queue), flags, OpenFlags.read);
  }

  addNotice(thread: Thread, fd: number, path: string, events: number): number {
    const notices = noticesOf(thread, fd);
    return typeof notices === 'number' ? notices : notices.add(thread, path, events);
  }

  removeNotice(thread: Thread, fd: number, watch: number): number {
    const notices = noticesOf(thread, fd);
    return typeof notices === 'number' ? notices : notices.remove(watch);
  }

  wait(
    thread: Thread,
    queue: number,
    most: number,
    timeout: Timespec | undefined,
    mask?: SignalSet,
  ): readonly ReadyEvent[] | Errno {
    return wait(thread, queue, most, timeout, mask);
  }
}

function noticesOf(thread: Thread, fd: number): NoticeDescriptor | Errno {
  const description = thread.process.descriptors.table.get(fd);
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  return description.special instanceof NoticeDescriptor ? description.special : Errno.EINVAL;
}

function timerOf(thread: Thread, fd: number): TimerDescriptorStub | Errno {
  const description = thread.process.descriptors.table.get(fd);
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  return description.special instanceof TimerSpecial ? description.special.stub : Errno.EINVAL;
}

/** A queue and a descriptor that it may watch, or what Linux refuses, in its order (do_epoll_ctl). */
function pairOf(thread: Thread, fd: number, of: number): { queue: QueueDescriptor; member: OpenDescription } | Errno {
  const { table } = thread.process.descriptors;
  const outer = table.get(fd);
  if (outer === undefined || outer.kind === 'path') return Errno.EBADF;
  const member = table.get(of);
  if (member === undefined || member.kind === 'path') return Errno.EBADF;
  const { stream } = member;
  // What is always ready has nothing to tell.
  if (stream === undefined || (stream.getAvailability() & Availability.always) !== 0) return Errno.EPERM;
  if (outer === member || !(outer.special instanceof QueueDescriptor)) return Errno.EINVAL;
  return { queue: outer.special, member };
}
