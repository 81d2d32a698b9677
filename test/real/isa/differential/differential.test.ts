import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../../emulator/decode.ts';
import { makeCompiler } from '../../../../emulator/jit/compiler.ts';
import { SEMANTICS } from '../../../../emulator/semantics/index.ts';
import { COMPARABLE } from '../../../isa/cases/case.ts';
import { FLOAT_SEQUENCE, INTEGER_SEQUENCE, MEMORY_SEQUENCE } from '../../../isa/cases/sequence.ts';
import { Machine } from './machine.ts';
import { compareAll, compareSequences } from './run.ts';
import type { Verdict } from './run.ts';

/** Of each instruction, and where every field is known while its code is built. */
const CASES = 500;
const CONSTANT_CASES = 30;
/** Sequences that are compiled too. */
const COMPILED_CASES = 1000;

/** Instructions that user-mode qemu 7.2 cannot run: alignment interrupts in little-endian order, and gaps in its power10. */
const QEMU_STOPS = ['lxvkq', 'xxgenpcvbm', 'xxgenpcvdm', 'xxgenpcvhm', 'xxgenpcvwm'];
const QEMU_STOPS_LITTLE = ['lmw', 'lswi', 'lswx', 'stmw', 'stswi', 'stswx', ...QEMU_STOPS];

describe('instructions leave every register and memory as qemu does', { timeout: 300_000 }, () => {
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
        const verdicts = compareSequences(machine, { order, cases: 3000, seed: 7 }, { rows: implemented });
        expect(verdicts.filter((verdict) => differs(verdict))).toEqual([]);
      }
    });

    it.each([
      ['integers and vectors', INTEGER_SEQUENCE],
      ['numbers', FLOAT_SEQUENCE],
    ] as const)(
      `so does compiled code of sequences, with accesses to memory and loops: %s, in ${order}-endian order`,
      (_, all) => {
        const compiled = new Machine({ compiler: makeCompiler() });
        const options = { order, cases: COMPILED_CASES, seed: 9, compiled };
        expect(compareSequences(machine, options, { ...compilable(all), loops: true })).toMatchObject([
          { equal: COMPILED_CASES, examples: [] },
        ]);
        expect(compiled.regions).toBeGreaterThan(COMPILED_CASES);
      },
    );
  }
});

/** Conversions to integers leave FPRF undefined (Book I, 4.6.7), which compiled code and the interpreter may see otherwise. */
function compilable(all: readonly Instruction[]): { rows: Instruction[]; accesses: Instruction[] } {
  const known = ({ mnemonic }: Instruction): boolean => mnemonic in SEMANTICS && !mnemonic.startsWith('fcti');
  return { rows: all.filter(known), accesses: MEMORY_SEQUENCE.filter(known) };
}

function differs({ cases, equal, known, qemu }: Verdict): boolean {
  return known !== true && qemu === undefined && equal < cases;
}
