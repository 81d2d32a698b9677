import { expect, test } from 'vitest';
import { compareExtents } from './extent-model.ts';

test.each(['little', 'big'] as const)(
  'extents and what the TLB knows agree with the page table after any sequence of calls, and no frame is lost (%s-endian)',
  (order) => {
    expect(() => compareExtents(order, 150)).not.toThrow();
  },
);
