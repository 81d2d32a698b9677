/** Makes ELF images for tests, byte by byte, so that every field can be wrong. */
import type { Order } from '../../emulator/index.ts';
import { StructView } from '../../runtime/kernel/struct-view.ts';

export interface SegmentSpec {
  readonly type?: number;
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly memorySize?: number;
  /** PF_ bits: 1 execute, 2 write, 4 read. */
  readonly flags?: number;
  readonly align?: number;
  /** Only for wrong images: what the header says instead. */
  readonly offset?: number;
  readonly fileSize?: number;
}

export interface ImageSpec {
  readonly bits?: 32 | 64;
  readonly order: Order;
  readonly osabi?: number;
  readonly type?: number;
  readonly machine?: number;
  readonly flags?: number;
  readonly entry: number;
  readonly segments: readonly SegmentSpec[];
}

const PAGE = 65536;

/** Headers first, then each segment's bytes where its address modulo 64 KiB puts them. */
export function buildElf(spec: ImageSpec): Uint8Array {
  const bits = spec.bits ?? 64;
  const headerSize = bits === 64 ? 64 : 52;
  const entrySize = bits === 64 ? 56 : 32;
  let at = headerSize + entrySize * spec.segments.length;
  const offsets = spec.segments.map((segment) => {
    const align = segment.align ?? PAGE;
    if (align > 1 && (segment.type ?? 1) === 1) at += (((segment.address - at) % align) + align) % align;
    const offset = at;
    at += segment.bytes.length;
    return offset;
  });
  const view = new StructView(spec.order, at);
  const { bytes } = view;
  const word = (offset: number, value: number) =>
    bits === 64 ? view.setU64(offset, value) : view.setU32(offset, value);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1, spec.order === 'little' ? 1 : 2, 1, spec.osabi ?? 0]);
  view.setU16(16, spec.type ?? 2);
  view.setU16(18, spec.machine ?? 21);
  view.setU32(20, 1);
  word(24, spec.entry);
  word(bits === 64 ? 32 : 28, headerSize);
  view.setU32(bits === 64 ? 48 : 36, spec.flags ?? 0);
  const tail = bits === 64 ? 52 : 40;
  view.setU16(tail, headerSize);
  view.setU16(tail + 2, entrySize);
  view.setU16(tail + 4, spec.segments.length);
  spec.segments.forEach((segment, i) => {
    const base = headerSize + entrySize * i;
    const offset = offsets[i] as number;
    bytes.set(segment.bytes, offset);
    view.setU32(base, segment.type ?? 1);
    view.setU32(base + (bits === 64 ? 4 : 24), segment.flags ?? 5);
    const [o, a, p, f, m, l] = bits === 64 ? [8, 16, 24, 32, 40, 48] : [4, 8, 12, 16, 20, 28];
    word(base + (o as number), segment.offset ?? offset);
    word(base + (a as number), segment.address);
    word(base + (p as number), segment.address);
    word(base + (f as number), segment.fileSize ?? segment.bytes.length);
    word(base + (m as number), segment.memorySize ?? segment.bytes.length);
    word(base + (l as number), segment.align ?? PAGE);
  });
  return bytes;
}

export const text = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0));

/** A note with a name and 4 bytes. */
export function note(order: Order, name: string): Uint8Array {
  const padded = Math.ceil((name.length + 1) / 4) * 4;
  const view = new StructView(order, 12 + padded + 4);
  view.setU32(0, name.length + 1);
  view.setU32(4, 4);
  view.setU32(8, 1);
  view.setText(12, padded, name);
  return view.bytes;
}
