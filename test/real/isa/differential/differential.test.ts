import { describe, expect, it } from 'vitest';
import { SEMANTICS } from '../../../../emulator/semantics/index.ts';
import { COMPARABLE } from '../../../isa/cases/case.ts';
import { FLOAT_SEQUENCE, INTEGER_SEQUENCE } from '../../../isa/cases/sequence.ts';
import { Machine } from './machine.ts';
import { compareAll, compareSequences } from './run.ts';
import type { Verdict } from './run.ts';

/** Of each instruction, and where every field is known while its code is built. */
const CASES = 500;
const CONSTANT_CASES = 30;

/** Instructions that user-mode qemu 7.2 cannot run: alignment interrupts in little-endian order, and gaps in its power10. */
const QEMU_STOPS = ['lxvkq', 'xxgenpcvbm', 'xxgenpcvdm', 'xxgenpcvhm', 'xxgenpcvwm'];
const QEMU_STOPS_LITTLE = ['lmw', 'lswi', 'lswx', 'stmw', 'stswi', 'stswx', ...QEMU_STOPS];

describe('single instructions leave every register and memory as qemu does', () => {
  const machine = new Machine();
  const rows = COMPARABLE.filter(({ mnemonic }) => mnemonic in SEMANTICS);

  for (const order of ['little', 'big'] as const) {
    it(`in ${order}-endian order`, { timeout: 1_200_000 }, () => {
      const verdicts = compareAll(machine, rows, { order, cases: CASES, seed: 7 });
      const stopped = verdicts.filter(({ qemu }) => qemu !== undefined).map(({ mnemonic }) => mnemonic);
      const possible = order === 'little' ? QEMU_STOPS_LITTLE : QEMU_STOPS;
      expect(stopped.filter((name) => !possible.includes(name))).toEqual([]);
      expect(verdicts.filter((verdict) => differs(verdict))).toEqual([]);
    });

    it(`in ${order}-endian order, when code is built for known fields`, { timeout: 600_000 }, () => {
      const verdicts = compareAll(machine, rows, { order, cases: CONSTANT_CASES, seed: 8, constant: true });
      expect(verdicts.filter((verdict) => differs(verdict))).toEqual([]);
    });

    it(`one after the other, comparisons and branches among them, in ${order}-endian order`, {
      timeout: 600_000,
    }, () => {
      for (const rows of [INTEGER_SEQUENCE, FLOAT_SEQUENCE]) {
        const implemented = rows.filter(({ mnemonic }) => mnemonic in SEMANTICS);
        const verdicts = compareSequences(machine, { order, cases: 3000, seed: 7 }, implemented);
        expect(verdicts.filter((verdict) => differs(verdict))).toEqual([]);
      }
    });
  }
});

function differs({ cases, equal, known, qemu }: Verdict): boolean {
  return known !== true && qemu === undefined && equal < cases;
}
