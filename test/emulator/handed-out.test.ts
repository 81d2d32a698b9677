import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { HandedOut } from '../../emulator/memory/handed-out.ts';

const range = fc.tuple(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 9 }));

describe('pages that were handed out', () => {
  test.prop([fc.array(fc.record({ range, back: fc.boolean() })), range])(
    'are those that were added and not taken back since',
    (steps, [from, count]) => {
      const pages = new HandedOut();
      const model = new Set<number>();
      for (const {
        range: [first, length],
        back,
      } of steps) {
        if (back) pages.remove(first, first + length);
        else pages.add(first, first + length);
        for (let page = first; page < first + length; page++) {
          if (back) model.delete(page);
          else model.add(page);
        }
        for (let page = 0; page < 70; page++) expect(pages.has(page, page + 1)).toBe(model.has(page));
      }
      const any = Array.from({ length: count }, (_, i) => from + i).some((page) => model.has(page));
      expect(pages.has(from, from + count)).toBe(any);
    },
  );

  it('are all that there are when there are too many ranges', () => {
    const pages = new HandedOut();
    for (let n = 0; n < 5000; n++) pages.add(3 * n, 3 * n + 1);
    expect(pages.has(20_001, 20_002)).toBe(true);
    pages.remove(20_001, 20_002);
    expect(pages.has(20_001, 20_002)).toBe(true);
    pages.clear();
    expect(pages.has(0, 20_000)).toBe(false);
  });
});
