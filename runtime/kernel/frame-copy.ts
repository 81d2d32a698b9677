/**
 * Moves bytes between frames and buffers quickly in both byte orders.
 *
 * A big-endian process's frames are reversed (emulator/memory/access.ts): they are moved a word at a time,
 * which is twice as fast as byte by byte. Offsets plus counts stay within one frame, or in little-endian ones within frames in a row.
 */
import type { Order, PhysicalMemory } from '../../emulator/index.ts';
import { PAGE_MASK } from './address.ts';
import type { StructView } from './struct-view.ts';

/** Below this many bytes a loop is faster than a view on either side. */
const FEW = 24;
/** Below this many bytes words do not pay for a big-endian frame. */
const MANY = 96;

export function copyFromFrame(
  memory: PhysicalMemory,
  frame: number,
  order: Order,
  offset: number,
  target: Uint8Array,
  at: number,
  count: number,
): void {
  const { u8 } = memory;
  if (order === 'little') {
    if (count > FEW) target.set(u8.subarray(frame + offset, frame + offset + count), at);
    else for (let i = 0; i < count; i++) target[at + i] = u8[frame + offset + i] as number;
    return;
  }
  let done = 0;
  const top = frame + PAGE_MASK - offset;
  if (count >= MANY) {
    for (; ((offset + done) & 3) !== 0; done++) target[at + done] = u8[top - done] as number;
    const words = (count - done) >>> 2;
    const view = new DataView(target.buffer, target.byteOffset + at + done, words * 4);
    const { i32 } = memory;
    const last = (top - done) >>> 2;
    for (let i = 0; i < words; i++) view.setInt32(4 * i, i32[last - i] as number);
    done += words * 4;
  }
  for (; done < count; done++) target[at + done] = u8[top - done] as number;
}

export function copyToFrame(
  memory: PhysicalMemory,
  frame: number,
  order: Order,
  offset: number,
  source: Uint8Array,
  at: number,
  count: number,
): void {
  const { u8 } = memory;
  if (order === 'little') {
    if (count > FEW) u8.set(source.subarray(at, at + count), frame + offset);
    else for (let i = 0; i < count; i++) u8[frame + offset + i] = source[at + i] as number;
    return;
  }
  let done = 0;
  const top = frame + PAGE_MASK - offset;
  if (count >= MANY) {
    for (; ((offset + done) & 3) !== 0; done++) u8[top - done] = source[at + done] as number;
    const words = (count - done) >>> 2;
    const view = new DataView(source.buffer, source.byteOffset + at + done, words * 4);
    const { i32 } = memory;
    const last = (top - done) >>> 2;
    for (let i = 0; i < words; i++) i32[last - i] = view.getInt32(4 * i);
    done += words * 4;
  }
  for (; done < count; done++) u8[top - done] = source[at + done] as number;
}

/** The first words of a structure that lies at a multiple of 4. */
export function structFromFrame(
  { i32 }: PhysicalMemory,
  frame: number,
  offset: number,
  view: StructView,
  count: number,
): void {
  const { words } = view;
  if (view.order === 'little') {
    const from = (frame + offset) >>> 2;
    for (let i = 0; i < count; i++) words[i] = i32[from + i] as number;
  } else {
    const last = (frame + PAGE_MASK - offset) >>> 2;
    for (let i = 0; i < count; i++) view.setU32(4 * i, i32[last - i] as number);
  }
}

export function structToFrame(
  { i32 }: PhysicalMemory,
  frame: number,
  offset: number,
  view: StructView,
  count: number,
): void {
  const { words } = view;
  if (view.order === 'little') {
    const to = (frame + offset) >>> 2;
    let i = 0;
    // By fours: the engine does not unroll.
    for (; i <= count - 4; i += 4) {
      i32[to + i] = words[i] as number;
      i32[to + i + 1] = words[i + 1] as number;
      i32[to + i + 2] = words[i + 2] as number;
      i32[to + i + 3] = words[i + 3] as number;
    }
    for (; i < count; i++) i32[to + i] = words[i] as number;
  } else {
    const last = (frame + PAGE_MASK - offset) >>> 2;
    for (let i = 0; i < count; i++) i32[last - i] = view.s32(4 * i);
  }
}
