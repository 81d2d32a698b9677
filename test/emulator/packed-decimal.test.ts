/** Decimals in vector registers: what recorded results of processors say, and qemu does not. */
import { describe, expect, test } from 'vitest';
import { fromZoned, setSign, shift, toNational, truncate, truncateUnsigned } from '../../emulator/decimal/packed.ts';

/** Byte element 7 and halfword element 3. */
const by = (count: number): bigint => BigInt.asUintN(8, BigInt(count)) << 64n;
const length = (digits: number): bigint => BigInt(digits) << 64n;

describe('packed decimals', () => {
  test('CR6 is about the number before it was shifted', () => {
    const thirty = (0x30n << 112n) | 0xcn;
    expect(shift(by(3), thirty, 0, false)).toEqual({ bits: 0xcn, field: 0b0101 });
    expect(shift(by(1), thirty, 0, false)).toEqual({ bits: (0x300n << 112n) | 0xcn, field: 0b0100 });
  });

  test('a shift to the right rounds by the first digit lost', () => {
    expect(shift(by(-1), 0x125dn, 0, true)).toEqual({ bits: 0x13dn, field: 0b1000 });
    expect(shift(by(-1), 0x125dn, 0, false)).toEqual({ bits: 0x12dn, field: 0b1000 });
  });

  test('what is cut off is an overflow when it is not zero', () => {
    expect(truncate(length(2), 0x123cn, 1)).toEqual({ bits: 0x23fn, field: 0b0101 });
    expect(truncateUnsigned(length(4), 0x1234n)).toEqual({ bits: 0x1234n, field: 0b0100 });
  });

  test('a nibble that is no digit, and a digit that is no sign, are invalid', () => {
    expect(setSign(0xacn, 0).field).toBe(1);
    expect(setSign(0x19n, 0).field).toBe(1);
    expect(setSign(0x1bn, 0)).toEqual({ bits: 0x1dn, field: 0b1000 });
  });

  test('national and zoned characters', () => {
    expect(toNational(0x1234567dn)).toEqual({ bits: 0x0031003200330034003500360037002dn, field: 0b1000 });
    expect(toNational(0x12345678cn).field).toBe(0b0101);
    expect(fromZoned(0x3030303030303030_3030303030313247n, 0)).toEqual({ bits: 0x127dn, field: 0b1000 });
    expect(fromZoned(0x3030303030303030_3030303030313247n, 1).field).toBe(1);
  });
});
