import { describe, expect, test } from 'vitest';
import { ACCESS, Exit, FRAME_SIZE } from '../../emulator/index.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE, ORDERS } from './support/orders.ts';

const SC = assemble('sc');
const addi = (RT: number, SI: number) => assemble('addi', { RT, RA: RT, SI });

describe.each(ORDERS)('execution of %s-endian code', (order) => {
  function machine(words: number[], at = CODE): TestMachine {
    const m = new TestMachine(order);
    m.map(CODE, 2, 'rx');
    m.code(at, words);
    return m;
  }

  test('a system call leaves behind itself, or goes on where the kernel says', () => {
    const m = machine([SC, addi(3, 1), addi(3, 10), SC]);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.cpu.pc).toBe(CODE + 4);
    let calls = 0;
    m.syscall = () => {
      calls++;
      expect(m.cpu.pc).toBe(calls === 1 ? CODE + 4 : CODE + 16);
      m.cpu.pc = CODE + 8;
      return calls === 1 ? 0 : 1;
    };
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(10n);
    expect(m.cpu.pc).toBe(CODE + 8);
  });

  test('fuel is counted on taken branches only, and runs are deterministic', () => {
    // Adds 1 for each round; a branch that is not taken in each.
    const loop = [addi(3, 1), assemble('bc', { BO: 12, BI: 2, BD: 8 }), addi(4, 1), assemble('b', { LI: -12 })];
    const m = machine(loop);
    for (const fuel of [1, 2, 7, 1000]) {
      m.cpu.reset();
      expect(m.run(CODE, fuel)).toBe(Exit.fuel);
      expect([m.gpr(3), m.gpr(4), m.cpu.pc, m.cpu.fuel]).toEqual([BigInt(fuel), BigInt(fuel), CODE, 0]);
    }
    m.cpu.reset();
    for (let i = 0; i < 10; i++) expect(m.run(m.cpu.pc || CODE, 100)).toBe(Exit.fuel);
    expect(m.gpr(3)).toBe(1000n);
  });

  test('what is left of the fuel is told', () => {
    const m = machine([assemble('b', { LI: 8 }), SC, assemble('b', { LI: -4 })]);
    expect(m.run(CODE, 10)).toBe(Exit.syscall);
    expect(m.cpu.fuel).toBe(8);
  });

  test('an interrupt stops a loop at its next taken branch, and a pending one at once', () => {
    const m = machine([addi(3, 1), assemble('bc', { BO: 4, BI: 0, BD: -4 })]);
    m.cpu.interrupt();
    expect(m.run(CODE)).toBe(Exit.interrupted);
    expect([m.gpr(3), m.cpu.pc]).toEqual([0n, CODE]);
    m.code(CODE, [addi(3, 1), assemble('sc'), assemble('b', { LI: -8 })]);
    m.cpu.clearInterrupt();
    m.syscall = () => {
      if (m.gpr(3) === 5n) m.cpu.interrupt();
      return 0;
    };
    expect(m.run(CODE)).toBe(Exit.interrupted);
    expect([m.gpr(3), m.cpu.pc]).toEqual([5n, CODE + 8]);
    m.code(CODE, [addi(3, 1), assemble('b', { LI: -4 })]);
    m.interpreter.forgetCode(m.pages.get(CODE / FRAME_SIZE)?.frame as number);
    m.cpu.clearInterrupt();
    expect(m.run(CODE, 5)).toBe(Exit.fuel);
  });

  test('code runs on from one page into the next', () => {
    const m = machine([addi(3, 1), addi(3, 2), SC], CODE + FRAME_SIZE - 8);
    m.code(CODE + FRAME_SIZE, [SC]);
    expect(m.run(CODE + FRAME_SIZE - 8)).toBe(Exit.syscall);
    expect([m.gpr(3), m.cpu.pc]).toEqual([3n, CODE + FRAME_SIZE + 4]);
  });

  test('running or branching into a page that cannot be executed is a fault there', () => {
    const m = machine([addi(3, 1)], CODE + 2 * FRAME_SIZE - 4);
    m.map(CODE + 2 * FRAME_SIZE, 1, 'rw');
    expect(m.run(CODE + 2 * FRAME_SIZE - 4)).toBe(Exit.fault);
    const here = CODE + 2 * FRAME_SIZE;
    expect([m.cpu.pc, m.cpu.faultAddress, m.cpu.faultAccess, m.gpr(3)]).toEqual([here, here, ACCESS.execute, 1n]);
    m.code(CODE, [assemble('bclr', { BO: 20, LK: 1 })]);
    m.cpu.lr = 0x7fff_1234_5678;
    expect(m.run(CODE)).toBe(Exit.fault);
    expect([m.cpu.pc, m.cpu.faultAddress, m.cpu.lr]).toEqual([0x7fff_1234_5678, 0x7fff_1234_5678, CODE + 4]);
  });

  test('an instruction that does not exist leaves with its word', () => {
    const m = machine([addi(3, 1), 0]);
    expect(m.run(CODE)).toBe(Exit.illegal);
    expect([m.cpu.pc, m.cpu.instructionWord]).toEqual([CODE + 4, 0]);
  });

  test('scv and privileged instructions are illegal', () => {
    for (const word of [
      assemble('scv'),
      assemble('rfid'),
      assemble('mfmsr', { RT: 3 }),
      assemble('mfspr', { RT: 3, SPR: 287 }),
    ]) {
      const m = machine([word]);
      expect(m.run(CODE)).toBe(Exit.illegal);
      expect(m.cpu.pc).toBe(CODE);
    }
  });

  test.each([
    [1, -1n, true, 'unsigned greater'],
    [2, 4n, true, 'unsigned less'],
    [2, 6n, false, 'unsigned less'],
    [4, 5n, true, 'equal'],
    [8, 6n, true, 'greater'],
    [8, -1n, false, 'greater'],
    [16, -1n, true, 'less'],
    [31, 5n, true, 'always'],
    [0, 5n, false, 'never'],
  ] as [number, bigint, boolean, string][])('tdi TO=%i of %i against 5: %s (%s)', (TO, value, traps) => {
    const m = machine([assemble('tdi', { TO, RA: 3, SI: 5 }), SC]);
    m.setGpr(3, value);
    expect(m.run(CODE)).toBe(traps ? Exit.trap : Exit.syscall);
    if (traps) expect(m.cpu.pc).toBe(CODE);
  });

  test('a trap on words looks at the low words only', () => {
    const m = machine([assemble('tw', { TO: 4, RA: 3, RB: 4 }), SC]);
    m.setGpr(3, 0x1_0000_0005n);
    m.setGpr(4, 5n);
    expect(m.run(CODE)).toBe(Exit.trap);
  });

  test('a branch through LR that links goes to the old LR', () => {
    const m = machine([assemble('bclr', { BO: 20, LK: 1 }), addi(3, 1), SC]);
    m.cpu.lr = CODE + 8;
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.gpr(3), m.cpu.lr]).toEqual([0n, CODE + 4]);
  });

  test('absolute branches go to their address', () => {
    const m = machine([assemble('b', { LI: 0x4000, AA: 1, LK: 1 })]);
    m.map(0x4000, 1, 'rx');
    m.code(0x4000, [SC]);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.cpu.pc, m.cpu.lr]).toEqual([0x4004, CODE + 4]);
  });

  test.each([
    [0, 2, 0, false, 1],
    [0, 2, 0, true, 0],
    [2, 1, 1, false, 1],
    [4, 5, 0, false, 5],
    [8, 2, 0, true, 1],
    [10, 1, 0, true, 1],
    [12, 5, 0, true, 5],
    [16, 1, 0, false, 0],
    [16, 2, 0, false, 1],
    [18, 1, 1, false, 0],
    [20, 7, 0, false, 7],
    [25, 2, 0, false, 1],
    [15, 3, 0, true, 3],
  ])('bc BO=%i with CTR=%i BI=%i set=%s', (BO, ctr, BI, set) => {
    const m = machine([assemble('bc', { BO, BI, BD: 12 }), addi(3, 1), SC, SC]);
    m.cpu.ctr = ctr;
    m.cpu.setCrField(0, set ? 15 : 0);
    expect(m.run(CODE)).toBe(Exit.syscall);
    const left = (BO & 4) !== 0 ? ctr : ctr - 1;
    const counts = (BO & 4) !== 0 || (left === 0) === ((BO & 2) !== 0);
    const meets = (BO & 16) !== 0 || set === ((BO & 8) !== 0);
    expect(m.cpu.ctr).toBe(left);
    expect(m.gpr(3)).toBe(counts && meets ? 0n : 1n);
  });

  test('two threads of one machine keep their own registers', () => {
    const m = machine([addi(3, 1), SC]);
    const registers = m.cpu;
    registers.setGprNumber(3, 40);
    m.run(CODE);
    m.run(CODE);
    expect(m.gpr(3)).toBe(42n);
  });
});
