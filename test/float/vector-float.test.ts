import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mnemonic } from '../../emulator/decode.ts';
import { FPSCR } from '../../emulator/float/fpscr.ts';
import { Kind, operationWord } from '../../emulator/float/operations.ts';
import { bits } from './doubles.ts';
import { Guest } from './guest.ts';
import { add, exactOf, multiply, round, single } from './reference.ts';
import { Bench } from './unit.ts';

const guest = new Guest();
const bench = new Bench();

const specials = [0n, 1n << 63n, 0x7ff0000000000000n, 0xfff0000000000000n, 0x7ff8000000000001n, 0x7ff4000000000000n];
const doubles = fc.oneof({ weight: 6, arbitrary: bits }, fc.constantFrom(...specials));
const singles = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 0xffffffff }) },
  { weight: 4, arbitrary: fc.integer({ min: 0x3f000000, max: 0x41000000 }) },
  fc.constantFrom(0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00001, 0x7fa00000, 1, 0x00800000, 0x7f7fffff),
);
const vector = <T extends bigint | number>(lane: fc.Arbitrary<T>, size: number) =>
  fc.array(lane, { minLength: 128 / size, maxLength: 128 / size });
const join = (lanes: readonly (bigint | number)[], size: number): bigint =>
  lanes.reduce<bigint>((whole, lane) => (whole << BigInt(size)) | BigInt.asUintN(size, BigInt(lane)), 0n);
const split = (x: bigint, size: number): bigint[] =>
  Array.from({ length: 128 / size }, (_, i) => BigInt.asUintN(size, x >> BigInt(128 - size * (i + 1))));

/** FPSCR without the bits that vectors leave alone. */
const EXCEPTIONS = FPSCR.STICKY | FPSCR.FX;
const states = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, FPSCR.XX)).map(([mode, xx]) => mode | xx);

const ROWS: readonly (readonly [Mnemonic, kind: number, slots: string])[] = [
  ['xvadddp', Kind.add, 'AB'],
  ['xvsubdp', Kind.subtract, 'AB'],
  ['xvmuldp', Kind.multiply, 'AB'],
  ['xvdivdp', Kind.divide, 'AB'],
  ['xvsqrtdp', Kind.squareRoot, 'B'],
  ['xvmaddadp', Kind.multiplyAdd, 'ATB'],
  ['xvmaddmdp', Kind.multiplyAdd, 'ABT'],
  ['xvnmsubadp', Kind.negativeMultiplySubtract, 'ATB'],
  ['xvrdpi', Kind.integralAway, 'B'],
  ['xvrdpic', Kind.integralCurrent, 'B'],
  ['xvcvdpsxds', Kind.truncateToSigned64, 'B'],
  ['xvcvdpuxds', Kind.truncateToUnsigned64, 'B'],
  ['xvcvsxddp', Kind.fromSigned, 'B'],
];

