import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Exit } from '../../emulator/index.ts';
import { s, u } from './support/fixed-reference.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE } from './support/orders.ts';

const EDGES = [0n, 1n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 1n << 32n, 1n << 63n, (1n << 64n) - 1n];
const doubleword = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));

const machine = new TestMachine('big');
machine.map(CODE, 1);

function run(...words: number[]): TestMachine {
  machine.code(CODE, [...words, assemble('sc')]);
  machine.interpreter.forgetCode(machine.pages.get(CODE / 4096)?.frame as number);
  expect(machine.run(CODE)).toBe(Exit.syscall);
  return machine;
}

const order = (a: bigint, b: bigint): number => (a < b ? 8 : a > b ? 4 : 2);

describe('the condition register', () => {
  test.prop([doubleword, doubleword, fc.integer({ min: 0, max: 7 }), fc.boolean()])(
    'comparisons set one field, signed or not, of words or doublewords, with SO',
    (a, b, BF, so) => {
      machine.setGpr(4, a);
      machine.setGpr(5, b);
      for (const L of [0, 1]) {
        const bits = L === 1 ? 64 : 32;
        for (const [mnemonic, view] of [
          ['cmp', s],
          ['cmpl', u],
        ] as const) {
          machine.cpu.cr = 0;
          machine.cpu.xer = so ? 0x8000_0000 : 0;
          run(assemble(mnemonic, { BF, L, RA: 4, RB: 5 }));
          const field = order(view(a, bits), view(b, bits)) | (so ? 1 : 0);
          expect(machine.cpu.cr).toBe((field << (28 - 4 * BF)) >>> 0);
        }
      }
    },
  );

  test.prop([doubleword, fc.integer({ min: -32768, max: 32767 })])('comparisons with immediates', (a, k) => {
    machine.setGpr(4, a);
    machine.cpu.xer = 0;
    for (const L of [0, 1]) {
      const bits = L === 1 ? 64 : 32;
      expect(run(assemble('cmpi', { BF: 3, L, RA: 4, SI: k })).cpu.crField(3)).toBe(order(s(a, bits), BigInt(k)));
      const UI = k & 0xffff;
      expect(run(assemble('cmpli', { BF: 4, L, RA: 4, UI })).cpu.crField(4)).toBe(order(u(a, bits), BigInt(UI)));
    }
  });

  test.each([
    ['crand', (x: number, y: number) => x & y],
    ['cror', (x: number, y: number) => x | y],
    ['crxor', (x: number, y: number) => x ^ y],
    ['crnand', (x: number, y: number) => 1 - (x & y)],
    ['crnor', (x: number, y: number) => 1 - (x | y)],
    ['creqv', (x: number, y: number) => 1 - (x ^ y)],
    ['crandc', (x: number, y: number) => x & (1 - y)],
    ['crorc', (x: number, y: number) => x | (1 - y)],
  ] as const)('%s changes one bit', (mnemonic, operation) => {
    for (const cr of [0, 0xffff_ffff, 0x8421_1248, 0x1234_5678])
      for (const [BT, BA, BB] of [
        [0, 4, 31],
        [17, 17, 2],
        [30, 3, 3],
        [31, 28, 13],
      ] as const) {
        const bit = (n: number): number => (cr >>> (31 - n)) & 1;
        machine.cpu.cr = cr;
        run(assemble(mnemonic, { BT, BA, BB }));
        const cleared = cr & ~(1 << (31 - BT));
        expect(machine.cpu.cr).toBe((cleared | (operation(bit(BA), bit(BB)) << (31 - BT))) >>> 0);
      }
  });

  test('mfcr, mtcrf, mfocrf, mtocrf, mcrf', () => {
    machine.cpu.cr = 0x1234_5678;
    expect(run(assemble('mfcr', { RT: 3 })).gpr(3)).toBe(0x1234_5678n);
    expect(run(assemble('mfocrf', { RT: 3, FXM: 0x20 })).gpr(3)).toBe(0x0030_0000n);
    machine.setGpr(4, 0xffff_ffff_fedc_ba98n);
    expect(run(assemble('mtcrf', { RS: 4, FXM: 0x81 })).cpu.cr).toBe(0xf234_5678);
    expect(run(assemble('mtocrf', { RS: 4, FXM: 0x02 })).cpu.cr).toBe(0xf234_5698);
    expect(run(assemble('mcrf', { BF: 0, BFA: 7 })).cpu.cr).toBe(0x8234_5698);
  });

  test('mtxer and mfxer keep what exists, mcrxrx copies OV and CA with their word forms', () => {
    machine.setGpr(4, 0xffff_ffff_ffff_ffffn);
    run(assemble('mtspr', { SPR: 1, RS: 4 }), assemble('mfspr', { RT: 5, SPR: 1 }), assemble('mcrxrx', { BF: 2 }));
    expect(machine.gpr(5)).toBe(0xe00c_007fn);
    expect(machine.cpu.crField(2)).toBe(15);
    machine.cpu.xer = 0x2008_0000;
    expect(run(assemble('mcrxrx', { BF: 2 })).cpu.crField(2)).toBe(0b0110);
  });

  test('setb, isel, cmprb and cmpeqb', () => {
    machine.cpu.cr = 0x8420_0000;
    const set = (BFA: number) => run(assemble('setb', { RT: 3, BFA })).gpr(3);
    expect([set(0), set(1), set(2)]).toEqual([u(-1n), 1n, 0n]);
    machine.setGpr(4, 44n);
    machine.setGpr(5, 55n);
    expect(run(assemble('isel', { RT: 3, RA: 4, RB: 5, BC: 0 })).gpr(3)).toBe(44n);
    expect(run(assemble('isel', { RT: 3, RA: 4, RB: 5, BC: 1 })).gpr(3)).toBe(55n);
    expect(run(assemble('isel', { RT: 3, RA: 0, RB: 5, BC: 0 })).gpr(3)).toBe(0n);
    // Ranges '0'–'9' and 'a'–'f'.
    machine.setGpr(6, 0x6661_3930n);
    const within = (character: string, L: number) => {
      machine.setGpr(7, BigInt(character.charCodeAt(0)) | 0x500n);
      return run(assemble('cmprb', { BF: 1, L, RA: 7, RB: 6 })).cpu.crField(1);
    };
    expect([within('5', 0), within('c', 0), within('c', 1), within('g', 1)]).toEqual([4, 0, 4, 0]);
    machine.setGpr(7, 0x61n);
    expect(run(assemble('cmpeqb', { BF: 1, RA: 7, RB: 6 })).cpu.crField(1)).toBe(4);
    machine.setGpr(7, 0x62n);
    expect(run(assemble('cmpeqb', { BF: 1, RA: 7, RB: 6 })).cpu.crField(1)).toBe(0);
  });
});

