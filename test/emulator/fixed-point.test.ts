import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { FieldName, Mnemonic } from '../../emulator/decode.ts';
import { Exit } from '../../emulator/index.ts';
import { ARITHMETIC, LOGICAL, PLAIN, ROTATES, s, shiftAlgebraic, u } from './support/fixed-reference.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE } from './support/orders.ts';

const EDGES = [
  0n,
  1n,
  2n,
  31n,
  32n,
  63n,
  64n,
  127n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  1n << 32n,
  0x7fffffffffffffffn,
  1n << 63n,
  (1n << 64n) - 1n,
  0xffffffff80000000n,
  0x80000000ffffffffn,
];
const doubleword = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  fc.integer({ min: -200, max: 200 }).map((x) => u(BigInt(x))),
);
const sh = fc.integer({ min: 0, max: 63 });

const machine = new TestMachine('little');
machine.map(CODE, 1);

/** Runs one instruction; RT or RA 3 is the target, 4, 5 and 6 are the sources. */
function run(mnemonic: string, fields: Partial<Record<FieldName, number>>, values: bigint[], xer = 0): bigint {
  machine.code(CODE, [assemble(mnemonic as Mnemonic, fields), assemble('sc')]);
  machine.interpreter.forgetCode(machine.pages.get(CODE / 4096)?.frame as number);
  values.forEach((value, i) => machine.setGpr(3 + i, value));
  machine.cpu.xer = xer;
  machine.cpu.cr = 0;
  expect(machine.run(CODE)).toBe(Exit.syscall);
  return machine.gpr(3);
}

/** LT, GT or EQ of a result against 0, and SO. */
function cr0(result: bigint, so: boolean): number {
  return (s(result) < 0n ? 8 : s(result) > 0n ? 4 : 2) | (so ? 1 : 0);
}

const XER = { so: 31, ov: 30, ca: 29, ov32: 19, ca32: 18 };
const bit = (name: keyof typeof XER): boolean => ((machine.cpu.xer >>> XER[name]) & 1) === 1;

describe('fixed-point arithmetic', () => {
  for (const [mnemonic, reference] of Object.entries(ARITHMETIC))
    test.prop([doubleword, doubleword, fc.boolean()])(`${mnemonic} and its forms`, (a, b, carry) => {
      const expected = reference(a, b, carry ? 1n : 0n);
      const before = carry ? 0x2004_0000 : 0;
      for (const OE of [0, 1])
        for (const Rc of [0, 1]) {
          const result = run(mnemonic, { RT: 3, RA: 4, RB: 5, OE, Rc }, [7n, a, b], before);
          const word = mnemonic.startsWith('divw');
          if (expected.result >= 0n) {
            expect(word ? u(result, 32) : result).toBe(expected.result);
            if (Rc === 1 && !word) expect(machine.cpu.crField(0)).toBe(cr0(result, OE === 1 && expected.ov === true));
          }
          expect(bit('ca')).toBe(expected.ca ?? carry);
          expect(bit('ca32')).toBe(expected.ca32 ?? carry);
          expect(bit('ov')).toBe(OE === 1 && expected.ov === true);
          expect(bit('ov32')).toBe(OE === 1 && expected.ov32 === true);
          expect(bit('so')).toBe(OE === 1 && expected.ov === true);
        }
    });

  for (const [mnemonic, reference] of Object.entries(PLAIN))
    test.prop([doubleword, doubleword, doubleword])(mnemonic, (a, b, c) => {
      expect(run(mnemonic, { RT: 3, RA: 4, RB: 5, RC: 6 }, [0n, a, b, c])).toBe(u(reference(a, b, c)));
    });

  test.prop([doubleword, doubleword])('mulhw and mulhwu give the upper word', (a, b) => {
    const fields = { RT: 3, RA: 4, RB: 5 };
    expect(u(run('mulhw', fields, [0n, a, b]), 32)).toBe(u((s(a, 32) * s(b, 32)) >> 32n, 32));
    expect(u(run('mulhwu', fields, [0n, a, b]), 32)).toBe((u(a, 32) * u(b, 32)) >> 32n);
  });

  test.prop([doubleword, fc.integer({ min: -32768, max: 32767 })])('immediate forms', (a, SI) => {
    const k = BigInt(SI);
    const fields = { RT: 3, RA: 4, SI };
    expect(run('addi', fields, [0n, a])).toBe(u(a + k));
    expect(run('addis', fields, [0n, a])).toBe(u(a + (k << 16n)));
    expect(run('addi', { ...fields, RA: 0 }, [0n, a])).toBe(u(k));
    expect(run('mulli', fields, [0n, a])).toBe(u(a * k));
    const sum = ARITHMETIC['addc']?.(a, u(k), 0n);
    expect(run('addic.', fields, [0n, a])).toBe(sum?.result);
    expect([bit('ca'), bit('ca32'), machine.cpu.crField(0)]).toEqual([
      sum?.ca,
      sum?.ca32,
      cr0(sum?.result ?? 0n, false),
    ]);
    const difference = ARITHMETIC['subfc']?.(a, u(k), 0n);
    expect(run('subfic', fields, [0n, a])).toBe(difference?.result);
    expect(bit('ca')).toBe(difference?.ca);
  });

  test('OV is replaced and SO stays', () => {
    run('add', { RT: 3, RA: 4, RB: 5, OE: 1, Rc: 1 }, [0n, 1n, 1n], 0xc008_0000);
    expect([bit('so'), bit('ov'), bit('ov32'), machine.cpu.crField(0)]).toEqual([true, false, false, 5]);
  });

  test('addex carries through OV and leaves SO alone', () => {
    expect(run('addex', { RT: 3, RA: 4, RB: 5 }, [0n, u(-1n), 0n], 0x4000_0000)).toBe(0n);
    expect([bit('so'), bit('ov'), bit('ov32'), bit('ca')]).toEqual([false, true, true, false]);
  });

  test('addpcis adds to the address of the next instruction', () => {
    expect(run('addpcis', { RT: 3, D: -2 }, [0n])).toBe(BigInt(CODE + 4 - 0x20000));
  });
});

