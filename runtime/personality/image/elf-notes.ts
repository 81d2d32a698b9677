/** The names of an ELF file's notes: BSD systems mark their programs with one. */
import type { Order } from '../../../emulator/index.ts';
import { StructView } from '../../kernel/struct-view.ts';
import { type Segment, SegmentType } from './elf-segments.ts';
import { type ImageFile, readExactly } from './image-file.ts';

/** Larger notes are none that mark a system. */
const LARGEST = 16_384;

/** Names of all notes that can be read; a malformed note ends its segment. */
export function noteNames(file: ImageFile, order: Order, segments: readonly Segment[]): string[] {
  const names: string[] = [];
  for (const segment of segments) {
    if (segment.type !== SegmentType.note || segment.fileSize > LARGEST) continue;
    const bytes = readExactly(file, segment.offset, segment.fileSize);
    if (!(bytes instanceof Uint8Array)) continue;
    const view = StructView.over(bytes, order);
    const unit = segment.align === 8 ? 8 : 4;
    let at = 0;
    while (at + 12 <= bytes.length) {
      const nameSize = view.u32(at);
      const descriptionSize = view.u32(at + 4);
      if (at + 12 + nameSize > bytes.length) break;
      names.push(view.text(at + 12, nameSize));
      at += 12 + Math.ceil(nameSize / 4) * 4;
      at = Math.ceil((at + descriptionSize) / unit) * unit;
    }
  }
  return names;
}
