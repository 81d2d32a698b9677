import { expect, test } from 'vitest';
import { compareWithModel } from './memory-model.ts';

test.each(['little', 'big'] as const)(
  'any sequence of calls leaves the memory that the model says (%s-endian)',
  (order) => {
    expect(() => compareWithModel(order, 120)).not.toThrow();
  },
);
