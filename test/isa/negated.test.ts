import { describe, expect, it } from 'vitest';
import { decode, encode, extractField, INSTRUCTIONS } from '../../emulator/decode.ts';
import { Exit, STATE } from '../../emulator/index.ts';
import { TestMachine } from '../emulator/support/machine.ts';
import { rowOf } from './cases/assembler.ts';
import { drawCase } from './cases/case.ts';
import type { State } from './cases/block.ts';

const CODE = 0x10000;
const CASES = 300;
const SIGN = 0x80;

/** Runs one instruction on the registers and the rounding mode of a state; the target register's bytes. */
function run(machine: TestMachine, word: number, state: State, target: number): Uint8Array {
  const { cpu, physical } = machine;
  cpu.reset();
  machine.interpreter.forgetCode(machine.pages.get(CODE / 4096)?.frame ?? 0);
  machine.code(CODE, [word, 0]);
  for (let n = 0; n < 64; n++) for (let i = 0; i < 16; i++) cpu.setVsrByte(n, i, state.vsr[16 * n + i] ?? 0);
  physical.view.setBigUint64(cpu.address + STATE.fpscr, state.fpscr & 3n, true);
  expect(machine.run(CODE)).toBe(Exit.illegal);
  return Uint8Array.from({ length: 16 }, (_, i) => cpu.vsrByte(target, i));
}

/** qemu negates before it rounds, so it is no judge here (Book I, 4.6.6.2: "rounded, then negated"). */
describe('a negated multiply-add is the rounded multiply-add with the other sign', () => {
  const machine = new TestMachine('little');
  machine.map(CODE, 1);

  it.each(
    INSTRUCTIONS.filter(({ mnemonic }) => /^(f|xs|xv)nm/.test(mnemonic) && !mnemonic.endsWith('qp')).map(
      ({ mnemonic }) => mnemonic,
    ),
  )('%s', (mnemonic) => {
    const row = rowOf(mnemonic);
    const plain = rowOf(mnemonic.replace('nm', 'm'));
    const width = mnemonic.startsWith('xv') && mnemonic.endsWith('sp') ? 4 : 8;
    const length = mnemonic.startsWith('xv') ? 16 : 8;
    for (let number = 0; number < CASES; number++) {
      const drawn = drawCase(row, number, 9, CODE, 0);
      const state = { ...drawn.state, fpscr: BigInt(number % 4) };
      const word = drawn.words[drawn.subject] ?? 0;
      expect(INSTRUCTIONS[decode(word)]).toBe(row);
      const fields = Object.fromEntries(row.fields.map((field) => [field.name, extractField(word, field)]));
      const target = fields['XT'] ?? fields['FRT'] ?? 0;
      const negated = run(machine, word, state, target);
      const result = run(machine, encode(plain, fields), state, target);
      for (let at = 0; at < length; at += width) {
        const lane = result.slice(at, at + width);
        // A NaN keeps its sign.
        if (!isNaNLane(lane)) lane[0] = (lane[0] ?? 0) ^ SIGN;
        expect(negated.slice(at, at + width)).toEqual(lane);
      }
    }
  });
});

function isNaNLane(lane: Uint8Array): boolean {
  const view = new DataView(lane.buffer);
  return Number.isNaN(lane.length === 4 ? view.getFloat32(0) : view.getFloat64(0));
}
