/** Reads the program headers of an ELF file and checks what can be loaded. */
import { Errno } from '../../generated/errors.ts';
import { Protection } from '../../generated/flags.ts';
import { StructView } from '../../kernel/struct-view.ts';
import { type ElfHeader, ElfType } from './elf-header.ts';
import { type ImageFile, readExactly } from './image-file.ts';
import { ImageProblem } from './image-problem.ts';

export const SegmentType = {
  load: 1,
  dynamic: 2,
  interpreter: 3,
  note: 4,
  headers: 6,
  tls: 7,
  gnuStack: 0x6474_e551,
} as const;

export interface Segment {
  readonly type: number;
  /** Where its header stands in the file: for messages. */
  readonly headerAt: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly align: number;
  /** Bits of Protection. */
  readonly protection: number;
}

/** Where the fields of a program header stand. */
const LAYOUT = {
  32: { size: 32, offset: 4, address: 8, fileSize: 16, memorySize: 20, flags: 24, align: 28 },
  64: { size: 56, flags: 4, offset: 8, address: 16, fileSize: 32, memorySize: 40, align: 48 },
} as const;

export function readSegments(file: ImageFile, header: ElfHeader): Segment[] | ImageProblem {
  const layout = LAYOUT[header.class];
  const bytes = readExactly(file, header.tableAt, header.count * layout.size);
  if (!(bytes instanceof Uint8Array))
    return new ImageProblem(bytes ?? Errno.ENOEXEC, file.name, header.tableAt, 'program headers cannot be read');
  const view = StructView.over(bytes, header.order);
  const word = (at: number) => (header.class === 64 ? view.u64(at) : view.u32(at));
  const segments: Segment[] = [];
  for (let at = 0; at < bytes.length; at += layout.size) {
    segments.push({
      type: view.u32(at),
      headerAt: header.tableAt + at,
      offset: word(at + layout.offset),
      address: word(at + layout.address),
      fileSize: word(at + layout.fileSize),
      memorySize: word(at + layout.memorySize),
      align: word(at + layout.align),
      protection: protectionOf(view.u32(at + layout.flags)),
    });
  }
  return segments;
}

/** PF_X is 1, PF_W is 2, PF_R is 4. */
function protectionOf(flags: number): number {
  return (
    ((flags & 4) === 0 ? 0 : Protection.read) |
    ((flags & 2) === 0 ? 0 : Protection.write) |
    ((flags & 1) === 0 ? 0 : Protection.execute)
  );
}

/** What an address space allows an image. */
export interface Bounds {
  readonly pageSize: number;
  readonly lowest: number;
  readonly end: number;
}

/** The loadable segments in order of address, or what is wrong with one of them. */
export function loadable(
  file: ImageFile,
  header: ElfHeader,
  segments: readonly Segment[],
  bounds: Bounds,
): Segment[] | ImageProblem {
  const loads = segments.filter((segment) => segment.type === SegmentType.load && segment.memorySize > 0);
  if (loads.length === 0)
    return new ImageProblem(Errno.ENOEXEC, file.name, header.tableAt, 'no segment is to be loaded');
  for (const segment of loads) {
    const text = wrongIn(file, header, segment, bounds);
    if (text !== undefined) return new ImageProblem(Errno.ENOEXEC, file.name, segment.headerAt, text);
  }
  loads.sort((a, b) => a.address - b.address);
  for (let i = 1; i < loads.length; i++) {
    const below = loads[i - 1] as Segment;
    const above = loads[i] as Segment;
    if (below.address + below.memorySize > above.address) {
      return new ImageProblem(
        Errno.ENOEXEC,
        file.name,
        above.headerAt,
        `segments overlap: ${range(below)} and ${range(above)}`,
      );
    }
  }
  return loads;
}

function wrongIn(file: ImageFile, header: ElfHeader, segment: Segment, bounds: Bounds): string | undefined {
  const { offset, address, fileSize, memorySize, align } = segment;
  if (fileSize > memorySize)
    return `segment ${range(segment)} has 0x${fileSize.toString(16)} bytes in the file, more than in memory`;
  if (fileSize > 0 && offset + fileSize > file.length) {
    return `truncated: segment ${range(segment)} ends at file offset 0x${(offset + fileSize).toString(16)}, the file at 0x${file.length.toString(16)}`;
  }
  if (align > 1 && (!Number.isInteger(Math.log2(align)) || align > 2 ** 40))
    return `alignment 0x${align.toString(16)} of segment ${range(segment)} is no power of two`;
  if (fileSize > 0 && (offset - address) % bounds.pageSize !== 0) {
    return `segment ${range(segment)} at file offset 0x${offset.toString(16)} cannot be mapped with pages of ${bounds.pageSize} bytes`;
  }
  const lowest = header.type === ElfType.executable ? bounds.lowest : 0;
  if (address < lowest || address + memorySize > bounds.end) {
    return `segment ${range(segment)} lies outside of 0x${lowest.toString(16)} to 0x${bounds.end.toString(16)}`;
  }
  return undefined;
}

function range(segment: Segment): string {
  return `0x${segment.address.toString(16)}-0x${(segment.address + segment.memorySize).toString(16)}`;
}

/** What PT_GNU_STACK says of an executable stack; undefined when it is missing. */
export function stackRights(segments: readonly Segment[]): boolean | undefined {
  const stack = segments.find((segment) => segment.type === SegmentType.gnuStack);
  return stack === undefined ? undefined : (stack.protection & Protection.execute) !== 0;
}

/** The interpreter's path, undefined when the program needs none. */
export function interpreterOf(file: ImageFile, segments: readonly Segment[]): string | undefined | ImageProblem {
  const segment = segments.find((one) => one.type === SegmentType.interpreter);
  if (segment === undefined) return undefined;
  const bad = (text: string) => new ImageProblem(Errno.ENOEXEC, file.name, segment.headerAt, text);
  if (segment.fileSize < 2 || segment.fileSize > 4096)
    return bad(`the interpreter's name has ${segment.fileSize} bytes, not 2 to 4096`);
  const bytes = readExactly(file, segment.offset, segment.fileSize);
  if (!(bytes instanceof Uint8Array)) return bad("truncated: the interpreter's name lies behind the end of the file");
  if (bytes[bytes.length - 1] !== 0) return bad("the interpreter's name does not end with a NUL");
  return StructView.over(bytes, 'big').text(0, bytes.length);
}
