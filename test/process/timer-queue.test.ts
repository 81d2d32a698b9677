import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { TimerQueue } from '../../runtime/kernel/timer-queue.ts';

describe('the deadlines of a clock', () => {
  test.prop([fc.array(fc.record({ key: fc.nat({ max: 9 }), at: fc.nat({ max: 99 }), off: fc.boolean() }))])(
    'come in order, the last of each key only',
    (steps) => {
      const queue = new TimerQueue();
      const model = new Map<number, number>();
      for (const { key, at, off } of steps) {
        if (off) {
          queue.disarm(key);
          model.delete(key);
        } else {
          queue.arm(key, at);
          model.set(key, at);
        }
        expect(queue.earliest).toBeLessThanOrEqual(Math.min(Infinity, ...model.values()));
      }
      const fired: number[] = [];
      for (let key = queue.take(100); key !== undefined; key = queue.take(100)) fired.push(key);
      expect(new Set(fired)).toEqual(new Set(model.keys()));
      expect(fired).toHaveLength(model.size);
      const times = fired.map((key) => model.get(key) ?? -1);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(queue.earliest).toBe(Infinity);
    },
  );

  it('are not taken before their time', () => {
    const queue = new TimerQueue();
    queue.arm(1, 50);
    expect(queue.take(49)).toBeUndefined();
    expect(queue.take(50)).toBe(1);
  });

  it('leave no more behind than a few when they are taken back', () => {
    const queue = new TimerQueue();
    queue.arm(0, 1_000_000);
    for (let i = 0; i < 10_000; i++) {
      queue.arm(1 + (i % 3), 1_000 + i);
      queue.arm(4, 1);
      queue.disarm(1 + (i % 3));
    }
    expect(queue.length).toBeLessThan(100);
    expect(queue.take(1)).toBe(4);
    expect(queue.take(999_999)).toBeUndefined();
    expect(queue.take(1_000_000)).toBe(0);
  });
});
