import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Guest } from './guest.ts';

const guest = new Guest();
const LIMIT = 10n ** 31n;

const numbers = fc.oneof(
  fc.bigInt(1n - LIMIT, LIMIT - 1n),
  fc.bigInt(-20n, 20n),
  fc.constantFrom(LIMIT - 1n, 1n - LIMIT),
);

/** Packed decimal: 31 digits and a sign. */
const packed = (x: bigint, plus = 'c'): bigint =>
  BigInt(`0x${(x < 0n ? -x : x).toString().padStart(31, '0')}${x < 0n ? 'd' : plus}`);

function run(mnemonic: 'bcdadd.' | 'bcdsub.', a: bigint, b: bigint, PS: number): bigint {
  guest.setVr(2, a);
  guest.setVr(3, b);
  guest.run([mnemonic, { VRT: 1, VRA: 2, VRB: 3, PS }]);
  return guest.vr(1);
}

describe('decimal addition and subtraction', () => {
  it.each([
    ['bcdadd.', 1n],
    ['bcdsub.', -1n],
  ] as const)('%s', (mnemonic, sign) => {
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 0, max: 1 }), (a, b, PS) => {
        const exact = a + sign * b;
        const wanted = exact % LIMIT;
        fc.pre(wanted !== 0n || exact === 0n);
        const found = run(mnemonic, packed(a), packed(b), PS);
        expect(found.toString(16)).toBe(packed(wanted, PS === 1 ? 'f' : 'c').toString(16));
        const relation = exact === 0n ? 2 : exact < 0n ? 8 : 4;
        expect(guest.machine.cpu.crField(6)).toBe(relation | (wanted === exact ? 0 : 1));
      }),
      { numRuns: 400 },
    );
  });

  it('tells of operands that are not decimal by CR6.SO alone', () => {
    run('bcdadd.', 0xa0cn, packed(1n), 0);
    expect(guest.machine.cpu.crField(6)).toBe(1);
    run('bcdadd.', packed(1n), 0x123n, 0);
    expect(guest.machine.cpu.crField(6)).toBe(1);
  });

  it('a difference of nothing is plus', () => {
    expect(run('bcdsub.', packed(-5n), packed(-5n), 0)).toBe(0xcn);
    expect(guest.machine.cpu.crField(6)).toBe(2);
  });
});
