/** A static 32-bit big-endian ELF file of some segments. */
import type { Segment } from './program.ts';

const EM_PPC = 20;
const ELF_HEADER = 52;
const PROGRAM_HEADER = 32;
const PAGE = 0x10000;

export function elf32(segments: readonly Segment[], entry: number): Uint8Array {
  const offsets: number[] = [];
  let end = PAGE;
  for (const { bytes } of segments) {
    offsets.push(end);
    end += Math.ceil(bytes.length / PAGE) * PAGE;
  }
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1, 0]);
  view.setUint16(16, 2);
  view.setUint16(18, EM_PPC);
  view.setUint32(20, 1);
  view.setUint32(24, entry);
  view.setUint32(28, ELF_HEADER);
  view.setUint16(40, ELF_HEADER);
  view.setUint16(42, PROGRAM_HEADER);
  view.setUint16(44, segments.length);
  segments.forEach(({ address, bytes, executable }, index) => {
    const offset = offsets[index] ?? 0;
    const words = [1, offset, address, address, bytes.length, bytes.length, executable ? 5 : 6, PAGE];
    words.forEach((word, place) => view.setUint32(ELF_HEADER + PROGRAM_HEADER * index + 4 * place, word));
    file.set(bytes, offset);
  });
  return file;
}
