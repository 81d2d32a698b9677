import { describe, expect, test } from 'vitest';
import { Exit, FRAME_SIZE, STATE } from '../../emulator/index.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { WINDOW, WINDOW_PAGE, WINDOW_SIZE } from '../isa/cases/block.ts';
import { type Case, COMPARABLE, drawCase } from '../isa/cases/case.ts';
import { accessesMemory } from '../isa/cases/storage.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE } from './support/orders.ts';

const CASES = 4;
const JUNK = 0xdead_beef_0000_0000n;
const LOW = 0xffff_ffffn;
const SC = assemble('sc');

const machine = new TestMachine('big', 32);
machine.map(CODE, 1, 'rx');
machine.map(WINDOW_PAGE, 2, 'rw');
const { cpu } = machine;

/** Runs a case with `high` added to all general registers; answers what ended it and the memory it left. */
function run({ words, state }: Case, high: bigint): { exit: Exit; memory: number[] } {
  machine.code(CODE, [...words, SC]);
  machine.interpreter.forgetCode(machine.pages.get(CODE / FRAME_SIZE)?.frame as number);
  machine.write(WINDOW, state.window);
  state.gpr.forEach((value, n) => machine.setGpr(n, (value & LOW) | high));
  for (let n = 0; n < 64; n++)
    for (let byte = 0; byte < 16; byte++) cpu.setVsrByte(n, byte, state.vsr[16 * n + byte] ?? 0);
  cpu.xer = Number(state.xer & LOW);
  cpu.fpscr = 0;
  cpu.set(STATE.ctr, 0, 0);
  return { exit: machine.run(CODE), memory: machine.read(WINDOW, WINDOW_SIZE) };
}

/** Those that store whole registers, or take a length from the top of one. */
const WIDE = /^(std|stq|sdc|stdat|ldat|st?xvll?$|lxvll?$|stxvl|dcbz)/;
const rows = COMPARABLE.filter((row) => accessesMemory(row) && row.mnemonic in SEMANTICS && !WIDE.test(row.mnemonic));

describe('in 32-bit mode the high words of registers move no access', () => {
  test.each(rows.map((row) => [row.mnemonic, row] as const))('%s', (_mnemonic, row) => {
    for (let number = 0; number < CASES; number++) {
      const drawn = drawCase(row, number, 32, CODE, 0);
      const plain = run(drawn, 0n);
      expect(plain.exit).toBe(Exit.syscall);
      expect(run(drawn, JUNK)).toEqual(plain);
    }
  });
});