describe('special registers', () => {
  test.each([[3], [8], [9], [13], [815], [896]])('SPR %i holds a doubleword', (SPR) => {
    machine.setGpr(4, 0xfedc_ba98_7654_3210n);
    expect(run(assemble('mtspr', { SPR, RS: 4 }), assemble('mfspr', { RT: 5, SPR })).gpr(5)).toBe(machine.gpr(4));
  });

  test('VRSAVE holds a word, PPR32 is the upper word of PPR', () => {
    machine.setGpr(4, 0xfedc_ba98_7654_3210n);
    run(assemble('mtspr', { SPR: 256, RS: 4 }), assemble('mfspr', { RT: 5, SPR: 256 }));
    expect(machine.gpr(5)).toBe(0x7654_3210n);
    run(assemble('mtspr', { SPR: 898, RS: 4 }), assemble('mfspr', { RT: 5, SPR: 896 }));
    expect(machine.gpr(5)).toBe(0x7654_3210_0000_0000n);
  });

  test("the time base is the host's count, by mfspr and by mftb", () => {
    machine.time = 2 ** 40 + 5;
    run(
      assemble('mftb', { RT: 3, TBR: 268 }),
      assemble('mfspr', { RT: 4, SPR: 268 }),
      assemble('mfspr', { RT: 5, SPR: 269 }),
    );
    expect([machine.gpr(3), machine.gpr(4), machine.gpr(5)]).toEqual([(1n << 40n) + 5n, (1n << 40n) + 6n, 256n]);
  });

  test('darn gives 32 or 64 random bits', () => {
    expect(run(assemble('darn', { RT: 3, L: 0 })).gpr(3)).toBe(0x12345678n);
    expect(run(assemble('darn', { RT: 3, L: 1 })).gpr(3)).toBe(0x1234567812345678n);
  });
});
