/** An ELF core file (elf_core_dump of fs/binfmt_elf.c). */
import { Protection } from '../../../generated/flags.ts';
import type { SignalInformation } from '../../../generated/structs.ts';
import { PAGE_SIZE } from '../../../kernel/address.ts';
import type { Region } from '../../../kernel/region.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { CoreFile } from '../../abi.ts';
import type { CoreOutput } from '../../core/core-dump.ts';
import type { GuestProcess } from '../../process.ts';
import { nameOfRegion } from '../proc/process-maps.ts';
import { type MappedFile, notesOf } from './notes.ts';
import { dumpedLength, isTouched } from './segments.ts';

const ET_CORE = 4;
const EM_PPC = 20;
const EM_PPC64 = 21;
const PT_LOAD = 1;
const PT_NOTE = 4;
const HEADER = { 32: 52, 64: 64 } as const;
const PROGRAM_HEADER = { 32: 32, 64: 56 } as const;

/** A program header; sizes in bytes. */
interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly inFile: number;
  readonly inMemory: number;
  readonly alignment: number;
}

export class LinuxCore implements CoreFile {
  readonly #writeInformation: (view: StructView, at: number, information: SignalInformation) => void;

  constructor(writeInformation: (view: StructView, at: number, information: SignalInformation) => void) {
    this.#writeInformation = writeInformation;
  }

  write(thread: Thread, signal: number, information: SignalInformation, output: CoreOutput): void {
    const { process } = thread;
    const { space } = process;
    const regions = [...space.regions].filter(({ kind }) => !kind.guard);
    const lengths = regions.map((region) => dumpedLength(space, region));
    const notes = notesOf({
      thread,
      signal,
      information,
      files: mappedFiles(process, regions),
      auxiliary: auxiliaryOf(process),
      writeInformation: this.#writeInformation,
    });
    const { bits } = process.abi;
    const first = HEADER[bits] + PROGRAM_HEADER[bits] * (regions.length + 1);
    const memory = Math.ceil((first + notes.length) / space.pageSize) * space.pageSize;
    let offset = memory;
    const segments: Segment[] = [
      { type: PT_NOTE, flags: 0, offset: first, address: 0, inFile: notes.length, inMemory: 0, alignment: 4 },
    ];
    regions.forEach((region, index) => {
      const inFile = lengths[index] as number;
      segments.push({
        type: PT_LOAD,
        flags: rightsOf(region),
        offset,
        address: region.start,
        inFile,
        inMemory: region.length,
        alignment: space.pageSize,
      });
      offset += inFile;
    });
    if (!output.write(headers(process, segments)) || !output.write(notes)) return;
    output.skip(memory - first - notes.length);
    regions.every((region, index) => writeMemory(process, region, lengths[index] as number, output));
  }
}

function headers(
  { abi: { bits, order }, functionDescriptors }: GuestProcess,
  segments: readonly Segment[],
): Uint8Array {
  const wide = bits === 64;
  const view = new StructView(order, HEADER[bits] + PROGRAM_HEADER[bits] * segments.length);
  const long = (at: number, value: number): void => {
    if (wide) view.setAddress(at, value);
    else view.setU32(at, value);
  };
  [0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, order === 'little' ? 1 : 2, 1].forEach((byte, at) => view.setU8(at, byte));
  view.setU16(16, ET_CORE);
  view.setU16(18, wide ? EM_PPC64 : EM_PPC);
  view.setU32(20, 1);
  long(wide ? 32 : 28, HEADER[bits]);
  view.setU32(wide ? 48 : 36, wide && !functionDescriptors ? 2 : 0);
  view.setU16(wide ? 52 : 40, HEADER[bits]);
  view.setU16(wide ? 54 : 42, PROGRAM_HEADER[bits]);
  view.setU16(wide ? 56 : 44, segments.length);
  segments.forEach((segment, index) => {
    const at = HEADER[bits] + PROGRAM_HEADER[bits] * index;
    const word = bits / 8;
    view.setU32(at, segment.type);
    view.setU32(at + (wide ? 4 : 24), segment.flags);
    const places = wide ? 8 : 4;
    long(at + places, segment.offset);
    long(at + places + word, segment.address);
    long(at + places + 3 * word, segment.inFile);
    long(at + places + 4 * word, segment.inMemory);
    long(at + (wide ? 48 : 28), segment.alignment);
  });
  return view.bytes;
}

function rightsOf({ kind: { protection } }: Region): number {
  return (
    ((protection & Protection.read) !== 0 ? 4 : 0) |
    ((protection & Protection.write) !== 0 ? 2 : 0) |
    ((protection & Protection.execute) !== 0 ? 1 : 0)
  );
}

/** What cannot be read is a hole. */
function writeMemory({ space }: GuestProcess, region: Region, length: number, output: CoreOutput): boolean {
  const page = new Uint8Array(PAGE_SIZE);
  const readable = (region.kind.protection & Protection.read) !== 0;
  for (let at = region.start; at < region.start + length; at += PAGE_SIZE) {
    const there = readable && isTouched(space, region, at) && space.copyIn(at, page) === PAGE_SIZE;
    if (!(there ? output.write(page) : output.skip(PAGE_SIZE))) return false;
  }
  return true;
}

function mappedFiles({ space, names }: GuestProcess, regions: readonly Region[]): MappedFile[] {
  const view = { space, mounts: names.mounts, root: names.root };
  return regions
    .filter(({ kind }) => kind.cache?.file !== undefined && !(kind.name ?? '').startsWith('['))
    .map((region) => ({
      start: region.start,
      end: region.end,
      offset: (region.offset * PAGE_SIZE) / space.pageSize,
      name: nameOfRegion(view, region),
    }));
}

/** The auxiliary vector with its end. */
function auxiliaryOf({ space, image, abi: { bits } }: GuestProcess): Uint8Array {
  if (image === undefined) return new Uint8Array(0);
  const pair = bits / 4;
  const tag = (at: number): number => (pair === 8 ? space.readU32(at) : space.readU64(at));
  let end = image.auxiliaryAt;
  while (tag(end) > 0) end += pair;
  const bytes = new Uint8Array(end + pair - image.auxiliaryAt);
  space.copyIn(image.auxiliaryAt, bytes);
  return bytes;
}
