import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mnemonic } from '../../emulator/decode.ts';
import { counterexample } from './counterexample.ts';
import { DATA, Guest } from './guest.ts';

const little = new Guest('little');
const guests = [
  ['little', little],
  ['big', new Guest('big')],
] as const;
const quad = fc.bigInt(0n, 2n ** 128n - 1n);
const text = (x: bigint): string => x.toString(16).padStart(32, '0');

const all = <T>(byte: T): T[] => Array.from({ length: 16 }, () => byte);

/** Byte elements, the most significant first: as the ISA numbers them. */
const bytesOf = (x: bigint): number[] =>
  Array.from({ length: 16 }, (_, i) => Number((x >> BigInt(8 * (15 - i))) & 0xffn));
const fromBytes = (bytes: readonly number[]): bigint => bytes.reduce((whole, byte) => (whole << 8n) | BigInt(byte), 0n);

describe('permutations, in the ISA’s numbering of bytes', () => {
  const wrong = (
    program: (n: number) => readonly [Mnemonic, Record<string, number>],
    wanted: (pair: number[], control: number[], n: number) => (number | undefined)[],
  ): string | undefined =>
    counterexample(
      fc.property(quad, quad, quad, fc.integer({ min: 0, max: 31 }), (a, b, c, n) => {
        [a, b, c].forEach((value, i) => little.setVr(2 + i, value));
        little.run(program(n));
        const bytes = wanted([...bytesOf(a), ...bytesOf(b)], bytesOf(c), n).map((byte) => byte ?? 0);
        expect(text(little.vr(1))).toBe(text(fromBytes(bytes)));
      }),
      60,
    );
  const V = { VRT: 1, VRA: 2, VRB: 3, VRC: 4 };
  const X = { XT: 33, XA: 34, XB: 35, XC: 36 };

  it('vperm and vpermr choose any bytes of two registers', () => {
    expect(
      wrong(
        () => ['vperm', V],
        (pair, control) => control.map((index) => pair[index & 31]),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        () => ['vpermr', V],
        (pair, control) => control.map((index) => pair[31 - (index & 31)]),
      ),
    ).toBeUndefined();
  });

  it('vsldoi and xxsldwi take a window of both', () => {
    expect(
      wrong(
        (n) => ['vsldoi', { ...V, SHB: n & 15 }],
        (pair, _, n) => pair.slice(n & 15, (n & 15) + 16),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        (n) => ['xxsldwi', { ...X, SHW: n & 3 }],
        (pair, _, n) => pair.slice(4 * (n & 3), 4 * (n & 3) + 16),
      ),
    ).toBeUndefined();
  });

  it('xxpermdi takes a doubleword of each', () => {
    expect(
      wrong(
        (n) => ['xxpermdi', { ...X, DM: n & 3 }],
        (pair, _, n) => [...pair.slice(n & 2 ? 8 : 0).slice(0, 8), ...pair.slice(n & 1 ? 24 : 16).slice(0, 8)],
      ),
    ).toBeUndefined();
  });

  it('merges alternate elements of both halves', () => {
    for (const [letter, size] of [
      ['b', 1],
      ['h', 2],
      ['w', 4],
    ] as const)
      for (const [half, from] of [
        ['h', 0],
        ['l', 8],
      ] as const)
        expect(
          wrong(
            () => [`vmrg${half}${letter}` as Mnemonic, V],
            (pair) =>
              Array.from({ length: 16 }, (_, i) => {
                const element = Math.floor(i / size);
                return pair[(element % 2) * 16 + from + Math.floor(element / 2) * size + (i % size)];
              }),
          ),
        ).toBeUndefined();
  });

  it('splats an element or an immediate', () => {
    expect(
      wrong(
        (n) => ['vspltb', { ...V, UIM: n & 15 }],
        (pair, _, n) => all(pair[16 + (n & 15)]),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        (n) => ['vspltw', { ...V, UIM: n & 3 }],
        (pair, _, n) => Array.from({ length: 16 }, (__, i) => pair[16 + 4 * (n & 3) + (i % 4)]),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        (n) => ['vspltisb', { VRT: 1, SIM: n - 16 }],
        (_, __, n) => all((n - 16) & 255),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        (n) => ['xxspltib', { XT: 33, IMM8: 8 * n }],
        (_, __, n) => all(8 * n),
      ),
    ).toBeUndefined();
  });

  it('takes the bits that an index names (vbpermq)', () => {
    fc.assert(
      fc.property(quad, quad, (a, b) => {
        little.setVr(2, a);
        little.setVr(3, b);
        little.run(['vbpermq', V]);
        const bits = bytesOf(b).map((index) => (index < 128 ? (a >> BigInt(127 - index)) & 1n : 0n));
        expect(little.vr(1)).toBe(bits.reduce((whole, bit) => (whole << 1n) | bit, 0n) << 64n);
      }),
      { numRuns: 60 },
    );
  });

  it('counts bytes up to the first with its last bit set (vctzlsbb, vclzlsbb)', () => {
    little.setVr(3, 0x0100n);
    little.run(['vctzlsbb', { RT: 3, VRB: 3 }], ['vclzlsbb', { RT: 4, VRB: 3 }]);
    expect([little.machine.gpr(3), little.machine.gpr(4)]).toEqual([1n, 14n]);
    little.setVr(3, 0xfefefen);
    little.run(['vctzlsbb', { RT: 3, VRB: 3 }], ['vclzlsbb', { RT: 4, VRB: 3 }]);
    expect([little.machine.gpr(3), little.machine.gpr(4)]).toEqual([16n, 16n]);
  });
});

