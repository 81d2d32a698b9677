/**
 * Little programs leave in compiled code what they leave in the interpreter: at their end, at every fault on the way, and
 * wherever fuel runs out. test/real has many more.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCompiler } from '../../../emulator/jit/compiler.ts';
import { MODES, warm } from './modes.ts';
import { build, conditionsFor, programs } from './programs.ts';
import { Twins } from './twins.ts';

describe.each(MODES)('programs in %s-endian order, %i bits', (order, bits) => {
  it.each([
    ['run to their end', false, false, false, 60],
    ['stop at the same faults with the same registers', true, false, false, 40],
    ['go on where fuel ran out', false, true, false, 30],
    ['do so though places were left out', true, false, true, 40],
  ] as const)('%s', { timeout: 60_000 }, (_, faults, fuel, partly, numRuns) => {
    const twins = new Twins(order, bits, makeCompiler(), partly ? (_, lo) => warm(lo, 1) : undefined);
    fc.assert(
      fc.property(programs(), conditionsFor(faults, fuel), (drawn, conditions) => {
        expect(twins.compare(build(drawn, { reservations: !fuel }), conditions)).toEqual([]);
      }),
      { numRuns, seed: 11 },
    );
    expect(twins.statistics.regions).toBeGreaterThan(numRuns);
  });
});
