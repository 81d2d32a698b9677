/** A static ELF file of some segments. */
import type { Order } from '../../../../emulator/memory/access.ts';

const EM_PPC = 20;
const EM_PPC64 = 21;
const PAGE = 0x10000;

export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

export function elf(segments: readonly Segment[], entry: number, order: Order, bits: 32 | 64): Uint8Array {
  const little = order === 'little';
  const wide = bits === 64;
  const [header, programHeader] = wide ? [64, 56] : [52, 32];
  const offsets: number[] = [];
  let end = PAGE;
  for (const { bytes } of segments) {
    offsets.push(end);
    end += Math.ceil(bytes.length / PAGE) * PAGE;
  }
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  let at = 16;
  const half = (value: number): void => {
    view.setUint16(at, value, little);
    at += 2;
  };
  const word = (value: number): void => {
    view.setUint32(at, value, little);
    at += 4;
  };
  const address = (value: number): void => {
    if (!wide) return word(value);
    view.setBigUint64(at, BigInt(value), little);
    at += 8;
  };
  file.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1, 0]);
  for (const value of [2, wide ? EM_PPC64 : EM_PPC]) half(value);
  word(1);
  for (const value of [entry, header, 0]) address(value);
  // The ABI version 2: the entry point is code, not a descriptor, in big-endian files too.
  word(wide ? 2 : 0);
  for (const value of [header, programHeader, segments.length]) half(value);
  at = header;
  segments.forEach(({ address: place, bytes, executable }, index) => {
    const offset = offsets[index] as number;
    word(1);
    if (wide) word(executable ? 5 : 6);
    for (const value of [offset, place, place, bytes.length, bytes.length]) address(value);
    if (!wide) word(executable ? 5 : 6);
    address(PAGE);
    file.set(bytes, offset);
  });
  return file;
}