describe.each(guests)('vector memory in a %s-endian process', (order, guest) => {
  const image = Array.from({ length: 32 }, (_, i) => 16 * (i & 15) + i);
  const at = DATA + 3;
  const elementsAt = (size: number): bigint =>
    fromBytes(
      Array.from({ length: 16 / size }, (_, element) => image.slice(element * size, element * size + size))
        .map((bytes) => (order === 'big' ? bytes : bytes.toReversed()))
        .flat(),
    );
  const load = (mnemonic: Mnemonic, address = at): bigint => {
    guest.machine.write(at, image);
    guest.machine.setGpr(4, BigInt(address));
    guest.run([mnemonic, { XT: 33, VRT: 1, RA: 0, RB: 4 }]);
    return guest.vr(1);
  };

  it('loads elements in the order of their addresses', () => {
    expect(text(load('lxvd2x'))).toBe(text(elementsAt(8)));
    expect(text(load('lxvw4x'))).toBe(text(elementsAt(4)));
    expect(text(load('lxvh8x'))).toBe(text(elementsAt(2)));
    expect(text(load('lxvb16x'))).toBe(text(elementsAt(1)));
    expect(text(load('lxvx'))).toBe(text(elementsAt(16)));
  });

  it('lvx loads the aligned quadword around an address', () => {
    guest.machine.write(DATA, image);
    guest.machine.setGpr(4, BigInt(DATA + 13));
    guest.run(['lvx', { VRT: 1, RA: 0, RB: 4 }]);
    expect(text(guest.vr(1))).toBe(text(elementsAt(16)));
  });

  it('an unaligned load is two aligned ones and a vperm by lvsl, or lvsr in a little-endian process', () => {
    guest.machine.write(at, image);
    guest.machine.setGpr(4, BigInt(at));
    guest.machine.setGpr(5, BigInt(at + 16));
    guest.run(
      ['lvx', { VRT: 2, RA: 0, RB: 4 }],
      ['lvx', { VRT: 3, RA: 0, RB: 5 }],
      [order === 'big' ? 'lvsl' : 'lvsr', { VRT: 4, RA: 0, RB: 4 }],
      order === 'big' ? ['vperm', { VRT: 1, VRA: 2, VRB: 3, VRC: 4 }] : ['vperm', { VRT: 1, VRA: 3, VRB: 2, VRC: 4 }],
    );
    expect(text(guest.vr(1))).toBe(text(elementsAt(16)));
  });

  it('stores give back what loads took', () => {
    for (const [loads, stores] of [
      ['lxvd2x', 'stxvd2x'],
      ['lxvw4x', 'stxvw4x'],
      ['lxvh8x', 'stxvh8x'],
      ['lxvb16x', 'stxvb16x'],
      ['lxvx', 'stxvx'],
    ] as const) {
      load(loads);
      guest.machine.setGpr(4, BigInt(DATA + 4090));
      guest.run([stores, { XS: 33, RA: 0, RB: 4 }]);
      expect(guest.machine.read(DATA + 4090, 16)).toEqual(image.slice(0, 16));
    }
  });

  it('lxvl and stxvl touch as many bytes as bits 0 to 7 of RB say, and no more', () => {
    const end = DATA + 2 * 4096;
    for (const length of [0, 1, 7, 16, 200]) {
      const count = Math.min(length, 16);
      guest.machine.write(end - count, image.slice(0, count));
      guest.machine.setGpr(4, BigInt(end - count));
      guest.machine.setGpr(5, BigInt(length) << 56n);
      guest.run(['lxvl', { XT: 33, RA: 4, RB: 5 }]);
      const bytes = image.slice(0, count);
      const rest = Array.from({ length: 16 - count }, () => 0);
      const wanted = order === 'big' ? [...bytes, ...rest] : [...rest, ...bytes.toReversed()];
      expect(text(guest.vr(1))).toBe(text(fromBytes(wanted)));
      guest.machine.write(
        end - count,
        Array.from({ length: count }, () => 0),
      );
      guest.run(['stxvl', { XS: 33, RA: 4, RB: 5 }]);
      expect(guest.machine.read(end - count, count)).toEqual(bytes);
    }
  });
});
