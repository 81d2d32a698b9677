import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  copyFrame,
  copyFrameReversed,
  fill,
  FRAME_SIZE,
  PhysicalMemory,
  readBytes,
  readU16,
  readU32,
  readU64Hi,
  readU64Lo,
  readU8,
  writeBytes,
  writeU16,
  writeU32,
  writeU64,
  writeU8,
} from '../../emulator/index.ts';
import { ORDERS } from './support/orders.ts';

const memory = new PhysicalMemory({ maximumBytes: 64 << 20 });
const frame = memory.allocate(0);
const other = memory.allocate(0);
const bytes = (order: 'little' | 'big', offset: number, length: number, from = frame) => {
  const target = new Uint8Array(length);
  readBytes(memory, from, order, offset, target, 0, length);
  return [...target];
};

describe.each(ORDERS)('a %s-endian frame', (order) => {
  test.prop([fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 0, max: FRAME_SIZE - 64 })])(
    'gives back the bytes written and changes no others',
    (data, offset) => {
      fill(memory, frame, order, 0, 0x5a, FRAME_SIZE);
      writeBytes(memory, frame, order, offset, data, 0, data.length);
      const expected: number[] = Array(FRAME_SIZE).fill(0x5a);
      expected.splice(offset, data.length, ...data);
      expect(bytes(order, 0, FRAME_SIZE)).toEqual(expected);
    },
  );

  test('holds numbers in its order', () => {
    writeU64(memory, frame, order, 8, 0x01020304, 0x05060708);
    writeU32(memory, frame, order, 16, 0x0a0b0c0d);
    writeU16(memory, frame, order, 20, 0x0e0f);
    writeU8(memory, frame, order, 22, 0x10);
    const big = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16];
    const little = [8, 7, 6, 5, 4, 3, 2, 1, 13, 12, 11, 10, 15, 14, 16];
    expect(bytes(order, 8, 15)).toEqual(order === 'big' ? big : little);
    expect([readU64Hi(memory, frame, order, 8), readU64Lo(memory, frame, order, 8)]).toEqual([0x01020304, 0x05060708]);
    expect([
      readU32(memory, frame, order, 16),
      readU16(memory, frame, order, 20),
      readU8(memory, frame, order, 22),
    ]).toEqual([0x0a0b0c0d, 0x0e0f, 0x10]);
  });

  test('fills a part of itself', () => {
    fill(memory, frame, order, 0, 1, FRAME_SIZE);
    fill(memory, frame, order, 100, 2, 3);
    expect(bytes(order, 98, 7)).toEqual([1, 1, 2, 2, 2, 1, 1]);
  });

  test('is copied to a frame of its own order or of the other', () => {
    writeBytes(memory, frame, order, 5, Uint8Array.of(1, 2, 3), 0, 3);
    copyFrame(memory, frame, other);
    expect(bytes(order, 5, 3, other)).toEqual([1, 2, 3]);
    copyFrameReversed(memory, frame, other);
    expect(bytes(order === 'big' ? 'little' : 'big', 5, 3, other)).toEqual([1, 2, 3]);
  });
});
