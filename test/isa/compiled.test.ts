import { describe, expect, it } from 'vitest';
import { compareCompiled } from './compiled.ts';

describe.each(['little', 'big'] as const)('compiled instructions in %s-endian order', (order) => {
  it('leave what the interpreter leaves', { timeout: 60_000 }, async () => {
    const { differing, instructions, compiled } = await compareCompiled(order, 0);
    expect(differing).toEqual([]);
    expect(compiled).toBeGreaterThan(0.9 * instructions);
  });
});
