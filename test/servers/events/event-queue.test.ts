/** Event queues: what they cost, who is woken, and who leads to whom. */
import { describe, expect, it } from 'vitest';
import { Clock as ClockId } from '../../../runtime/generated/enums.ts';
import { Errno } from '../../../runtime/generated/errors.ts';
import { Availability, PollEvents } from '../../../runtime/generated/flags.ts';
import { EventObjectsStub } from '../../../runtime/generated/servers/event-objects.ts';
import { EventQueueStub } from '../../../runtime/generated/servers/event-queue.ts';
import { StreamStub } from '../../../runtime/generated/servers/stream.ts';
import { TimerDescriptorStub } from '../../../runtime/generated/servers/timer-descriptor.ts';
import { Clock } from '../../../runtime/kernel/clock.ts';
import { Lease } from '../../../runtime/kernel/lease.ts';
import type { ObjectHandle } from '../../../runtime/kernel/object-handle.ts';
import { WOULD_BLOCK } from '../../../runtime/kernel/result.ts';
import { VirtualTime } from '../../../runtime/kernel/virtual-time.ts';
import { EventObjects } from '../../../runtime/servers/events/event-objects.ts';
import { Listener, services } from '../support.ts';

function setUp() {
  const all = services();
  const { ipc } = all;
  const time = new VirtualTime();
  const clock = new Clock(time, ipc);
  const objects = new EventObjectsStub(ipc, new EventObjects(all, clock).handle);
  const handle = (answer: ObjectHandle | Errno): ObjectHandle => {
    if (typeof answer === 'number') throw new Error(`no object: ${answer}`);
    return answer;
  };
  return {
    ipc,
    time,
    clock,
    objects,
    counter: (count = 0) => new StreamStub(ipc, handle(objects.createCounter(count, false))),
    timer: () => new TimerDescriptorStub(ipc, handle(objects.createTimer(ClockId.monotonic))),
    queue: () => new EventQueueStub(ipc, handle(objects.createQueue())),
  };
}

const one = (low: number, high = 0): Lease => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, low, true);
  new DataView(bytes.buffer).setUint32(4, high, true);
  return Lease.over(bytes);
};
const input = (first = 0, manner = 0) => ({ events: PollEvents.in | manner, first, second: 0 });
const firsts = (events: ReturnType<EventQueueStub['take']>): number[] =>
  typeof events === 'number' ? [] : events.map(({ first }) => first);

