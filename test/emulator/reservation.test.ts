import { describe, expect, test } from 'vitest';
import { Exit } from '../../emulator/index.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE, DATA, ORDERS } from './support/orders.ts';

const SIZES = [
  ['lbarx', 'stbcx.', 1],
  ['lharx', 'sthcx.', 2],
  ['lwarx', 'stwcx.', 4],
  ['ldarx', 'stdcx.', 8],
] as const;
const EQ = 2;

describe.each(ORDERS)('reservations of a %s-endian process', (order) => {
  function machine(...words: number[]): TestMachine {
    const m = new TestMachine(order);
    m.map(CODE, 1, 'rx');
    m.map(DATA, 1, 'rw');
    m.code(CODE, [...words, assemble('sc')]);
    m.setGpr(4, BigInt(DATA + 8));
    m.setGpr(7, 0x0102030405060708n);
    return m;
  }

  test.each(SIZES)('%s and %s store once', (load, store, size) => {
    const m = machine(
      assemble(load, { RT: 3, RA: 0, RB: 4 }),
      assemble(store, { RS: 7, RA: 0, RB: 4 }),
      assemble('mfcr', { RT: 8 }),
      assemble(store, { RS: 3, RA: 0, RB: 4 }),
    );
    m.cpu.xer = 0x8000_0000;
    m.write(DATA + 8, [1, 1, 1, 1, 1, 1, 1, 1]);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(BigInt.asUintN(8 * size, 0x0101010101010101n));
    expect(m.gpr(8) >> 28n).toBe(BigInt(EQ | 1));
    expect(m.cpu.crField(0)).toBe(1);
    const stored = [8, 7, 6, 5, 4, 3, 2, 1].slice(0, size);
    expect(m.read(DATA + 8, 8)).toEqual([
      ...(order === 'little' ? stored : stored.reverse()),
      ...Array(8 - size).fill(1),
    ]);
  });

  test('a store to the place in between makes the conditional one fail', () => {
    const m = machine(
      assemble('lwarx', { RT: 3, RA: 0, RB: 4 }),
      assemble('stw', { RS: 7, RA: 4, D: 0 }),
      assemble('stwcx.', { RS: 3, RA: 0, RB: 4 }),
    );
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.cpu.crField(0)).toBe(0);
  });

  test('another address or size is not covered, nor what the kernel cleared', () => {
    const m = machine(
      assemble('lwarx', { RT: 3, RA: 0, RB: 4 }),
      assemble('stwcx.', { RS: 3, RA: 4, RB: 5 }),
      assemble('mfcr', { RT: 8 }),
      assemble('lwarx', { RT: 3, RA: 0, RB: 4 }),
      assemble('stdcx.', { RS: 3, RA: 0, RB: 4 }),
      assemble('mfcr', { RT: 9 }),
      assemble('lwarx', { RT: 3, RA: 0, RB: 4 }),
      assemble('sc'),
      assemble('stwcx.', { RS: 3, RA: 0, RB: 4 }),
    );
    m.setGpr(5, 8n);
    m.syscall = (machine) => {
      machine.cpu.clearReservation();
      machine.syscall = () => 1;
      return 0;
    };
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.gpr(8) >> 28n, m.gpr(9) >> 28n, m.cpu.crField(0)]).toEqual([0n, 0n, 0]);
  });

  test('a reservation does not outlive a run, since other threads may run in between', () => {
    const m = machine(
      assemble('lwarx', { RT: 3, RA: 0, RB: 4 }),
      assemble('b', { LI: 4 }),
      assemble('stwcx.', { RS: 3, RA: 0, RB: 4 }),
    );
    expect(m.run(CODE, 1)).toBe(Exit.fuel);
    expect(m.run(m.cpu.pc)).toBe(Exit.syscall);
    expect(m.cpu.crField(0)).toBe(0);
    expect(m.run(CODE, 2)).toBe(Exit.syscall);
    expect(m.cpu.crField(0)).toBe(EQ);
  });

  test('the quadword forms use an even-odd pair', () => {
    const m = machine(
      assemble('lqarx', { RTp: 10, RA: 0, RB: 4 }),
      assemble('stqcx.', { RSp: 6, RA: 0, RB: 4 }),
      assemble('lq', { RTp: 12, RA: 4, DQ: 0 }),
    );
    m.setGpr(4, BigInt(DATA));
    m.setGpr(6, 5n);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.cpu.crField(0)).toBe(EQ);
    expect([m.gpr(10), m.gpr(11), m.gpr(12), m.gpr(13)]).toEqual([0n, 0n, 5n, 0x0102030405060708n]);
  });

  test('an unaligned address is an alignment error', () => {
    const m = machine(assemble('ldarx', { RT: 3, RA: 4, RB: 5 }));
    m.setGpr(5, 4n);
    expect(m.run(CODE)).toBe(Exit.alignment);
    expect([m.cpu.pc, m.cpu.faultAddress]).toEqual([CODE, DATA + 12]);
  });
});
