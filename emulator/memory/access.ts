/**
 * Reading and writing frames from outside the emulated processor.
 *
 * A little-endian process's frames are plain. A big-endian process's frames are byte-reversed
 * within each frame: the byte at page offset o is at frame + 4095 − o, so that an aligned access
 * is a plain little-endian one. Everybody who touches a frame goes through here.
 * Offsets plus lengths stay within one frame.
 */
import { FRAME_SIZE, type PhysicalMemory } from './physical-memory.ts';

export type Order = 'little' | 'big';

const LAST = FRAME_SIZE - 1;

/** Copies from a frame, in the order of guest addresses. */
export function readBytes(
  memory: PhysicalMemory,
  frame: number,
  order: Order,
  offset: number,
  target: Uint8Array,
  targetOffset: number,
  length: number,
): void {
  const { u8 } = memory;
  if (order === 'little') {
    target.set(u8.subarray(frame + offset, frame + offset + length), targetOffset);
    return;
  }
  const top = frame + LAST - offset;
  for (let i = 0; i < length; i++) target[targetOffset + i] = u8[top - i] as number;
}

export function writeBytes(
  memory: PhysicalMemory,
  frame: number,
  order: Order,
  offset: number,
  source: Uint8Array,
  sourceOffset: number,
  length: number,
): void {
  const { u8 } = memory;
  if (order === 'little') {
    u8.set(source.subarray(sourceOffset, sourceOffset + length), frame + offset);
    return;
  }
  const top = frame + LAST - offset;
  for (let i = 0; i < length; i++) u8[top - i] = source[sourceOffset + i] as number;
}

export function fill(
  memory: PhysicalMemory,
  frame: number,
  order: Order,
  offset: number,
  value: number,
  length: number,
): void {
  const start = order === 'little' ? frame + offset : frame + FRAME_SIZE - offset - length;
  memory.fill(start, value, length);
}

/** One frame's contents into another of the same order. */
export function copyFrame(memory: PhysicalMemory, from: number, to: number): void {
  memory.copy(to, from, FRAME_SIZE);
}

/** One frame's contents into another of the other order. */
export function copyFrameReversed(memory: PhysicalMemory, from: number, to: number): void {
  const { u8 } = memory;
  for (let i = 0; i < FRAME_SIZE; i++) u8[to + LAST - i] = u8[from + i] as number;
}

/** Where an access of `size` bytes at a page offset lies; a plain little-endian access from there. */
export function place(frame: number, order: Order, offset: number, size: number): number {
  return order === 'little' ? frame + offset : frame + FRAME_SIZE - size - offset;
}

export function readU8(memory: PhysicalMemory, frame: number, order: Order, offset: number): number {
  return memory.u8[place(frame, order, offset, 1)] as number;
}

export function readU16(memory: PhysicalMemory, frame: number, order: Order, offset: number): number {
  return memory.view.getUint16(place(frame, order, offset, 2), true);
}

export function readU32(memory: PhysicalMemory, frame: number, order: Order, offset: number): number {
  return memory.view.getUint32(place(frame, order, offset, 4), true);
}

/** The high and the low word of a doubleword. */
export function readU64Hi(memory: PhysicalMemory, frame: number, order: Order, offset: number): number {
  return memory.view.getUint32(place(frame, order, offset, 8) + 4, true);
}

export function readU64Lo(memory: PhysicalMemory, frame: number, order: Order, offset: number): number {
  return memory.view.getUint32(place(frame, order, offset, 8), true);
}

export function writeU8(memory: PhysicalMemory, frame: number, order: Order, offset: number, value: number): void {
  memory.u8[place(frame, order, offset, 1)] = value;
}

export function writeU16(memory: PhysicalMemory, frame: number, order: Order, offset: number, value: number): void {
  memory.view.setUint16(place(frame, order, offset, 2), value, true);
}

export function writeU32(memory: PhysicalMemory, frame: number, order: Order, offset: number, value: number): void {
  memory.view.setUint32(place(frame, order, offset, 4), value, true);
}

export function writeU64(
  memory: PhysicalMemory,
  frame: number,
  order: Order,
  offset: number,
  hi: number,
  lo: number,
): void {
  const at = place(frame, order, offset, 8);
  memory.view.setUint32(at, lo, true);
  memory.view.setUint32(at + 4, hi, true);
}
