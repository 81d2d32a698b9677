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

  test('fills and copies bytes', () => {
    const memory = new PhysicalMemory({ maximumBytes: 128 << 20 });
    const block = memory.allocate(1);
    memory.fill(block, 0x5a, 8192);
    memory.fill(block + 1, 0, 2);
    memory.copy(block + 4096, block, 3);
    expect([...memory.u8.subarray(block + 4096, block + 4100)]).toEqual([0x5a, 0, 0, 0x5a]);
  });

  test('keeps a reservation for who wants its frames, as long as there are others', () => {
    const memory = new PhysicalMemory({ maximumBytes: 128 << 20 });
    const before = memory.availableBytes;
    const first = memory.reserve(2500, 0, false);
    const second = memory.reserve(9000, first + 2500 * FRAME_SIZE, false);
    expect(memory.availableBytes).toBe(before);
    expect(memory.unreservedBytes).toBe(before - 11_500 * FRAME_SIZE);
    const reserved = (frame: number) =>
      (frame >= first && frame < first + 2500 * FRAME_SIZE) || (frame >= second && frame < second + 9000 * FRAME_SIZE);
    expect(memory.allocateAt(first + 7 * FRAME_SIZE, 100)).toBe(true);
    expect(memory.allocateAt(first + 106 * FRAME_SIZE, 2)).toBe(false);
    let others = 0;
    for (let frame = memory.allocate(0); !reserved(frame); frame = memory.allocate(0)) others++;
    expect(others).toBe(before / FRAME_SIZE - 11_500);
    while (memory.allocate(0) !== 0) others++;
    expect(others + 101).toBe(before / FRAME_SIZE);
  });

  test('reserves room that follows on, growing for it', () => {
    const memory = new PhysicalMemory({ maximumBytes: 512 << 20 });
    let at = memory.reserve(4096, 0, false);
    for (let i = 0; i < 20; i++) {
      const next = memory.reserve(4096, at + (16 << 20), false);
      expect(next).toBe(at + (16 << 20));
      at = next;
    }
  });

  const range = fc.record({
    do: fc.constantFrom('reserve', 'unreserve', 'at', 'free', 'allocate', 'release'),
    frames: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 6000 })),
    pick: fc.nat(),
    top: fc.boolean(),
  });

  test.prop([fc.array(range, { maxLength: 40 })])(
    'gives no frame twice and loses none, whatever is reserved, taken and freed; cleared ones are zero',
    (steps) => {
      const memory = new PhysicalMemory({ maximumBytes: 96 << 20 });
      const before = memory.availableBytes;
      const owner = new Map<number, number>();
      const held: [number, number][] = [];
      const reservations: [number, number][] = [];
      const hold = (address: number, frames: number) => {
        memory.clear(address, frames);
        const bytes = frames * FRAME_SIZE;
        expect(memory.i32.subarray(address / 4, (address + bytes) / 4).every((word) => word === 0)).toBe(true);
        memory.fill(address, 0xa5, bytes);
        for (let i = 0; i < frames; i++) {
          const frame = address + i * FRAME_SIZE;
          expect(owner.has(frame)).toBe(false);
          owner.set(frame, 1);
        }
        held.push([address, frames]);
      };
      for (const { do: what, frames, pick, top } of steps) {
        const [base, length] = reservations[pick % Math.max(1, reservations.length)] ?? [0, 0];
        if (what === 'reserve') {
          const wanted = pick % 3 === 0 && base !== 0 ? base + length * FRAME_SIZE : 0;
          const address = memory.reserve(frames, wanted, top);
          if (address === 0) continue;
          for (const [other, size] of reservations)
            expect(address >= other + size * FRAME_SIZE || address + frames * FRAME_SIZE <= other).toBe(true);
          reservations.push([address, frames]);
        } else if (what === 'unreserve' && base !== 0) {
          memory.unreserve(base, length);
          reservations.splice(
            reservations.findIndex((r) => r[0] === base),
            1,
          );
        } else if (what === 'at' && base !== 0) {
          const address = base + (pick % length) * FRAME_SIZE;
          const free = Array.from({ length: frames }, (_, i) => address + i * FRAME_SIZE).every(
            (frame) => !owner.has(frame) && frame < memory.u8.length,
          );
          const got = memory.allocateAt(address, frames);
          expect(got).toBe(free);
          if (got) hold(address, frames);
        } else if (what === 'allocate') {
          const order = frames % 6;
          const address = memory.allocate(order);
          if (address !== 0) hold(address, 1 << order);
        } else if (held.length > 0 && (what === 'free' || what === 'release')) {
          const [[address, count]] = held.splice(pick % held.length, 1) as [[number, number]];
          memory.freeRange(address, count);
          for (let i = 0; i < count; i++) owner.delete(address + i * FRAME_SIZE);
        }
        expect(memory.availableBytes).toBe(before - owner.size * FRAME_SIZE);
      }
      for (const [address, count] of reservations) memory.unreserve(address, count);
      for (const [address, count] of held) memory.freeRange(address, count);
      expect([memory.availableBytes, memory.unreservedBytes]).toEqual([before, before]);
      let blocks = 0;
      while (memory.allocate(12) !== 0) blocks++;
      expect(blocks).toBe(5);
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
