import { describe, expect, it } from 'vitest';
import { encode, INSTRUCTIONS } from '../../emulator/decode.ts';
import { Exit, STATE } from '../../emulator/index.ts';
import { TestMachine } from '../emulator/support/machine.ts';

const CODE = 0x10000;
const HINTS = /^(dcbt|dcbtst|dcbst|dcbf|icbt|dst|dstt|dstst|dststt|dss|dssall|wait|eieio|sync|isync)$/;
const ARCHITECTED = STATE.faultAddress;

/** Their addresses may be anything; caches are coherent here, and one processor is always in order with itself. */
describe('a hint or a barrier changes no register and asks for no page', () => {
  it.each(INSTRUCTIONS.filter(({ mnemonic }) => HINTS.test(mnemonic)).map((row) => [row.mnemonic, row] as const))(
    '%s',
    (_, row) => {
      const machine = new TestMachine('little');
      machine.map(CODE, 1);
      machine.code(CODE, [encode(row, { RA: 4, RB: 5 }), 0]);
      machine.cpu.setGpr(4, 0x1234, 0x56789abc);
      machine.cpu.pc = CODE;
      const { physical, cpu } = machine;
      const before = physical.u8.slice(cpu.address, cpu.address + STATE.pc);
      expect(machine.run(CODE)).toBe(Exit.illegal);
      expect(cpu.pc).toBe(CODE + 4);
      expect(physical.u8.slice(cpu.address, cpu.address + STATE.pc)).toEqual(before);
      expect(physical.u8.slice(cpu.address + STATE.cr, cpu.address + ARCHITECTED).every((byte) => byte === 0)).toBe(
        true,
      );
      expect(machine.misses.filter(({ access }) => access !== 2)).toEqual([]);
    },
  );
});