describe('logical operations and rotates', () => {
  for (const [mnemonic, reference] of Object.entries(LOGICAL))
    test.prop([doubleword, doubleword])(mnemonic, (a, b) => {
      const expected = u(reference(a, b));
      expect(run(mnemonic, { RS: 4, RA: 3, RB: 5 }, [0n, a, b])).toBe(expected);
    });

  for (const [mnemonic, reference] of Object.entries(ROTATES))
    test.prop([doubleword, doubleword, doubleword, sh, sh, sh])(
      `${mnemonic} with and without a record`,
      (rs, rb, ra, SH, MB, ME) => {
        const word = mnemonic.startsWith('rlw');
        const mod = word ? 32 : 64;
        const expected = u(reference(rs, rb, ra, SH % mod, MB % mod, ME % mod));
        const fields = { RS: 4, RA: 3, RB: 5, SH: SH % mod, MB: MB % mod, ME: ME % mod, Rc: 1 };
        const known = Object.fromEntries(Object.entries(fields).filter(([name]) => has(mnemonic, name)));
        expect(run(mnemonic, known, [ra, rs, rb])).toBe(expected);
        expect(machine.cpu.crField(0)).toBe(cr0(expected, false));
      },
    );

  test.prop([doubleword, doubleword])('algebraic shifts tell lost ones of negative numbers', (rs, rb) => {
    const by = { sraw: rb & 63n, srawi: rb & 31n, srad: rb & 127n, sradi: rb & 63n };
    for (const [mnemonic, amount] of Object.entries(by)) {
      const bits = mnemonic.startsWith('sraw') ? 32 : 64;
      const { result, ca } = shiftAlgebraic(rs, amount, bits);
      const fields = mnemonic.endsWith('i') ? { SH: Number(amount) } : { RB: 5 };
      expect(run(mnemonic, { RS: 4, RA: 3, ...fields }, [0n, rs, rb])).toBe(result);
      expect([bit('ca'), bit('ca32')]).toEqual([ca, ca]);
    }
  });

  test.prop([doubleword, fc.integer({ min: 0, max: 65535 }), sh])('immediate forms', (a, UI, SH) => {
    const k = BigInt(UI);
    const fields = { RS: 4, RA: 3, UI };
    expect(run('ori', fields, [0n, a])).toBe(a | k);
    expect(run('oris', fields, [0n, a])).toBe(a | (k << 16n));
    expect(run('xori', fields, [0n, a])).toBe(a ^ k);
    expect(run('xoris', fields, [0n, a])).toBe(a ^ (k << 16n));
    expect(run('andi.', fields, [0n, a])).toBe(a & k);
    expect(machine.cpu.crField(0)).toBe(cr0(a & k, false));
    expect(run('andis.', fields, [0n, a])).toBe(a & (k << 16n));
    expect(run('extswsli', { RS: 4, RA: 3, SH }, [0n, a])).toBe(u(s(a, 32) << BigInt(SH)));
  });
});

function has(mnemonic: string, field: string): boolean {
  const immediate = mnemonic.startsWith('rlwi') || mnemonic.startsWith('rldi');
  if (field === 'SH') return immediate;
  if (field === 'RB') return !immediate;
  if (field === 'MB') return mnemonic !== 'rldicr' && mnemonic !== 'rldcr';
  if (field === 'ME') return mnemonic.startsWith('rlw') || mnemonic === 'rldicr' || mnemonic === 'rldcr';
  return true;
}

describe('decimal assists', () => {
  test('all 1000 groups of three digits survive packing and unpacking', () => {
    for (let n = 0; n < 1000; n++) {
      const digits = BigInt(`0x${n}`);
      const bcd = digits | (digits << 12n) | (digits << 32n) | (digits << 44n);
      const packed = run('cbcdtd', { RS: 4, RA: 3 }, [0n, bcd]);
      expect(packed & ~0x000fffff_000fffffn).toBe(0n);
      expect(run('cdtbcd', { RS: 4, RA: 3 }, [0n, packed])).toBe(bcd);
    }
  });

  test('packing gives the codes of the table', () => {
    const codes: [bigint, bigint][] = [
      [0x005n, 0x005n],
      [0x009n, 0x009n],
      [0x055n, 0x055n],
      [0x079n, 0x079n],
      [0x080n, 0x00an],
      [0x099n, 0x05fn],
      [0x555n, 0x2d5n],
      [0x999n, 0x0ffn],
      [0x800n, 0x00cn],
      [0x888n, 0x06en],
    ];
    for (const [digits, code] of codes) expect(run('cbcdtd', { RS: 4, RA: 3 }, [0n, digits])).toBe(code);
  });
});
