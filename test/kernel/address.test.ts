import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alignDown,
  alignUp,
  fold,
  highWord,
  lowWord,
  NEVER_MAPPED,
  showAddress,
} from '../../runtime/kernel/address.ts';

describe('folded addresses', () => {
  test('an address below 2^52 stands for itself', () => {
    expect(fold(0, 0x1000)).toBe(0x1000);
    expect(fold(0x7fff, 0xffff_f000)).toBe(0x7fff_ffff_f000);
    expect(fold(0xf_ffff, -1)).toBe(2 ** 52 - 1);
  });

  test('an address above keeps its top byte and low 44 bits', () => {
    const text = fold(0x0900_0000, 0x1234);
    expect(text).toBe(2 ** 52 + 9 * 2 ** 44 + 0x1234);
    expect(highWord(text)).toBe(0x0900_0000);
    expect(lowWord(text)).toBe(0x1234);
    expect(showAddress(text)).toBe('0x900000000001234');
  });

  test('what lies between cannot be mapped', () => {
    expect(fold(0x0010_0000, 0)).toBe(NEVER_MAPPED);
    expect(fold(-1, -4)).toBe(NEVER_MAPPED + 0xfffc);
    expect(fold(0xffff_ffff | 0, 0)).toBe(NEVER_MAPPED);
  });

  test('folding keeps the words of whatever it keeps at all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 0xfff }),
        fc.integer(),
        (top, middle, low) => {
          const hi = (top << 24) | middle;
          const address = fold(hi, low);
          expect(highWord(address)).toBe(hi);
          expect(lowWord(address)).toBe(low | 0);
        },
      ),
    );
  });

  test('alignment works beyond 32 bits', () => {
    expect(alignUp(0x7fff_0000_0001, 65536)).toBe(0x7fff_0001_0000);
    expect(alignDown(0x7fff_0001_ffff, 65536)).toBe(0x7fff_0001_0000);
    expect(alignUp(4096, 4096)).toBe(4096);
  });
});
