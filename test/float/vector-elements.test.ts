/** Vector instructions that work element by element, against what each does to one element. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mnemonic } from '../../emulator/decode.ts';
import { counterexample } from './counterexample.ts';
import { Guest } from './guest.ts';

const guest = new Guest();

/** Elements of `size` bits, the ISA's first one first. */
export function elements(x: bigint, size: number): bigint[] {
  return Array.from({ length: 128 / size }, (_, i) => BigInt.asUintN(size, x >> BigInt(128 - size * (i + 1))));
}

const join = (list: readonly bigint[], size: number): bigint =>
  list.reduce((whole, element) => (whole << BigInt(size)) | BigInt.asUintN(size, element), 0n);

const interesting = (size: number) =>
  fc.oneof(
    fc.bigInt(0n, 2n ** BigInt(size) - 1n),
    fc.constantFrom(0n, 1n, 2n ** BigInt(size) - 1n, 2n ** BigInt(size - 1), 2n ** BigInt(size - 1) - 1n),
    fc.bigInt(0n, 40n),
  );

const vector = (size: number) =>
  fc.array(interesting(size), { minLength: 128 / size, maxLength: 128 / size }).map((list) => join(list, size));

/** Sees elements as signed. */
const s = (size: number, x: bigint): bigint => BigInt.asIntN(size, x);
const low = (size: number) => (size === 8 ? 7n : size === 16 ? 15n : size === 32 ? 31n : 63n);

let saturated = false;
function clamp(x: bigint, smallest: bigint, largest: bigint): bigint {
  if (x >= smallest && x <= largest) return x;
  saturated = true;
  return x < smallest ? smallest : largest;
}
const signed = (size: number, x: bigint): bigint => clamp(x, -(2n ** BigInt(size - 1)), 2n ** BigInt(size - 1) - 1n);
const unsigned = (size: number, x: bigint): bigint => clamp(x, 0n, 2n ** BigInt(size) - 1n);
const bits = (x: bigint): string => x.toString(2);
const leading = (size: number, x: bigint): bigint => BigInt(x === 0n ? size : size - bits(x).length);
const trailing = (size: number, x: bigint): bigint =>
  BigInt(x === 0n ? size : bits(x).length - 1 - bits(x).lastIndexOf('1'));
const ones = (x: bigint): bigint => BigInt(bits(x).replaceAll('0', '').length);
const rotate = (size: number, x: bigint, by: bigint): bigint => (x << by) | (x >> (BigInt(size) - by));
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const truth = (condition: boolean): bigint => (condition ? -1n : 0n);

type Meaning = (a: bigint, b: bigint, size: number) => bigint;
const LETTERS: Readonly<Record<string, number>> = { b: 8, h: 16, w: 32, d: 64 };

/** Mnemonics with * for the letter of the size. */
const MEANINGS: readonly (readonly [pattern: string, letters: string, meaning: Meaning])[] = [
  ['vaddu*m', 'bhwd', (a, b) => a + b],
  ['vsubu*m', 'bhwd', (a, b) => a - b],
  ['vaddu*s', 'bhw', (a, b, n) => unsigned(n, a + b)],
  ['vsubu*s', 'bhw', (a, b, n) => unsigned(n, a - b)],
  ['vadds*s', 'bhw', (a, b, n) => signed(n, s(n, a) + s(n, b))],
  ['vsubs*s', 'bhw', (a, b, n) => signed(n, s(n, a) - s(n, b))],
  ['vaddcu*', 'w', (a, b) => (a + b) >> 32n],
  ['vsubcu*', 'w', (a, b) => (a >= b ? 1n : 0n)],
  ['vavgu*', 'bhw', (a, b) => (a + b + 1n) >> 1n],
  ['vavgs*', 'bhw', (a, b, n) => (s(n, a) + s(n, b) + 1n) >> 1n],
  ['vabsdu*', 'bhw', (a, b) => max(a, b) - min(a, b)],
  ['vmaxu*', 'bhwd', (a, b) => max(a, b)],
  ['vmaxs*', 'bhwd', (a, b, n) => max(s(n, a), s(n, b))],
  ['vminu*', 'bhwd', (a, b) => min(a, b)],
  ['vmins*', 'bhwd', (a, b, n) => min(s(n, a), s(n, b))],
  ['vmulu*m', 'w', (a, b) => a * b],
  ['vcmpequ*', 'bhwd', (a, b) => truth(a === b)],
  ['vcmpne*', 'bhw', (a, b) => truth(a !== b)],
  ['vcmpnez*', 'bhw', (a, b) => truth(a !== b || a === 0n)],
  ['vcmpgtu*', 'bhwd', (a, b) => truth(a > b)],
  ['vcmpgts*', 'bhwd', (a, b, n) => truth(s(n, a) > s(n, b))],
  ['vrl*', 'bhwd', (a, b, n) => rotate(n, a, b & low(n))],
  ['vsl*', 'bhwd', (a, b, n) => a << (b & low(n))],
  ['vsr*', 'bhwd', (a, b, n) => a >> (b & low(n))],
  ['vsra*', 'bhwd', (a, b, n) => s(n, a) >> (b & low(n))],
  ['vclz*', 'bhwd', (_, b, n) => leading(n, b)],
  ['vctz*', 'bhwd', (_, b, n) => trailing(n, b)],
  ['vpopcnt*', 'bhwd', (_, b) => ones(b)],
  ['vneg*', 'wd', (_, b) => -b],
];

