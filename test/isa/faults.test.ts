import { describe, expect, it } from 'vitest';
import { extractField, fieldOf, INSTRUCTIONS } from '../../emulator/decode.ts';
import type { Instruction } from '../../emulator/decode.ts';
import { Exit, FRAME_SIZE, STATE } from '../../emulator/index.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { TestMachine } from '../emulator/support/machine.ts';
import { WINDOW, WINDOW_PAGE, WINDOW_SIZE } from './cases/block.ts';
import type { State } from './cases/block.ts';
import { comparable, drawCase } from './cases/case.ts';
import type { Case } from './cases/case.ts';
import { accessesMemory } from './cases/storage.ts';

const CODE = 0x10000;
const CASES = 24;
const SECOND_PAGE = WINDOW_PAGE + FRAME_SIZE;
/** Hints and cache instructions, which may or may not ask whether the page is there. */
const QUIET = /^(dcb[tsf]|dcbtst|dcbst|icb|sync|isync|eieio)/;
const STORES = /^(st|dcbz)/;
/** What a state block says of a thread; the rest is private to the interpreter. */
const ARCHITECTED = STATE.faultAddress;

/** They interrupt for alignment in little-endian order, whatever the address (Book I, 3.3.6 and 3.3.7). */
const BIG_ENDIAN_ONLY = /^(l|st)(mw|sw[ix])$/;

const rows = INSTRUCTIONS.filter(
  (row) => comparable(row) && accessesMemory(row) && !QUIET.test(row.mnemonic) && row.mnemonic in SEMANTICS,
);

function expected({ mnemonic }: Instruction, second: '' | 'r', order: 'little' | 'big'): boolean {
  return (second === '' || STORES.test(mnemonic)) && (order === 'big' || !BIG_ENDIAN_ONLY.test(mnemonic));
}

/** A machine whose second page of the window is as the test wants it. */
function machineWith(order: 'little' | 'big', second: '' | 'r'): TestMachine {
  const machine = new TestMachine(order);
  machine.map(CODE, 1);
  machine.map(WINDOW_PAGE, 1, 'rw');
  if (second !== '') machine.map(SECOND_PAGE, 1, second);
  return machine;
}

function load(machine: TestMachine, { words, state }: Case): void {
  machine.cpu.reset();
  machine.interpreter.forgetCode(machine.pages.get(CODE / FRAME_SIZE)?.frame ?? 0);
  machine.code(CODE, words);
  machine.write(WINDOW, state.window.subarray(0, WINDOW_SIZE / 2));
  if (machine.pages.has(SECOND_PAGE / FRAME_SIZE)) machine.write(SECOND_PAGE, state.window.subarray(WINDOW_SIZE / 2));
  const { view } = machine.physical;
  const at = machine.cpu.address;
  state.gpr.forEach((value, n) => view.setBigUint64(at + STATE.gpr + 8 * n, BigInt.asUintN(64, value), true));
  for (let n = 0; n < 64; n++) for (let i = 0; i < 16; i++) machine.cpu.setVsrByte(n, i, state.vsr[16 * n + i] ?? 0);
  machine.cpu.cr = Number(state.cr);
  machine.cpu.xer = Number(state.xer);
  view.setBigUint64(at + STATE.fpscr, state.fpscr, true);
}

function snapshot({ physical, cpu, pages }: TestMachine): Uint8Array {
  const frames = [WINDOW_PAGE, SECOND_PAGE].flatMap((page) => pages.get(page / FRAME_SIZE)?.frame ?? []);
  const parts = [
    physical.u8.slice(cpu.address, cpu.address + ARCHITECTED),
    physical.u8.slice(cpu.address + STATE.vsr, cpu.address + STATE.vsr + 1024),
    ...frames.map((frame) => physical.u8.slice(frame, frame + FRAME_SIZE)),
  ];
  return Buffer.concat(parts);
}

/** The address that the operands give, before an instruction aligns it. */
function effectiveAddress(row: Instruction, word: number, state: State): number {
  const value = (name: string): number => {
    const field = fieldOf(row, name);
    return field === undefined ? 0 : extractField(word, field);
  };
  const base = value('RA') === 0 && row.specialize.includes('RA0') ? 0n : (state.gpr[value('RA')] ?? 0n);
  const length = /^(l|st)xvll?$/.test(row.mnemonic) || fieldOf(row, 'NB') !== undefined;
  const index = fieldOf(row, 'RB') === undefined || length ? 0n : (state.gpr[value('RB')] ?? 0n);
  return Number(BigInt.asUintN(64, base + index + BigInt(value('D') + value('DS') + value('DQ'))));
}

for (const order of ['little', 'big'] as const) {
  for (const second of ['', 'r'] as const) {
    const what = second === '' ? 'that is not there' : 'that is read-only';
    describe(`an access that runs into a page ${what}, in ${order}-endian order`, () => {
      const machine = machineWith(order, second);

      it.each(rows.filter((row) => expected(row, second, order)).map((row) => [row.mnemonic, row] as const))(
        '%s',
        (_, row) => {
          let faults = 0;
          for (let number = 0; number < CASES; number++) {
            // Without a reservation before it: the instruction alone.
            const drawn = drawCase(row, number, 3, CODE, 0);
            const word = drawn.words[drawn.subject] ?? 0;
            load(machine, { ...drawn, words: [word, 0] });
            machine.cpu.pc = CODE;
            const before = snapshot(machine);
            const exit = machine.run(CODE);
            if (exit === Exit.alignment) continue;
            if (exit !== Exit.fault) {
              // It went through: the word behind it is no instruction.
              expect(exit).toBe(Exit.illegal);
              expect(machine.cpu.pc).toBe(CODE + 4);
              continue;
            }
            faults++;
            const address = effectiveAddress(row, word, drawn.state);
            expect(Buffer.compare(snapshot(machine), before), 'registers and memory are as they were').toBe(0);
            expect(machine.cpu.faultAccess).toBe(STORES.test(row.mnemonic) ? 1 : 0);
            // The first byte that may not be accessed; vectors and cache blocks align their address.
            expect(machine.cpu.faultAddress).toBeGreaterThanOrEqual(Math.max(SECOND_PAGE, address - (address % 128)));
            expect(machine.cpu.faultAddress).toBeLessThanOrEqual(Math.max(SECOND_PAGE, address));
          }
          // A store conditional without a reservation stores nothing.
          if (!/^st.*cx\.$/.test(row.mnemonic)) expect(faults).toBeGreaterThan(0);
        },
      );
    });
  }
}
