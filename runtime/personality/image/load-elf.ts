/**
 * Maps the segments of an ELF image into an address space.
 *
 * What the file has is mapped from it privately (frames and decoded code are shared with everybody who runs the
 * same file); what comes after it in memory is zero. An image that can lie anywhere (ET_DYN) is put where
 * it is asked to be, aligned as its segments want.
 */
import { Errno, errorText } from '../../generated/errors.ts';
import { MapFlags, Protection } from '../../generated/flags.ts';
import { alignDown, alignUp } from '../../kernel/address.ts';
import type { AddressSpace, ProgramExtent } from '../../kernel/address-space.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { type ElfHeader, ElfType } from './elf-header.ts';
import { loadable, type Segment, SegmentType, stackRights } from './elf-segments.ts';
import type { ImageFile } from './image-file.ts';
import { ImageProblem } from './image-problem.ts';

export interface LoadedImage {
  readonly header: ElfHeader;
  /** What was added to the addresses of the file. */
  readonly bias: number;
  /** e_entry, biased: an instruction, or a function descriptor (ELFv1). */
  readonly entry: number;
  /** Where the program headers are in memory, 0 when they were not loaded. */
  readonly headers: number;
  /** First byte behind the last segment. */
  readonly end: number;
  readonly extent: ProgramExtent;
  /** What PT_GNU_STACK says of an executable stack; undefined when it is missing. */
  readonly executableStack: boolean | undefined;
}

/** `place` is where an ET_DYN image goes; absent: wherever there is room. */
export function loadElf(
  space: AddressSpace,
  file: ImageFile,
  header: ElfHeader,
  segments: readonly Segment[],
  place: number | undefined,
): LoadedImage | ImageProblem {
  const { layout, pageSize } = space;
  const loads = loadable(file, header, segments, { pageSize, lowest: layout.lowest, end: layout.end });
  if (loads instanceof ImageProblem) return loads;
  const first = loads[0] as Segment;
  const last = loads[loads.length - 1] as Segment;
  const entryProblem = checkEntry(file, header, loads);
  if (entryProblem !== undefined) return entryProblem;

  const bias = header.type === ElfType.executable ? 0 : chooseBias(space, loads, place);
  if (bias === undefined)
    return new ImageProblem(Errno.ENOMEM, file.name, undefined, 'there is no room for it in the address space');
  const source = file.frames();
  if (typeof source === 'number')
    return new ImageProblem(source, file.name, undefined, `cannot be mapped: ${errorText(source)}`);

  const start = alignDown(first.address + bias, pageSize);
  const end = alignUp(last.address + last.memorySize + bias, pageSize);
  if (end > layout.end || !space.regions.isFree(start, end)) {
    return new ImageProblem(Errno.ENOMEM, file.name, first.headerAt, 'its place in the address space is taken');
  }
  for (const segment of loads) {
    const error = mapSegment(space, source, segment, bias);
    if (error !== 0) {
      return new ImageProblem(
        error as Errno,
        file.name,
        segment.headerAt,
        `segment cannot be mapped: ${errorText(error as Errno)}`,
      );
    }
  }
  return {
    header,
    bias,
    entry: header.entry + bias,
    headers: headersAt(header, segments, loads, bias),
    end: last.address + last.memorySize + bias,
    extent: extentOf(loads, bias),
    executableStack: stackRights(segments),
  };
}

/** As fs/binfmt_elf.c counts: code is what executable segments have in the file, data begins with the last segment. */
function extentOf(loads: readonly Segment[], bias: number): ProgramExtent {
  const ends = loads.map(({ address, fileSize }) => address + fileSize + bias);
  const code = loads.filter(({ protection }) => (protection & Protection.execute) !== 0);
  return {
    codeStart: Math.min(...loads.map(({ address }) => address)) + bias,
    codeEnd: Math.max(0, ...code.map(({ address, fileSize }) => address + fileSize + bias)),
    dataStart: Math.max(...loads.map(({ address }) => address)) + bias,
    dataEnd: Math.max(...ends),
  };
}

function checkEntry(file: ImageFile, header: ElfHeader, loads: readonly Segment[]): ImageProblem | undefined {
  const inside = loads.some(
    (segment) => header.entry >= segment.address && header.entry < segment.address + segment.memorySize,
  );
  if (inside && header.entry !== 0) return undefined;
  const text =
    header.entry === 0
      ? 'has no entry point: it is a library, or was linked without one'
      : `the entry point 0x${header.entry.toString(16)} lies in no segment`;
  return new ImageProblem(Errno.ENOEXEC, file.name, 24, text);
}

function chooseBias(space: AddressSpace, loads: readonly Segment[], place: number | undefined): number | undefined {
  const { layout, pageSize, regions } = space;
  const first = loads[0] as Segment;
  const last = loads[loads.length - 1] as Segment;
  const unit = loads.reduce((most, segment) => Math.max(most, segment.align), pageSize);
  const low = alignDown(first.address, unit);
  const size = alignUp(last.address + last.memorySize - low, pageSize);
  const base =
    place === undefined
      ? regions.highestGap(size, layout.lowest, layout.mappings, unit, space.stackGuard)
      : alignUp(place, unit);
  return base === undefined ? undefined : base - low;
}

function mapSegment(space: AddressSpace, source: ObjectHandle, segment: Segment, bias: number): number {
  const { pageSize } = space;
  const address = segment.address + bias;
  const start = alignDown(address, pageSize);
  const flags = MapFlags.private | MapFlags.fixed;
  const fileEnd = address + segment.fileSize;
  const memoryEnd = address + segment.memorySize;
  let zeroFrom = start;
  if (segment.fileSize > 0) {
    const mapped = space.map(
      start,
      fileEnd - start,
      segment.protection,
      flags,
      source,
      segment.offset - (address - start),
    );
    if (mapped < 0) return mapped;
    zeroFrom = alignUp(fileEnd, pageSize);
    // The file goes on behind the segment, and ld.so takes what is left of the page for zeroed memory (padzero of
    // fs/binfmt_elf.c); in a segment that cannot be written nothing may rely on zeroes.
    if (
      memoryEnd > fileEnd &&
      (segment.protection & Protection.write) !== 0 &&
      space.zero(fileEnd, zeroFrom - fileEnd) < zeroFrom - fileEnd
    ) {
      return space.fault.cause === 'memory' ? Errno.ENOMEM : Errno.EIO;
    }
  }
  if (memoryEnd <= zeroFrom) return 0;
  const mapped = space.map(
    zeroFrom,
    memoryEnd - zeroFrom,
    segment.protection,
    flags | MapFlags.anonymous,
    undefined,
    0,
  );
  return mapped < 0 ? mapped : 0;
}

/** The program headers in memory: where PT_PHDR says, or within the segment that holds them. */
function headersAt(header: ElfHeader, segments: readonly Segment[], loads: readonly Segment[], bias: number): number {
  const named = segments.find((segment) => segment.type === SegmentType.headers);
  if (named !== undefined) return named.address + bias;
  const holder = loads.find(
    (segment) => segment.offset <= header.tableAt && header.tableAt < segment.offset + segment.fileSize,
  );
  return holder === undefined ? 0 : header.tableAt - holder.offset + holder.address + bias;
}
