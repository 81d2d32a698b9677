import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { INSTRUCTIONS } from '../../emulator/decode.ts';
import { Exit } from '../../emulator/index.ts';
import { TestMachine } from './support/machine.ts';
import { CODE, DATA, ORDERS } from './support/orders.ts';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const instruction = fc.tuple(fc.integer({ min: 0, max: INSTRUCTIONS.length - 1 }), word).map(([index, noise]) => {
  const { mask, match } = INSTRUCTIONS[index] as (typeof INSTRUCTIONS)[number];
  return match | (noise & ~mask);
});
const code = fc.array(fc.oneof({ weight: 9, arbitrary: instruction }, word), { minLength: 32, maxLength: 32 });
const register = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  fc.constantFrom(0n, 1n, (1n << 64n) - 1n, 1n << 63n, 0x8000_0000n, BigInt(DATA), BigInt(DATA + 4090)),
);
const exits: ReadonlySet<number> = new Set(Object.values(Exit));

describe.each(ORDERS)('random %s-endian code', (order) => {
  const machine = new TestMachine(order);
  machine.map(CODE, 1, 'rwx');
  machine.map(DATA, 2, 'rw');
  const frames = [...machine.pages.values()].map(({ frame }) => frame);

  test.prop([code, fc.array(register, { minLength: 32, maxLength: 32 })], { numRuns: 300 })(
    'never leaves the machine: every run ends with an exit',
    (words, registers) => {
      machine.cpu.reset();
      machine.code(CODE, words);
      machine.interpreter.forgetCode(frames[0] as number);
      registers.forEach((value, n) => machine.setGpr(n, value));
      machine.cpu.lr = CODE;
      machine.cpu.ctr = CODE + 8;
      machine.cpu.pc = CODE;
      // Goes past what stops it, so that the code behind it runs as well.
      for (let offset = 0; offset < 4 * words.length; offset += 4) {
        const exit = machine.run(CODE + offset, 50);
        expect(exits.has(exit)).toBe(true);
      }
    },
  );
});