describe('an event queue', () => {
  it('asks only those members that told of something', () => {
    const all = setUp();
    const queue = all.queue();
    const counters = Array.from({ length: 2000 }, () => all.counter());
    counters.forEach(({ handle }, i) => queue.watch(i, i, handle, input(i)));
    counters[700]?.send(one(1), 0);
    counters[30]?.send(one(1), 0);
    const before = all.ipc.counters.calls;
    expect(firsts(queue.take(10))).toEqual([700, 30]);
    expect(all.ipc.counters.calls - before).toBeLessThan(10);
  });

  it('lets members take turns', () => {
    const all = setUp();
    const queue = all.queue();
    for (let i = 0; i < 3; i++) queue.watch(i, i, all.counter(1).handle, input(i));
    const told = [0, 1, 2].flatMap(() => firsts(queue.take(1)));
    expect(told).toEqual([0, 1, 2]);
  });

  it('wakes one of those that wait, the first one first', () => {
    const all = setUp();
    const queue = all.queue();
    const counter = all.counter();
    queue.watch(1, 1, counter.handle, input(0, PollEvents.edge));
    const [first, second] = [new Listener(all.ipc), new Listener(all.ipc)];
    queue.join(first.handle);
    queue.join(second.handle);
    counter.send(one(1), 0);
    expect([first.heard.length, second.heard.length]).toEqual([1, 0]);
    queue.leave(first.handle);
    counter.send(one(1), 0);
    expect([first.heard.length, second.heard.length]).toEqual([1, 1]);
  });

  it('wakes the next one when there is more to take', () => {
    const all = setUp();
    const queue = all.queue();
    const waiting = new Listener(all.ipc);
    for (let i = 0; i < 2; i++) queue.watch(i, i, all.counter(1).handle, input(i, PollEvents.edge));
    queue.join(waiting.handle);
    queue.take(1);
    expect(waiting.heard.length).toBe(1);
    queue.take(1);
    expect(waiting.heard.length, 'nothing is left').toBe(1);
  });

  it('forgets a description with all its descriptors, and its own members when it is closed', () => {
    const all = setUp();
    const objects = all.ipc.table.size;
    const queue = all.queue();
    const counter = all.counter(1);
    for (const fd of [3, 4, 5]) queue.watch(9, fd, counter.handle, input(fd));
    queue.watch(10, 6, counter.handle, input(6));
    queue.forgetAll(9);
    expect(firsts(queue.take(10))).toEqual([6]);
    queue.close(0);
    counter.close(0);
    expect(all.ipc.table.size).toBe(objects);
  });

  it('knows several descriptors of one description apart', () => {
    const { queue: makeQueue, counter } = setUp();
    const queue = makeQueue();
    const stream = counter(1);
    for (const fd of [4, 5, 6]) expect(queue.watch(1, fd, stream.handle, input(fd))).toBe(0);
    expect(queue.watch(1, 5, stream.handle, input())).toBe(Errno.EEXIST);
    expect(queue.forget(1, 5)).toBe(0);
    expect(queue.forget(1, 5)).toBe(Errno.ENOENT);
    expect(queue.change(1, 4, input(40))).toBe(0);
    expect(firsts(queue.take(10))).toEqual([40, 6]);
    expect(queue.forget(1, 6)).toBe(0);
    expect(firsts(queue.take(10))).toEqual([40]);
    expect(queue.watch(1, 5, stream.handle, input(5))).toBe(0);
    expect(queue.forget(1, 4)).toBe(0);
    expect(firsts(queue.take(10))).toEqual([5]);
    expect(queue.forget(1, 5)).toBe(0);
    expect(firsts(queue.take(10))).toEqual([]);
  });

  it('finds circles however long', () => {
    const all = setUp();
    const queues = Array.from({ length: 4 }, () => all.queue());
    for (let i = 0; i < 3; i++)
      expect(queues[i]?.watch(i, i, (queues[i + 1] as EventQueueStub).handle, input())).toBe(0);
    expect(queues[3]?.watch(9, 9, (queues[0] as EventQueueStub).handle, input())).toBe(Errno.ELOOP);
  });
});

describe('a counter', () => {
  it('looks at eight bytes of a longer write', () => {
    const counter = setUp().counter();
    expect(counter.send(Lease.over(new Uint8Array(16).fill(1)), 0)).toBe(8);
    expect(counter.getAvailability() & Availability.readable).not.toBe(0);
  });

  it('carries from one word to the other', () => {
    const counter = setUp().counter();
    counter.send(one(0xffff_ffff), 0);
    counter.send(one(0xffff_ffff), 0);
    const bytes = new Uint8Array(8);
    expect(counter.receive(Lease.over(bytes), 0)).toBe(8);
    expect([...bytes]).toEqual([0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0]);
  });
});

describe('a timer', () => {
  const second = { seconds: 1, nanoseconds: 0 };
  const never = { seconds: 0, nanoseconds: 0 };

  it('costs nothing while nobody reads it, and counts what was missed', () => {
    const all = setUp();
    const timer = all.timer();
    timer.set(0, { value: second, interval: { seconds: 0, nanoseconds: 1000 } });
    expect(all.clock.next).toBeLessThan(Infinity);
    all.time.advance(2e9);
    all.clock.fire();
    expect(all.clock.next).toBe(Infinity);
    const bytes = new Uint8Array(8);
    timer.receive(Lease.over(bytes), 0);
    expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(1_000_001);
    expect(all.clock.next).toBeLessThan(Infinity);
    timer.close(0);
    expect(all.clock.next).toBe(Infinity);
  });

  it('is read once an expiration', () => {
    const all = setUp();
    const timer = all.timer();
    timer.set(0, { value: second, interval: never });
    expect(timer.receive(one(0), 0)).toBe(WOULD_BLOCK);
    all.time.advance(1e9);
    expect(timer.getAvailability() & Availability.readable).not.toBe(0);
    expect(timer.receive(one(0), 0)).toBe(8);
    expect(timer.receive(one(0), 0)).toBe(WOULD_BLOCK);
  });
});
