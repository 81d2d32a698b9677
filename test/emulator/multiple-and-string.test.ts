import { describe, expect, test } from 'vitest';
import { Exit, FRAME_SIZE } from '../../emulator/index.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE, DATA } from './support/orders.ts';

function machine(...words: number[]): TestMachine {
  const m = new TestMachine('big');
  m.map(CODE, 1, 'rx');
  m.map(DATA, 1, 'rw');
  m.code(CODE, [...words, assemble('sc')]);
  m.write(
    DATA,
    Array.from({ length: 256 }, (_, i) => i),
  );
  m.setGpr(4, BigInt(DATA));
  return m;
}

describe('load and store multiple and string', () => {
  test('lmw fills the registers up to 31 with words, stmw writes them back', () => {
    const m = machine(assemble('lmw', { RT: 29, RA: 4, D: 4 }), assemble('stmw', { RS: 29, RA: 4, D: 64 }));
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.gpr(29), m.gpr(30), m.gpr(31)]).toEqual([0x04050607n, 0x08090a0bn, 0x0c0d0e0fn]);
    expect(m.read(DATA + 64, 13)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 76]);
  });

  test('lmw that runs off a page changes no register and names the page', () => {
    const m = machine(assemble('lmw', { RT: 20, RA: 4, D: FRAME_SIZE - 8 }));
    for (let n = 20; n < 32; n++) m.setGpr(n, BigInt(n));
    expect(m.run(CODE)).toBe(Exit.fault);
    expect(m.cpu.faultAddress).toBe(DATA + FRAME_SIZE);
    for (let n = 20; n < 32; n++) expect(m.gpr(n)).toBe(BigInt(n));
  });

  test('lswi packs bytes to the left of words and goes from register 31 to 0', () => {
    const m = machine(assemble('lswi', { RT: 31, RA: 4, NB: 6 }));
    m.setGpr(0, 0xffffffffffffffffn);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.gpr(31), m.gpr(0)]).toEqual([0x00010203n, 0x04050000n]);
  });

  test('lswi of 0 bytes loads 32', () => {
    const m = machine(assemble('lswi', { RT: 8, RA: 4, NB: 0 }));
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.gpr(8), m.gpr(15)]).toEqual([0x00010203n, 0x1c1d1e1fn]);
  });

  test('the indexed forms take their count from XER', () => {
    const m = machine(assemble('lswx', { RT: 8, RA: 4, RB: 5 }), assemble('stswx', { RS: 8, RA: 4, RB: 6 }));
    m.cpu.xer = 7;
    m.setGpr(5, 1n);
    m.setGpr(6, 101n);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.gpr(8), m.gpr(9)]).toEqual([0x01020304n, 0x05060700n]);
    expect(m.read(DATA + 100, 9)).toEqual([100, 1, 2, 3, 4, 5, 6, 7, 108]);
  });

  test('they are alignment errors in a little-endian process', () => {
    const m = new TestMachine('little');
    m.map(CODE, 1, 'rx');
    m.code(CODE, [assemble('lmw', { RT: 29, RA: 4, D: 4 })]);
    expect(m.run(CODE)).toBe(Exit.alignment);
    expect(m.cpu.pc).toBe(CODE);
  });
});
