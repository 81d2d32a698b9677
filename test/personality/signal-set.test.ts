import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { StructView } from '../../runtime/kernel/struct-view.ts';
import { SignalSet } from '../../runtime/personality/signal-set.ts';

const signals = fc.uniqueArray(fc.integer({ min: 1, max: 128 }));

describe('a set of signals', () => {
  test.prop([signals, signals])('agrees with a set of numbers', (a, b) => {
    const one = SignalSet.of(...a);
    const other = SignalSet.of(...b);
    const ascending = (list: Iterable<number>): number[] => [...list].toSorted((x, y) => x - y);
    expect(one.list()).toEqual(ascending(a));
    expect(one.clone().addAll(other).list()).toEqual(ascending(new Set([...a, ...b])));
    const left = a.filter((signal) => !b.includes(signal));
    expect(one.clone().deleteAll(other).list()).toEqual(ascending(left));
    expect(one.hasOutside(other)).toBe(left.length > 0);
    expect(one.firstOutside(other)).toBe(left.length > 0 ? Math.min(...left) : 0);
  });

  test.prop([signals, fc.constantFrom('little' as const, 'big' as const), fc.constantFrom(4 as const, 8 as const)])(
    'comes back from memory',
    (list, order, unit) => {
      const view = new StructView(order, 16);
      const set = SignalSet.of(...list);
      set.write(view, 0, 16, unit);
      expect(SignalSet.read(view, 0, 16, unit).equals(set)).toBe(true);
    },
  );

  it('has signal 1 in the lowest bit of a Linux set, whatever the byte order', () => {
    const view = new StructView('big', 8);
    SignalSet.of(1, 34).write(view, 0, 8);
    expect([...view.bytes.subarray(0, 8)]).toEqual([0, 0, 0, 2, 0, 0, 0, 1]);
  });
});
