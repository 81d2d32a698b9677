import { describe, expect, test } from 'vitest';
import { ACCESS, Exit, FRAME_SIZE } from '../../emulator/index.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE, DATA, ORDERS } from './support/orders.ts';

const SC = assemble('sc');
/** The last bytes of a mapped page whose successor is mapped, or not. */
const EDGE = DATA + FRAME_SIZE;

function machine(order: 'little' | 'big', words: number[]): TestMachine {
  const m = new TestMachine(order);
  m.map(CODE, 1, 'rx');
  m.map(DATA, 2, 'rw');
  m.code(CODE, [...words, SC]);
  return m;
}

/** A value as the bytes of a process. */
function bytes(order: 'little' | 'big', value: bigint, size: number): number[] {
  const list = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
  return order === 'little' ? list : list.reverse();
}

const LOADS = [
  ['lbzx', 1, false],
  ['lhzx', 2, false],
  ['lhax', 2, true],
  ['lwzx', 4, false],
  ['lwax', 4, true],
  ['ldx', 8, false],
] as const;
const STORES = [
  ['stbx', 1],
  ['sthx', 2],
  ['stwx', 4],
  ['stdx', 8],
] as const;
const VALUE = 0xf1e2d3c4b5a69788n;

describe.each(ORDERS)('memory of a %s-endian process', (order) => {
  test.each(LOADS)('%s reads at any alignment, across pages as well', (mnemonic, size, signed) => {
    const m = machine(order, [assemble(mnemonic, { RT: 3, RA: 4, RB: 5 })]);
    const value = BigInt.asUintN(8 * size, VALUE);
    for (let shift = -16; shift <= 8; shift++) {
      const address = EDGE + shift;
      m.write(address, bytes(order, value, size));
      m.setGpr(4, BigInt(address) - 100n);
      m.setGpr(5, 100n);
      expect(m.run(CODE)).toBe(Exit.syscall);
      const expected = signed ? BigInt.asIntN(8 * size, value) : value;
      expect(m.gpr(3)).toBe(BigInt.asUintN(64, expected));
    }
  });

  test.each(STORES)('%s writes at any alignment and nothing else', (mnemonic, size) => {
    const m = machine(order, [assemble(mnemonic, { RS: 3, RA: 4, RB: 5 })]);
    m.setGpr(3, VALUE);
    m.setGpr(5, 0n);
    for (let shift = -16; shift <= 8; shift++) {
      m.write(EDGE - 32, Array(64).fill(0x55));
      m.setGpr(4, BigInt(EDGE + shift));
      expect(m.run(CODE)).toBe(Exit.syscall);
      const expected: number[] = Array(64).fill(0x55);
      expected.splice(32 + shift, size, ...bytes(order, VALUE, size));
      expect(m.read(EDGE - 32, 64)).toEqual(expected);
    }
  });

  test('a load from nowhere tells address and access and changes nothing', () => {
    const m = machine(order, [assemble('addi', { RT: 9, RA: 9, SI: 1 }), assemble('ldu', { RT: 3, RA: 4, DS: 8 })]);
    m.setGpr(3, 111n);
    m.setGpr(4, 0x7000_0000_0000n);
    expect(m.run(CODE)).toBe(Exit.fault);
    expect(m.cpu.pc).toBe(CODE + 4);
    expect(m.cpu.faultAddress).toBe(0x7000_0000_0008);
    expect(m.cpu.faultAccess).toBe(ACCESS.read);
    expect(m.cpu.instructionWord).toBe(assemble('ldu', { RT: 3, RA: 4, DS: 8 }) >>> 0);
    expect([m.gpr(3), m.gpr(4), m.gpr(9)]).toEqual([111n, 0x7000_0000_0000n, 1n]);
  });

  test('all 64 bits of an address count', () => {
    const m = machine(order, [assemble('lwz', { RT: 3, RA: 4, D: 0 })]);
    m.write(DATA, [1, 2, 3, 4]);
    m.setGpr(4, BigInt(DATA));
    expect(m.run(CODE)).toBe(Exit.syscall);
    for (const bit of [32n, 41n, 42n, 47n, 48n, 63n]) {
      m.setGpr(4, BigInt(DATA) | (1n << bit));
      expect(m.run(CODE)).toBe(Exit.fault);
      expect([m.cpu.faultAddressHi, m.cpu.faultAddressLo]).toEqual([Number(1n << (bit - 32n)), DATA]);
    }
  });

  test('a store to a read-only page faults after it could be read', () => {
    const m = machine(order, [assemble('lwz', { RT: 3, RA: 4, D: 0 }), assemble('stwu', { RS: 3, RA: 4, D: 4 })]);
    m.map(0x3000_0000, 1, 'r');
    m.write(0x3000_0000, [9, 8, 7, 6, 5, 4, 3, 2]);
    m.setGpr(4, 0x3000_0000n);
    expect(m.run(CODE)).toBe(Exit.fault);
    expect(m.cpu.pc).toBe(CODE + 4);
    expect([m.cpu.faultAddress, m.cpu.faultAccess]).toEqual([0x3000_0004, ACCESS.write]);
    expect(m.gpr(4)).toBe(0x3000_0000n);
    expect(m.read(0x3000_0000, 8)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
  });

  test('a crossing store that fails on the second page leaves the first as it was', () => {
    const m = machine(order, [assemble('stdx', { RS: 3, RA: 4, RB: 5 })]);
    const end = DATA + 2 * FRAME_SIZE;
    m.setGpr(3, VALUE);
    m.setGpr(4, BigInt(end - 3));
    m.setGpr(5, 0n);
    expect(m.run(CODE)).toBe(Exit.fault);
    expect([m.cpu.faultAddress, m.cpu.faultAccess]).toEqual([end, ACCESS.write]);
    expect(m.read(end - 8, 8)).toEqual(Array(8).fill(0));
  });

  test('a crossing load whose first page is missing names the first byte', () => {
    const m = machine(order, [assemble('ldx', { RT: 3, RA: 4, RB: 5 })]);
    m.setGpr(4, BigInt(DATA - 5));
    m.setGpr(5, 0n);
    expect(m.run(CODE)).toBe(Exit.fault);
    expect(m.cpu.faultAddress).toBe(DATA - 5);
  });

  test('an access across a 2 TiB boundary is not mistaken for one within the second page', () => {
    const m = machine(order, [assemble('lwz', { RT: 6, RA: 4, D: 8 }), assemble('ldx', { RT: 3, RA: 4, RB: 5 })]);
    const boundary = 0x200_0000_0000;
    m.map(boundary - FRAME_SIZE, 2, 'rw');
    m.write(boundary - 4, [1, 2, 3, 4, 5, 6, 7, 8]);
    m.setGpr(4, BigInt(boundary));
    m.setGpr(5, -4n);
    const expected = order === 'little' ? 0x0807060504030201n : 0x0102030405060708n;
    for (let round = 0; round < 2; round++) {
      expect(m.run(CODE)).toBe(Exit.syscall);
      expect(m.gpr(3)).toBe(expected);
    }
  });

  test('a translation is asked for once, and again after a flush', () => {
    const m = machine(order, [assemble('lwz', { RT: 3, RA: 4, D: 0 })]);
    m.setGpr(4, BigInt(DATA));
    const asked = () => {
      m.misses.length = 0;
      expect(m.run(CODE)).toBe(Exit.syscall);
      return m.misses.filter(({ page }) => page === DATA).length;
    };
    expect(asked()).toBe(1);
    expect(asked()).toBe(0);
    m.mmu.flushPage(0, DATA);
    expect(asked()).toBe(1);
    m.mmu.flush();
    expect(asked()).toBe(1);
  });

  test('after a flush a page has the rights and the contents of its new mapping', () => {
    const m = machine(order, [assemble('stw', { RS: 3, RA: 4, D: 0 })]);
    m.setGpr(4, BigInt(DATA));
    expect(m.run(CODE)).toBe(Exit.syscall);
    const page = m.pages.get(DATA / FRAME_SIZE);
    if (page !== undefined) page.permissions = 'r';
    m.mmu.flushPage(0, DATA);
    expect(m.run(CODE)).toBe(Exit.fault);
  });

  test('dcbz clears the aligned 128 bytes around its address', () => {
    const m = machine(order, [assemble('dcbz', { RA: 0, RB: 4 })]);
    m.write(DATA, Array(512).fill(7));
    m.setGpr(4, BigInt(DATA + 200));
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.read(DATA, 512)).toEqual([...Array(128).fill(7), ...Array(128).fill(0), ...Array(256).fill(7)]);
    m.setGpr(4, 0x5000_0010n);
    expect(m.run(CODE)).toBe(Exit.fault);
    expect([m.cpu.faultAddress, m.cpu.faultAccess]).toEqual([0x5000_0000, ACCESS.write]);
  });

  test('the byte-reversed forms read and write the other order', () => {
    const m = machine(order, [
      assemble('ldbrx', { RT: 6, RA: 0, RB: 4 }),
      assemble('lwbrx', { RT: 7, RA: 0, RB: 4 }),
      assemble('lhbrx', { RT: 8, RA: 0, RB: 4 }),
      assemble('stdbrx', { RS: 6, RA: 4, RB: 5 }),
    ]);
    m.write(DATA, [1, 2, 3, 4, 5, 6, 7, 8]);
    m.setGpr(4, BigInt(DATA));
    m.setGpr(5, 32n);
    expect(m.run(CODE)).toBe(Exit.syscall);
    const other =
      order === 'little' ? [0x0102030405060708n, 0x01020304n, 0x0102n] : [0x0807060504030201n, 0x04030201n, 0x0201n];
    expect([m.gpr(6), m.gpr(7), m.gpr(8)]).toEqual(other);
    expect(m.read(DATA + 32, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('lq and stq move a quadword between memory and an even-odd pair, aligned only', () => {
    const m = machine(order, [assemble('lq', { RTp: 6, RA: 4, DQ: 16 }), assemble('stq', { RSp: 6, RA: 4, DS: 32 })]);
    m.write(DATA + 16, bytes(order, 0x0102030405060708_1112131415161718n, 16));
    m.setGpr(4, BigInt(DATA));
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([m.gpr(6), m.gpr(7)]).toEqual([0x0102030405060708n, 0x1112131415161718n]);
    expect(m.read(DATA + 32, 16)).toEqual(m.read(DATA + 16, 16));
    m.setGpr(4, BigInt(DATA + 8));
    expect(m.run(CODE)).toBe(Exit.alignment);
    expect([m.cpu.pc, m.cpu.faultAddress]).toEqual([CODE, DATA + 24]);
  });
});
