import { describe, expect, test } from 'vitest';
import { compareExtents } from './extent-model.ts';

const MIB = 2 ** 20;

describe.each([128 * MIB, 18 * MIB])('in a machine of %i bytes', (memory) => {
  test.each(['little', 'big'] as const)(
    'extents and what the TLB knows agree with the page table after any sequence of calls, and no frame is lost (%s-endian)',
    (order) => {
      expect(() => compareExtents(order, memory, 80)).not.toThrow();
    },
  );
});
