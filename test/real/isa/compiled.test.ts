import { describe, expect, it } from 'vitest';
import { compareCompiled } from '../../isa/compiled.ts';

/** Of each instruction; the first is compared by `npm test`. */
const CASES = 40;

describe.each(['little', 'big'] as const)('compiled instructions in %s-endian order', (order) => {
  it('leave what the interpreter leaves', { timeout: 600_000 }, async () => {
    for (let number = 1; number < CASES; number++) {
      const { differing, instructions, compiled } = await compareCompiled(order, number);
      expect({ number, differing }).toEqual({ number, differing: [] });
      expect(compiled).toBeGreaterThan(0.9 * instructions);
    }
  });
});