const rows = MEANINGS.flatMap(([pattern, letters, meaning]) =>
  [...letters].map((letter) => [pattern.replace('*', letter) as Mnemonic, LETTERS[letter] as number, meaning] as const),
);

describe('every element of the result follows from the elements of the operands', () => {
  it.each(rows)('%s', (mnemonic, size, meaning) => {
    fc.assert(
      fc.property(vector(size), vector(size), (a, b) => {
        saturated = false;
        const y = elements(b, size);
        const wanted = join(
          elements(a, size).map((x, i) => meaning(x, y[i] as bigint, size)),
          size,
        );
        guest.setVr(2, a);
        guest.setVr(3, b);
        guest.machine.cpu.vscr = 0;
        guest.run([mnemonic, { VRT: 1, VRA: 2, VRB: 3, Rc: mnemonic.startsWith('vcmp') ? 1 : 0 }]);
        expect(guest.vr(1).toString(16)).toBe(wanted.toString(16));
        expect(guest.machine.cpu.vscr).toBe(saturated ? 1 : 0);
        if (!mnemonic.startsWith('vcmp')) return;
        const all = elements(wanted, size).every((x) => x !== 0n);
        expect(guest.machine.cpu.crField(6)).toBe(all ? 8 : wanted === 0n ? 2 : 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('elements of one size from those of another', () => {
  const run = (mnemonic: Mnemonic, a: bigint, b: bigint, c = 0n): bigint => {
    saturated = false;
    guest.machine.cpu.vscr = 0;
    [a, b, c].forEach((value, n) => guest.setVr(2 + n, value));
    guest.run([mnemonic, { VRT: 1, VRA: 2, VRB: 3, VRC: 4 }]);
    return guest.vr(1);
  };
  /** Where an instruction does not give what is wanted. */
  const wrong = (
    mnemonic: Mnemonic,
    size: number,
    wanted: (a: bigint, b: bigint, c: bigint) => bigint,
  ): string | undefined =>
    counterexample(
      fc.property(vector(size), vector(size), vector(size), (a, b, c) => {
        const found = run(mnemonic, a, b, c);
        expect(found.toString(16)).toBe(wanted(a, b, c).toString(16));
        expect(guest.machine.cpu.vscr).toBe(saturated ? 1 : 0);
      }),
      80,
    );

  it.each(['b', 'h', 'w'])('multiplies even and odd elements of size %s', (letter) => {
    const n = LETTERS[letter] as number;
    for (const [kind, view] of [
      ['u', (x: bigint) => x],
      ['s', (x: bigint) => s(n, x)],
    ] as const)
      for (const [parity, from] of [
        ['e', 0],
        ['o', 1],
      ] as const)
        expect(
          wrong(`vmul${parity}${kind}${letter}` as Mnemonic, n, (a, b) => {
            const y = elements(b, n);
            const products = elements(a, n).map((x, i) => view(x) * view(y[i] as bigint));
            return join(
              products.filter((_, i) => i % 2 === from),
              2 * n,
            );
          }),
        ).toBeUndefined();
  });

  it('sums products into words', () => {
    const sums =
      (size: number, product: (x: bigint, y: bigint) => bigint, total: (sum: bigint) => bigint) =>
      (a: bigint, b: bigint, c: bigint): bigint => {
        const y = elements(b, size);
        const products = elements(a, size).map((x, i) => product(x, y[i] as bigint));
        const per = 32 / size;
        return join(
          elements(c, 32).map((z, i) => total(products.slice(per * i, per * i + per).reduce((p, q) => p + q, z))),
          32,
        );
      };
    expect(
      wrong(
        'vmsumubm',
        8,
        sums(
          8,
          (x, y) => x * y,
          (sum) => sum,
        ),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        'vmsummbm',
        8,
        sums(
          8,
          (x, y) => s(8, x) * y,
          (sum) => sum,
        ),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        'vmsumuhm',
        16,
        sums(
          16,
          (x, y) => x * y,
          (sum) => sum,
        ),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        'vmsumuhs',
        16,
        sums(
          16,
          (x, y) => x * y,
          (sum) => unsigned(32, sum),
        ),
      ),
    ).toBeUndefined();
    expect(
      wrong(
        'vmsumshm',
        16,
        sums(
          16,
          (x, y) => s(16, x) * s(16, y),
          (sum) => sum,
        ),
      ),
    ).toBeUndefined();
    expect(
      wrong('vmsumshs', 16, (a, b, c) =>
        join(
          elements(c, 32).map((z, i) => {
            const [x, y] = [elements(a, 16), elements(b, 16)];
            const product = (n: number): bigint => s(16, x[n] as bigint) * s(16, y[n] as bigint);
            return signed(32, product(2 * i) + product(2 * i + 1) + s(32, z));
          }),
          32,
        ),
      ),
    ).toBeUndefined();
  });

  it('packs with and without saturation, and unpacks', () => {
    const packed =
      (n: number, cut: (x: bigint) => bigint) =>
      (a: bigint, b: bigint): bigint =>
        join([...elements(a, n), ...elements(b, n)].map(cut), n / 2);
    for (const [letter, n] of [
      ['h', 16],
      ['w', 32],
      ['d', 64],
    ] as const) {
      const half = n / 2;
      expect(
        wrong(
          `vpku${letter}um` as Mnemonic,
          n,
          packed(n, (x) => x),
        ),
      ).toBeUndefined();
      expect(
        wrong(
          `vpku${letter}us` as Mnemonic,
          n,
          packed(n, (x) => unsigned(half, x)),
        ),
      ).toBeUndefined();
      expect(
        wrong(
          `vpks${letter}us` as Mnemonic,
          n,
          packed(n, (x) => unsigned(half, s(n, x))),
        ),
      ).toBeUndefined();
      expect(
        wrong(
          `vpks${letter}ss` as Mnemonic,
          n,
          packed(n, (x) => signed(half, s(n, x))),
        ),
      ).toBeUndefined();
      const small = { h: 'b', w: 'h', d: 'w' }[letter];
      const count = 128 / n;
      expect(
        wrong(`vupkhs${small}` as Mnemonic, half, (_, b) =>
          join(
            elements(b, half)
              .slice(0, count)
              .map((x) => s(half, x)),
            n,
          ),
        ),
      ).toBeUndefined();
      expect(
        wrong(`vupkls${small}` as Mnemonic, half, (_, b) =>
          join(
            elements(b, half)
              .slice(count)
              .map((x) => s(half, x)),
            n,
          ),
        ),
      ).toBeUndefined();
    }
  });

  it('sums across', () => {
    const word = (x: bigint, i: number): bigint => s(32, elements(x, 32)[i] as bigint);
    expect(
      wrong('vsumsws', 32, (a, b) =>
        BigInt.asUintN(32, signed(32, word(a, 0) + word(a, 1) + word(a, 2) + word(a, 3) + word(b, 3))),
      ),
    ).toBeUndefined();
    expect(
      wrong('vsum2sws', 32, (a, b) =>
        join(
          [0n, signed(32, word(a, 0) + word(a, 1) + word(b, 1)), 0n, signed(32, word(a, 2) + word(a, 3) + word(b, 3))],
          32,
        ),
      ),
    ).toBeUndefined();
    expect(
      wrong('vsum4ubs', 8, (a, b) =>
        join(
          elements(b, 32).map((z, i) =>
            unsigned(
              32,
              elements(a, 8)
                .slice(4 * i, 4 * i + 4)
                .reduce((p, q) => p + q, z),
            ),
          ),
          32,
        ),
      ),
    ).toBeUndefined();
  });

  it('adds and subtracts quadwords with carry', () => {
    const mask = 2n ** 128n - 1n;
    expect(wrong('vadduqm', 32, (a, b) => (a + b) & mask)).toBeUndefined();
    expect(wrong('vaddcuq', 32, (a, b) => (a + b) >> 128n)).toBeUndefined();
    expect(wrong('vaddeuqm', 32, (a, b, c) => (a + b + (c & 1n)) & mask)).toBeUndefined();
    expect(wrong('vaddecuq', 32, (a, b, c) => (a + b + (c & 1n)) >> 128n)).toBeUndefined();
    expect(wrong('vsubuqm', 32, (a, b) => (a - b) & mask)).toBeUndefined();
    expect(wrong('vsubcuq', 32, (a, b) => (a >= b ? 1n : 0n))).toBeUndefined();
    expect(wrong('vsubeuqm', 32, (a, b, c) => (a + (mask ^ b) + (c & 1n)) & mask)).toBeUndefined();
    expect(wrong('vsubecuq', 32, (a, b, c) => (a + (mask ^ b) + (c & 1n)) >> 128n)).toBeUndefined();
  });

  it('multiplies without carries', () => {
    const product = (x: bigint, y: bigint): bigint =>
      [...bits(y)].reduce((sum, bit) => (sum << 1n) ^ (bit === '1' ? x : 0n), 0n);
    for (const [letter, n] of Object.entries(LETTERS))
      expect(
        wrong(`vpmsum${letter}` as Mnemonic, n, (a, b) => {
          const [x, y] = [elements(a, n), elements(b, n)];
          const products = x.map((value, i) => product(value, y[i] as bigint));
          return join(
            products.filter((_, i) => i % 2 === 0).map((value, i) => value ^ (products[2 * i + 1] as bigint)),
            2 * n,
          );
        }),
      ).toBeUndefined();
  });
});
