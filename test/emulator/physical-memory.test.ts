import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { FRAME_SIZE, PhysicalMemory } from '../../emulator/index.ts';

describe('physical memory', () => {
  test('hands out aligned blocks above the first 64 KiB that never overlap', () => {
    const memory = new PhysicalMemory({ maximumBytes: 128 << 20 });
    const owned = new Set<number>();
    for (let i = 0; i < 300; i++) {
      const order = i % 5;
      const block = memory.allocate(order);
      expect(block).toBeGreaterThanOrEqual(65536);
      expect(block % (FRAME_SIZE << order)).toBe(0);
      for (let frame = block; frame < block + (FRAME_SIZE << order); frame += FRAME_SIZE) {
        expect(owned.has(frame)).toBe(false);
        owned.add(frame);
      }
    }
  });

  test('grows while it may and then answers 0', () => {
    const memory = new PhysicalMemory({ maximumBytes: 256 << 20 });
    let blocks = 0;
    while (memory.allocate(12) !== 0) blocks++;
    expect(blocks).toBeGreaterThanOrEqual(14);
    expect(memory.memory.buffer.byteLength).toBe(256 << 20);
    expect(memory.u8.length).toBe(256 << 20);
    expect(memory.availableBytes).toBeGreaterThan(0);
  });

  test.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { maxLength: 200 })])(
    'has all of its bytes again once everything is freed',
    (steps) => {
      const memory = new PhysicalMemory({ maximumBytes: 64 << 20 });
      const before = memory.availableBytes;
      const held: [number, number][] = [];
      for (const [order, free] of steps) {
        const last = free ? held.pop() : undefined;
        if (last !== undefined) memory.free(last[0], last[1]);
        else held.push([memory.allocate(order), order]);
      }
      for (const [address, order] of held) if (address !== 0) memory.free(address, order);
      expect(memory.availableBytes).toBe(before);
      expect(memory.allocate(12)).not.toBe(0);
    },
  );

  test('is seen whole by a second machine view after growing', () => {
    const first = new PhysicalMemory({ maximumBytes: 256 << 20 });
    const second = new PhysicalMemory({ maximumBytes: 256 << 20, memory: first.memory });
    let last = 0;
    for (let block = first.allocate(12); block !== 0; block = first.allocate(12)) last = Math.max(last, block);
    first.u8[last] = 42;
    expect(second.u8[last]).toBe(42);
    expect(second.allocate(12)).toBe(0);
  });
});
