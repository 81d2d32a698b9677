import { beforeAll, describe, expect, it } from 'vitest';
import type { Instruction } from '../../../../emulator/decode.ts';
import { makeCompiler } from '../../../../emulator/jit/compiler.ts';
import { SEMANTICS } from '../../../../emulator/semantics/index.ts';
import { COMPARABLE } from '../../../isa/cases/case.ts';
import { FLOAT_SEQUENCE, INTEGER_SEQUENCE, MEMORY_SEQUENCE } from '../../../isa/cases/sequence.ts';
import { Machine } from './machine.ts';
import { compareAll, compareSequences } from './run.ts';
import type { Verdict } from './run.ts';

const OPTIONS = { order: 'big', bits: 32, seed: 7 } as const;

/** Sequences that are compiled too: each with the driver behind it, which takes time. */
const COMPILED_CASES = 300;

/** What processors with vectors had in 2003. Theirs clear 32 bytes with dcbz, as much as their cache blocks have. */
const LEVELS = /^(P1|P2|PPC|v2.0[0-3])$/;
const old = ({ level, mnemonic }: Instruction): boolean =>
  LEVELS.test(level) && mnemonic in SEMANTICS && mnemonic !== 'dcbz';

describe('in 32-bit mode', { timeout: 600_000 }, () => {
  const machine = new Machine();
  /** Of the instructions that the other emulator knows: 64-bit ones are none to it. */
  let verdicts: readonly Verdict[] = [];

  beforeAll(() => {
    const all = compareAll(machine, COMPARABLE.filter(old), { ...OPTIONS, cases: 500 });
    verdicts = all.filter(({ qemu }) => qemu === undefined);
  }, 600_000);

  it('single instructions leave low words, status and memory as a 32-bit processor does', () => {
    expect(verdicts.length).toBeGreaterThan(280);
    expect(verdicts.filter(({ cases, equal, known }) => known !== true && equal < cases)).toEqual([]);
  });

  it('so they do when code is built for known fields', () => {
    const common = new Set(verdicts.map(({ mnemonic }) => mnemonic));
    const rows = COMPARABLE.filter(({ mnemonic }) => common.has(mnemonic));
    const constant = compareAll(machine, rows, { ...OPTIONS, cases: 30, constant: true });
    expect(constant.filter(({ cases, equal, known }) => known !== true && equal < cases)).toEqual([]);
  });

  it('so do sequences, comparisons and branches among them', () => {
    const common = new Set(verdicts.map(({ mnemonic }) => mnemonic));
    const rows = INTEGER_SEQUENCE.filter(({ mnemonic }) => common.has(mnemonic));
    const [verdict] = compareSequences(machine, { ...OPTIONS, cases: 3000 }, { rows });
    expect(verdict).toMatchObject({ equal: 3000 });
  });

  it('so does compiled code of sequences, with accesses to memory and loops', () => {
    const common = new Set(verdicts.map(({ mnemonic }) => mnemonic));
    // What reads XER whole finds CA32 and OV32 there, which older processors do not have.
    const known = ({ mnemonic }: Instruction): boolean => common.has(mnemonic) && !/^(fcti|mfspr)/.test(mnemonic);
    const accesses = MEMORY_SEQUENCE.filter(known);
    for (const all of [INTEGER_SEQUENCE, FLOAT_SEQUENCE]) {
      const compiled = new Machine({ compiler: makeCompiler() });
      const options = { ...OPTIONS, cases: COMPILED_CASES, compiled };
      const found = compareSequences(machine, options, { rows: all.filter(known), accesses, loops: true });
      expect(found).toMatchObject([{ equal: COMPILED_CASES, examples: [] }]);
      expect(compiled.regions).toBeGreaterThan(COMPILED_CASES);
    }
  });
});
