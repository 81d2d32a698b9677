import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FPSCR } from '../../emulator/float/fpscr.ts';
import { bits } from './doubles.ts';
import { DATA, Guest } from './guest.ts';
import { bitsOf, numberOf } from './reference.ts';

const guest = new Guest('big');

function single(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0);
}

function load(word: number): bigint {
  guest.machine.write(
    DATA,
    [24, 16, 8, 0].map((by) => (word >>> by) & 255),
  );
  guest.machine.setGpr(4, BigInt(DATA));
  guest.run(['lfs', { FRT: 1, RA: 4, D: 0 }]);
  return guest.fpr(1);
}

function store(value: bigint): number {
  guest.setFpr(1, value);
  guest.machine.setGpr(4, BigInt(DATA));
  guest.run(['stfs', { FRS: 1, RA: 4, D: 0 }]);
  return guest.machine.read(DATA, 4).reduce((word, byte) => ((word << 8) | byte) >>> 0, 0);
}

describe('lfs and stfs', () => {
  const words = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 0x7fffff }));

  it('give back every single, signalling NaNs and denormal numbers too', () => {
    fc.assert(
      fc.property(words, (word) => {
        expect(store(load(word))).toBe(word);
      }),
      { numRuns: 500 },
    );
  });

  it('lfs gives the double of the same value', () => {
    fc.assert(
      fc.property(words, (word) => {
        const view = new DataView(new ArrayBuffer(4));
        view.setUint32(0, word);
        const value = view.getFloat32(0);
        fc.pre(!Number.isNaN(value));
        expect(load(word)).toBe(bitsOf(value));
      }),
      { numRuns: 500 },
    );
  });

  it('lfs keeps the payload of a NaN and does not make it quiet', () => {
    expect(load(0x7f800001)).toBe(0x7ff0000020000000n);
    expect(load(0xffc12345)).toBe(0xfff82468a0000000n);
  });

  it('stfs cuts off what a single has no room for, without rounding', () => {
    expect(store(bitsOf(1 + 2 ** -23 + 2 ** -24))).toBe(single(1 + 2 ** -23));
    // 1.5 × 2^-149: the least denormal number, truncated.
    expect(store(bitsOf(1.5 * 2 ** -149))).toBe(1);
    expect(store(0x7ff8000000000001n)).toBe(0x7fc00000);
  });
});

describe('FPSCR', () => {
  const get = (): bigint => {
    guest.run(['mffs', { FRT: 2 }]);
    return guest.fpr(2);
  };

  it('mtfsf replaces the fields that FLM names, but never FEX and VX', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), bits, fc.integer(), (FLM, source, old) => {
        guest.fpscr = (old & ~(FPSCR.FEX | FPSCR.VX | 0x800)) >>> 0;
        const before = guest.fpscr;
        guest.setFpr(3, source);
        guest.run(['mtfsf', { FLM, FRB: 3 }]);
        let wanted = before;
        for (let field = 0; field < 8; field++) {
          if (((FLM >> (7 - field)) & 1) === 0) continue;
          const mask = (0xf << (4 * (7 - field))) & ~(FPSCR.FEX | FPSCR.VX | 0x800);
          wanted = (wanted & ~mask) | (Number(source & 0xffffffffn) & mask);
        }
        const visible = ~(FPSCR.FEX | FPSCR.VX);
        expect((guest.fpscr & visible) >>> 0).toBe((wanted & visible) >>> 0);
        expect((guest.fpscr & FPSCR.VX) !== 0).toBe((wanted & FPSCR.ANY_VX) !== 0);
      }),
      { numRuns: 300 },
    );
  });

  it('mcrfs copies a field and clears the exceptions in it', () => {
    guest.fpscr = FPSCR.FX | FPSCR.VX | FPSCR.OX | FPSCR.VXISI;
    guest.run(['mcrfs', { BF: 2, BFA: 0 }]);
    expect(guest.machine.cpu.crField(2)).toBe(0b1011);
    expect(guest.fpscr).toBe(FPSCR.VX | FPSCR.VXISI);
    guest.run(['mcrfs', { BF: 2, BFA: 2 }]);
    expect(guest.machine.cpu.crField(2)).toBe(0b1000);
    expect(guest.fpscr).toBe(0);
  });

  it('mtfsb1 of an exception sets FX, mtfsb0 clears one bit', () => {
    guest.fpscr = 0;
    guest.run(['mtfsb1', { BTF: 6 }]);
    expect(get()).toBe(BigInt((FPSCR.FX | FPSCR.XX) >>> 0));
    guest.run(['mtfsb0', { BTF: 0 }]);
    expect(get()).toBe(BigInt(FPSCR.XX));
  });

  it('mffscrn and mffscrni give the control bits and change the rounding mode', () => {
    guest.fpscr = FPSCR.XX | FPSCR.ZE | 1;
    guest.setFpr(3, 2n);
    guest.run(['mffscrn', { FRT: 2, FRB: 3 }]);
    expect(guest.fpr(2)).toBe(BigInt(FPSCR.ZE | 1));
    expect(guest.fpscr).toBe(FPSCR.XX | FPSCR.ZE | 2);
    guest.run(['mffscrni', { FRT: 2, RM: 3 }]);
    expect(guest.fpr(2)).toBe(BigInt(FPSCR.ZE | 2));
    expect(guest.fpscr & 3).toBe(3);
  });

  it('mffsl leaves the sticky bits out, mffsce turns the enables off', () => {
    guest.fpscr = FPSCR.XX | FPSCR.FI | FPSCR.ZE;
    guest.run(['mffsl', { FRT: 2 }]);
    expect(guest.fpr(2)).toBe(BigInt(FPSCR.FI | FPSCR.ZE));
    guest.run(['mffsce', { FRT: 2 }]);
    expect(guest.fpr(2)).toBe(BigInt(FPSCR.XX | FPSCR.FI | FPSCR.ZE));
    expect(guest.fpscr).toBe(FPSCR.XX | FPSCR.FI);
  });

  it('directed rounding takes effect at the next operation', () => {
    guest.fpscr = 0;
    guest.setFpr(4, bitsOf(1));
    guest.setFpr(5, bitsOf(3));
    const divide = (): number => {
      guest.run(['fdiv', { FRT: 6, FRA: 4, FRB: 5 }]);
      return numberOf(guest.fpr(6));
    };
    const nearest = divide();
    guest.run(['mtfsfi', { BFF: 7, U: 2 }]);
    expect(divide()).toBe(nearest + 2 ** -54);
  });
});
