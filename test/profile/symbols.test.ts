import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../emulator/index.ts';
import { Symbols } from '../../runtime/profile/symbols.ts';
import { buildElf, type SegmentSpec } from '../image/elf-builder.ts';
import { TestFile } from '../kernel/make-space.ts';
import { type SymbolSpec, withSymbols } from './with-symbols.ts';

const CODE = 0x1000_0000;
const DATA = 0x1002_0000;
const code: SegmentSpec = { address: CODE, bytes: new Uint8Array(0x400) };

/** The file's names at offsets of its code. */
function names(order: Order, bits: 32 | 64, flags: number, symbols: readonly SymbolSpec[], data: Uint8Array): Namer {
  const segments = [code, { address: DATA, bytes: data, flags: 6 }];
  const elf = buildElf({ order, bits, flags, entry: CODE, segments });
  // The builder puts segments where their addresses modulo 64 KiB say.
  const codeAt = 0x1_0000;
  const dataAt = 0x2_0000;
  const symbolic = withSymbols(
    elf,
    order,
    bits,
    { address: CODE, offset: codeAt, size: 0x400 },
    { address: DATA, offset: dataAt, size: data.length },
    symbols,
  );
  const file = new Symbols(new TestFile(symbolic));
  return (offset) => file.at(codeAt + offset);
}
type Namer = (offset: number) => string | undefined;

const none = new Uint8Array(16);

describe.each([
  ['little', 64, 2],
  ['big', 64, 2],
  ['big', 32, 0],
] as const)('symbols of a %s-endian %i-bit file', (order, bits, flags) => {
  const at = names(
    order,
    bits,
    flags,
    [
      { name: 'second', address: CODE + 0x100, size: 0x80 },
      { name: 'first', address: CODE + 0x20, size: 0x40 },
      { name: 'label', address: CODE + 0x20, type: 0, binding: 0 },
      { name: 'alias', address: CODE + 0x100, size: 0x80, binding: 0 },
      { name: 'open', address: CODE + 0x200 },
      { name: 'data', address: CODE + 0x300, type: 1 },
    ],
    none,
  );

  it('name the function that holds a byte', () => {
    expect([0x20, 0x5c, 0x100, 0x17c].map(at)).toEqual(['first', 'first', 'second', 'second']);
  });

  it('name nothing between functions, before the first, or outside of segments', () => {
    expect([0x1c, 0x60, 0x180, -8, 0x8000].map(at)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('hold up to the next when they have no size', () => {
    expect(at(0x3fc)).toBe('open');
  });
});

describe('symbols of ELFv1', () => {
  it('name descriptors, which lead to the code', () => {
    const data = new Uint8Array(48);
    const view = new DataView(data.buffer);
    view.setBigUint64(0, BigInt(CODE + 0x40));
    view.setBigUint64(24, BigInt(CODE + 0x10));
    const at = names(
      'big',
      64,
      1,
      [
        { name: 'later', address: DATA, size: 0x20, section: 'descriptors' },
        { name: 'sooner', address: DATA + 24, size: 0x20, section: 'descriptors' },
      ],
      data,
    );
    expect([0x10, 0x2c, 0x40, 0x60].map(at)).toEqual(['sooner', 'sooner', 'later', undefined]);
  });
});

describe('a file without symbols', () => {
  it.each([
    ['an ELF file', buildElf({ order: 'little', flags: 2, entry: CODE, segments: [code] })],
    ['text', new TextEncoder().encode('#!/bin/sh\n'.repeat(20))],
    ['nothing', new Uint8Array(0)],
    [
      'a header that promises more than there is',
      Uint8Array.from({ length: 64 }, (_, i) => [0x7f, 0x45, 0x4c, 0x46, 2, 1][i] ?? 0xff),
    ],
  ])('names nothing: %s', (_, bytes) => {
    expect(new Symbols(new TestFile(bytes)).at(0x1_0020)).toBeUndefined();
  });
});

describe('a broken file', () => {
  const symbols = [{ name: 'one', address: CODE + 0x20, size: 0x40 }];
  const elf = buildElf({ order: 'big', flags: 1, entry: CODE, segments: [code] });
  const place = { address: CODE, offset: 0x1_0000, size: 0x400 };
  const sound = withSymbols(elf, 'big', 64, place, { ...place, offset: 0 }, symbols);
  // All but the code, where nothing matters.
  const byte = fc.oneof(fc.integer({ min: 0, max: 0x80 }), fc.integer({ min: 0x1_0400, max: sound.length - 1 }));

  it('names something or nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(byte, fc.integer({ min: 0, max: 255 })), { maxLength: 8 }), (changes) => {
        const bytes = sound.slice();
        for (const [at, value] of changes) bytes[at] = value;
        expect(typeof new Symbols(new TestFile(bytes)).at(0x1_0020)).toMatch(/string|undefined/);
      }),
      { numRuns: 500 },
    );
  });
});
