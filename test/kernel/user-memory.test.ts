import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { Protection } from '../../runtime/generated/flags.ts';
import { StructView } from '../../runtime/kernel/struct-view.ts';
import { peek, PRIVATE, RW, TestMachine } from './make-space.ts';

const BASE = 0x2000_0000;

describe.each(['little', 'big'] as const)('guest memory (%s-endian)', (order) => {
  const space = new TestMachine().space(order);
  space.map(BASE, 16 * 4096, RW, PRIVATE, undefined, 0);
  const end = BASE + 16 * 4096;

  test('copies any bytes to any place and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9000 }), fc.nat(16 * 4096 - 9000), (bytes, offset) => {
        expect(space.copyOut(BASE + offset, bytes)).toBe(bytes.length);
        const back = new Uint8Array(bytes.length + 2);
        expect(space.copyIn(BASE + offset, back, 1, bytes.length + 1)).toBe(bytes.length);
        expect(back.subarray(1, -1)).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });

  test('copies over pages whose frames are in a row, or not, up to the first that may not be accessed', () => {
    const scattered = 0x3000_0000;
    const pages = [5, 1, 6, 7, 2, 0, 3, 4];
    for (const page of pages) {
      space.map(scattered + page * 4096, 4096, RW, PRIVATE, undefined, 0);
      expect(space.writeU8(scattered + page * 4096, 1)).toBe(0);
    }
    const bytes = Uint8Array.from({ length: 8 * 4096 - 200 }, (_, i) => (i * 7) % 251);
    expect(space.copyOut(scattered + 100, bytes)).toBe(bytes.length);
    const wrong = bytes.findIndex((byte, i) => space.readU8(scattered + 100 + i) !== byte);
    expect(wrong).toBe(-1);
    const back = new Uint8Array(bytes.length);
    expect(space.copyIn(scattered + 100, back)).toBe(bytes.length);
    expect(back).toEqual(bytes);

    expect(space.protect(scattered + 6 * 4096, 4096, Protection.read)).toBe(0);
    expect(space.copyOut(scattered + 4090, bytes.fill(9))).toBe(6 + 5 * 4096);
    expect(space.readU8(scattered + 6 * 4096)).not.toBe(9);
    expect(space.copyIn(scattered + 4090, back)).toBe(6 + 7 * 4096);
  });

  test('agrees with scalars, in the order of the guest', () => {
    expect(space.writeU64(BASE + 8, 0x1122_3344_5566 * 4)).toBe(0);
    expect(space.readU64(BASE + 8)).toBe(0x1122_3344_5566 * 4);
    space.writeU32(BASE, 0x0102_0304);
    expect(peek(space, BASE)).toBe(order === 'big' ? 1 : 4);
    expect(space.readU32(BASE)).toBe(0x0102_0304);
    space.writeWords(BASE + 4092, 0xdead_beef | 0, 0x1234_5678);
    expect(space.readU32(BASE + (order === 'big' ? 4092 : 4096))).toBe(0xdead_beef);
    expect(space.readU64(BASE + 4092)).toBe(0xdead_beef * 2 ** 32 + 0x1234_5678);
    expect(space.writeU64(BASE + 16, -1)).toBe(0);
    expect(space.readU32(BASE + 20)).toBe(0xffff_ffff);
    const at = space.physicalAddress(BASE, 4, 0);
    expect(space.physical.view.getUint32(at, true)).toBe(0x0102_0304);
  });

  test('answers EFAULT where there is nothing, and writes nothing across the edge', () => {
    space.writeU32(end - 4, 0x5555_5555);
    expect(space.readU32(end - 2)).toBe(Errno.EFAULT);
    expect(space.writeU32(end - 2, 7)).toBe(Errno.EFAULT);
    expect(space.readU32(end - 4)).toBe(0x5555_5555);
    expect(space.copyOut(end - 2, new Uint8Array(4))).toBe(2);
    expect(space.fault).toMatchObject({ cause: 'mapError', address: end, access: 1 });
    expect(space.writeU8(end, 1)).toBe(Errno.EFAULT);
    expect(space.physicalAddress(end, 4, 1)).toBe(0);
  });

  test('reads strings up to their NUL, across pages', () => {
    const text = `${'a'.repeat(50)}\xe9${'z'.repeat(4999)}`;
    space.copyOut(
      BASE + 100,
      Uint8Array.from(`${text}\0`, (character) => character.charCodeAt(0)),
    );
    expect(space.readCString(BASE + 100, 8192)).toBe(text);
    expect(space.readCString(BASE + 100, 4096)).toBe(Errno.ENAMETOOLONG);
    expect(space.readCString(BASE + 100, text.length + 1)).toBe(text);
    expect(space.readCString(BASE + 100 + text.length, 10)).toBe('');
    space.copyOut(end - 3, Uint8Array.of(1, 2, 3));
    expect(space.readCString(end - 3, 10)).toBe(Errno.EFAULT);
    expect(space.readCString(end - 3, 3)).toBe(Errno.ENAMETOOLONG);
  });

  test('keeps the kernel to the rights of the guest', () => {
    const at = space.map(0, 4096, Protection.read, PRIVATE, undefined, 0);
    expect(space.copyOut(at, Uint8Array.of(1))).toBe(0);
    expect(space.fault.cause).toBe('accessError');
    expect(space.copyIn(at, new Uint8Array(1))).toBe(1);
  });

  test('moves structures', () => {
    const view = new StructView(order, 16).reset(12);
    view.setU32(0, 0xaabb_ccdd);
    view.setU16(4, 0x1234);
    view.setU8(6, 9);
    expect(space.structOut(BASE + 4090, view)).toBe(true);
    expect(space.readU32(BASE + 4090)).toBe(0xaabb_ccdd);
    const back = new StructView(order, 4);
    expect(space.structIn(BASE + 4090, 12, back)).toBe(true);
    expect([back.u32(0), back.u16(4), back.u8(6)]).toEqual([0xaabb_ccdd, 0x1234, 9]);
    expect(space.structIn(end - 4, 12, back)).toBe(false);
  });
});

