/** Quad precision and decimals through instructions: what FPSCR and the registers say afterwards. */
import { describe, expect, test } from 'vitest';
import type { FieldName, Mnemonic } from '../../emulator/decode.ts';
import { Exit, STATE } from '../../emulator/index.ts';
import { FLOAT } from '../../emulator/float/layout.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE } from './support/orders.ts';

const OVERFLOW = 0x10000000;
const UNDERFLOW = 0x08000000;
const ZERO_DIVIDE = 0x04000000;
const INEXACT = 0x02000000;
const INVALID = 0x20000000;
const [VE, OE, UE, ZE] = [0x80, 0x40, 0x20, 0x10];

/** One instruction on v1, v2 and v3 (f2:f3 and f4:f5 of decimals); gives the machine behind it. */
function machine(mnemonic: Mnemonic, fields: Partial<Record<FieldName, number>>, fpscr = 0): TestMachine {
  const m = new TestMachine('little');
  m.map(CODE, 1, 'rx');
  m.code(CODE, [assemble(mnemonic, fields), assemble('sc')]);
  m.cpu.fpscr = fpscr;
  return m;
}

function setVsr(m: TestMachine, n: number, bits: bigint): void {
  for (let at = 0; at < 16; at++) m.cpu.setVsrByte(n, at, Number((bits >> BigInt(8 * (15 - at))) & 255n));
}

function vsr(m: TestMachine, n: number): bigint {
  let bits = 0n;
  for (let at = 0; at < 16; at++) bits = (bits << 8n) | BigInt(m.cpu.vsrByte(n, at));
  return bits;
}

function quad(mnemonic: Mnemonic, a: bigint, b: bigint, fpscr = 0): TestMachine {
  const m = machine(mnemonic, { VRT: 1, VRA: 2, VRB: 3 }, fpscr);
  setVsr(m, 33, 7n);
  setVsr(m, 34, a);
  setVsr(m, 35, b);
  return m;
}

const ONE = 0x3fffn << 112n;
const THREE = (0x4000n << 112n) | (1n << 111n);
const LARGEST = (0x7fffn << 112n) - 1n;
const SMALLEST = 1n << 112n;

describe('quad precision', () => {
  test('a third is rounded to nearest, and inexact', () => {
    const m = quad('xsdivqp', ONE, THREE);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(vsr(m, 33)).toBe(0x3ffd5555555555555555555555555555n);
    expect(m.cpu.fpscr & INEXACT).not.toBe(0);
  });

  test('an enabled overflow leaves the result with its exponent lowered by 24576', () => {
    const m = quad('xsaddqp', LARGEST, LARGEST, OE);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(vsr(m, 33) >> 112n).toBe(BigInt(0x7fff - 24576));
    expect(m.cpu.fpscr & (OVERFLOW | INEXACT)).toBe(OVERFLOW);
  });

  test('an enabled underflow leaves the result with its exponent raised by 24576', () => {
    const m = quad('xsmulqp', SMALLEST, SMALLEST, UE);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(vsr(m, 33) >> 112n).toBe(BigInt(1 - 16382 + 24576));
    expect(m.cpu.fpscr & UNDERFLOW).not.toBe(0);
  });

  test('an enabled division by zero leaves the target, and interrupts who wants to know', () => {
    const m = quad('xsdivqp', ONE, 0n, ZE);
    m.physical.view.setInt32(m.cpu.address + FLOAT.traps, 1, true);
    expect(m.run(CODE)).toBe(Exit.floatingPoint);
    expect(vsr(m, 33)).toBe(7n);
    expect(m.cpu.fpscr & ZERO_DIVIDE).not.toBe(0);
  });
});

/** f0 = f2 op f4. */
function decimal(mnemonic: Mnemonic, a: bigint, b: bigint, fpscr = 0): TestMachine {
  const m = machine(mnemonic, { FRT: 0, FRA: 2, FRB: 4, Rc: 1 }, fpscr);
  setVsr(m, 0, 7n << 64n);
  setVsr(m, 2, a << 64n);
  setVsr(m, 4, b << 64n);
  return m;
}

/** coefficient · 10^exponent, of a coefficient below 1000 that is also its own declet. */
const small = (coefficient: number, exponent: number): bigint =>
  (BigInt((exponent + 398) >> 8) << 61n) | (BigInt((exponent + 398) & 255) << 50n) | BigInt(coefficient);
const result = (m: TestMachine): bigint => vsr(m, 0) >> 64n;

describe('decimal floating point', () => {
  test('a sum keeps the lesser exponent', () => {
    const m = decimal('dadd', small(1, 0), small(1, -2));
    expect(m.run(CODE)).toBe(Exit.syscall);
    // 1.01: the declet of 101 is 0x081.
    expect(result(m)).toBe(small(0x81, -2));
    expect(m.cpu.fpscr).toBe(0x4000);
  });

  test('an exact quotient has the ideal exponent where it can', () => {
    const m = decimal('ddiv', small(6, 3), small(2, 1));
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(result(m)).toBe(small(3, 2));
  });

  test('one third by each rounding mode of DRN', () => {
    const last = [3n, 3n, 4n, 3n, 3n, 3n, 4n, 3n];
    last.forEach((digit, mode) => {
      const m = decimal('ddiv', small(1, 0), small(3, 0));
      m.cpu.set(STATE.fpscr, mode, 0);
      expect(m.run(CODE)).toBe(Exit.syscall);
      expect(result(m) & 15n).toBe(digit);
    });
  });

  test('an enabled overflow leaves the result with its exponent lowered by 576', () => {
    const m = decimal('dmul', small(1, 369), small(1, 300), OE);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(result(m)).toBe(small(1, 669 - 576));
    expect(m.cpu.fpscr & OVERFLOW).not.toBe(0);
  });

  test('an enabled underflow leaves it raised by 576', () => {
    const m = decimal('dmul', small(1, -398), small(1, -300), UE);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(result(m)).toBe(small(1, -698 + 576));
    expect(m.cpu.fpscr & UNDERFLOW).not.toBe(0);
  });

  test('an enabled invalid operation leaves the target; CR1 tells', () => {
    const infinity = 0x78n << 56n;
    const m = decimal('dsub', infinity, infinity, VE);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(result(m)).toBe(7n);
    expect(m.cpu.fpscr & INVALID).not.toBe(0);
    expect(m.cpu.crField(1)).toBe(0b1110);
  });

  test('a digit beyond nine is invalid and gives a NaN', () => {
    const m = machine('denbcd', { S: 0, FRT: 0, FRB: 4 });
    setVsr(m, 4, 0x0an << 64n);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(result(m)).toBe(0x7cn << 56n);
  });
});