describe('each double of a vector is as the scalar operation has it, and exceptions add up', () => {
  it.each(ROWS)('%s', (mnemonic, kind, slots) => {
    fc.assert(
      fc.property(vector(doubles, 64), vector(doubles, 64), vector(doubles, 64), states, (a, b, t, fpscr) => {
        const registers: Readonly<Record<string, bigint[]>> = { A: a, B: b, T: t };
        const lanes = [0, 1].map((lane) => {
          const [x, y, z] = [...slots].map((slot) => (registers[slot] as bigint[])[lane] as bigint);
          return bench.scalar(operationWord(kind), fpscr, x as bigint, y, z);
        });
        guest.setVsr(1, join(a, 64));
        guest.setVsr(2, join(b, 64));
        guest.setVsr(3, join(t, 64));
        guest.fpscr = fpscr;
        guest.run([mnemonic, { XT: 3, XA: 1, XB: 2 }]);
        expect(split(guest.vsr(3), 64)).toEqual(lanes.map((lane) => lane.bits));
        const raised = lanes.reduce((all, lane) => all | lane.fpscr, fpscr) & EXCEPTIONS;
        expect((guest.fpscr & EXCEPTIONS) >>> 0).toBe(raised >>> 0);
        expect(guest.fpscr & (FPSCR.FPRF | FPSCR.FR | FPSCR.FI)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

const numberOf = (word: bigint | number): number => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number(word));
  return view.getFloat32(0);
};
const wordOf = (value: number): number => {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0);
};
const isDenormal = (word: number): boolean => (word & 0x7f800000) === 0;
const flush = (word: number, enabled: boolean): number =>
  enabled && isDenormal(word) ? (word & 0x80000000) >>> 0 : word;

describe('VMX floating point', () => {
  /** Finite results only: NaNs have their own test. */
  function fusedOf(a: number, c: number, b: number): number | undefined {
    const sum = add(multiply(exactOf(a), exactOf(c)), exactOf(b));
    if (![a, c, b].every(Number.isFinite)) return undefined;
    if (sum.magnitude === 0n) return a * c + b;
    return round(sum, single, 0, { overflow: false, underflow: false }).value;
  }

  it.each([0, 0x10000])(
    'rounds a product plus an addend once, and with NJ takes denormals for zeros (VSCR %i)',
    (vscr) => {
      const nonJava = vscr !== 0;
      fc.assert(
        fc.property(vector(singles, 32), vector(singles, 32), vector(singles, 32), (a, c, b) => {
          guest.setVr(1, join(a, 32));
          guest.setVr(2, join(c, 32));
          guest.setVr(3, join(b, 32));
          guest.machine.cpu.vscr = vscr;
          guest.run(['vmaddfp', { VRT: 4, VRA: 1, VRC: 2, VRB: 3 }]);
          const found = split(guest.vr(4), 32);
          a.forEach((word, lane) => {
            const operands = [word, c[lane] as number, b[lane] as number].map((each) => numberOf(flush(each, nonJava)));
            const wanted = fusedOf(...(operands as [number, number, number]));
            if (wanted === undefined) return;
            expect(Number(found[lane])).toBe(flush(wordOf(wanted), nonJava));
          });
        }),
        { numRuns: 300 },
      );
    },
  );

  it('touches no bit of FPSCR', () => {
    guest.fpscr = FPSCR.VE | 3;
    guest.setVr(1, join([0x7f7fffff, 1, 0x7f800000, 0x3f800000], 32));
    guest.setVr(2, join([0x7f7fffff, 1, 0xff800000, 0x3f800001], 32));
    guest.run(['vaddfp', { VRT: 3, VRA: 1, VRB: 2 }]);
    expect(guest.fpscr).toBe(FPSCR.VE | 3);
  });

  it('gives the first NaN made quiet, or the default one', () => {
    guest.machine.cpu.vscr = 0;
    guest.setVr(1, join([0x7f800001, 0x3f800000, 0xffc00002, 0x7f800000], 32));
    guest.setVr(2, join([0x7fc00003, 0xff800004, 0x7f800005, 0xff800000], 32));
    guest.run(['vaddfp', { VRT: 3, VRA: 1, VRB: 2 }]);
    expect(split(guest.vr(3), 32).map((x) => x.toString(16))).toEqual(['7fc00001', 'ffc00004', 'ffc00002', '7fc00000']);
  });

  it('converts to integers scaled, truncated and saturated', () => {
    const run = (mnemonic: Mnemonic, values: readonly number[], UIM: number): string[] => {
      guest.machine.cpu.vscr = 0;
      guest.setVr(1, join(values.map(wordOf), 32));
      guest.run([mnemonic, { VRT: 2, VRB: 1, UIM }]);
      return split(guest.vr(2), 32).map((x) => x.toString(16));
    };
    expect(run('vctsxs', [1.75, -1.75, 0.3, -0.9], 1)).toEqual(['3', 'fffffffd', '0', 'ffffffff']);
    expect(guest.machine.cpu.vscr).toBe(0);
    expect(run('vctsxs', [3e9, -3e9, NaN, 0], 0)).toEqual(['7fffffff', '80000000', '0', '0']);
    expect(guest.machine.cpu.vscr).toBe(1);
    expect(run('vctuxs', [3e9, -0.5, NaN, 1], 0)).toEqual(['b2d05e00', '0', '0', '1']);
    expect(guest.machine.cpu.vscr).toBe(0);
    expect(run('vctuxs', [5e9, -1, 0, 0], 0)).toEqual(['ffffffff', '0', '0', '0']);
    expect(guest.machine.cpu.vscr).toBe(1);
  });

  it('vcmpbfp tells on which side of the bounds an element is', () => {
    guest.setVr(1, join([wordOf(3), wordOf(-3), wordOf(1), wordOf(NaN)], 32));
    guest.setVr(2, join([2, 2, 2, 2].map(wordOf), 32));
    guest.run(['vcmpbfp', { VRT: 3, VRA: 1, VRB: 2, Rc: 1 }]);
    expect(split(guest.vr(3), 32).map((x) => x.toString(16))).toEqual(['80000000', '40000000', '0', 'c0000000']);
    expect(guest.machine.cpu.crField(6)).toBe(0);
  });
});

describe('an enabled exception in any element', () => {
  it('leaves the target of a vector instruction as it was', () => {
    const one = 0x3ff0000000000000n;
    guest.setVsr(1, join([one, one], 64));
    guest.setVsr(2, join([one, 0n], 64));
    guest.setVsr(3, 42n);
    guest.fpscr = FPSCR.ZE;
    guest.run(['xvdivdp', { XT: 3, XA: 1, XB: 2 }]);
    expect(guest.vsr(3)).toBe(42n);
    expect(guest.fpscr & FPSCR.ZX).not.toBe(0);
    guest.fpscr = 0;
    guest.run(['xvdivdp', { XT: 3, XA: 1, XB: 2 }]);
    expect(guest.vsr(3)).toBe(join([one, 0x7ff0000000000000n], 64));
  });
});