describe('a structure view', () => {
  test.each(['little', 'big'] as const)('keeps numbers of either sign (%s-endian)', (order) => {
    const view = new StructView(order, 64);
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.float(), (value, fraction) => {
        view.setU64(8, value);
        expect(view.s64(8)).toBe(value);
        expect(view.u64(8)).toBe(value < 0 ? value + 2 ** 64 : value);
        view.setF64(16, fraction);
        expect(view.f64(16)).toBe(fraction);
        view.setF32(24, fraction);
        expect(view.f32(24)).toBe(fraction);
      }),
    );
    view.setU16(0, -2);
    expect([view.u16(0), view.s16(0)]).toEqual([0xfffe, -2]);
    view.setU8(1, -3);
    expect([view.u8(1), view.s8(1)]).toEqual([0xfd, -3]);
    view.setU32(4, -4);
    expect([view.u32(4), view.s32(4)]).toEqual([0xffff_fffc, -4]);
  });

  test('folds pointers', () => {
    const view = new StructView('big', 8);
    view.setWords(0, 0x0900_0000, 0x1000);
    expect(view.address(0)).toBe(2 ** 52 + 9 * 2 ** 44 + 0x1000);
    view.setAddress(0, view.address(0));
    expect([view.u64High(0), view.u64Low(0)]).toEqual([0x0900_0000, 0x1000]);
  });

  test('cuts text to its field and reads up to a NUL', () => {
    const view = new StructView('little', 16);
    view.setText(0, 4, 'abcdef');
    view.setText(4, 4, 'x');
    expect([view.text(0, 4), view.text(4, 4), view.text(0, 16)]).toEqual(['abcd', 'x', 'abcdx']);
  });

  test('is empty again after a reset', () => {
    const view = new StructView('little', 8);
    view.setU64(0, 77);
    expect(view.reset(8).u64(0)).toBe(0);
    expect(view.reset(100).bytes.length).toBeGreaterThanOrEqual(100);
  });
});
