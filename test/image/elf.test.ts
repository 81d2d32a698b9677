import { describe, expect, test } from 'vitest';
import { ImageProblem } from '../../runtime/personality/image/image-problem.ts';
import { peek, poke } from '../kernel/make-space.ts';
import { buildElf, type ImageSpec, note, type SegmentSpec, text } from './elf-builder.ts';
import { FREEBSD, PPC64, PPC64LE, ProgramMachine } from './make-program.ts';

const CODE = Uint8Array.from({ length: 64 }, (_, i) => i + 1);
const TEXT: SegmentSpec = { address: 0x1000_0000, bytes: CODE };
const DATA: SegmentSpec = { address: 0x1001_ff00, bytes: text('data'), memorySize: 0x30000, flags: 6 };
const little: ImageSpec = { order: 'little', flags: 2, entry: 0x1000_0010, segments: [TEXT, DATA] };

/** An ELFv1 program: its entry is a descriptor in the data segment. */
function descriptorImage(type = 2, base = 0x1000_0000): ImageSpec {
  const descriptor = new Uint8Array(24);
  const view = new DataView(descriptor.buffer);
  view.setBigUint64(0, BigInt(base + 0x10));
  view.setBigUint64(8, BigInt(base + 0x28000));
  return {
    order: 'big',
    type,
    flags: 1,
    entry: base + 0x20000,
    segments: [
      { address: base, bytes: CODE },
      { address: base + 0x20000, bytes: descriptor, flags: 6 },
    ],
  };
}

const registers = (program: { start: { registers: readonly (readonly [number, number])[] } }) =>
  new Map(program.start.registers);

describe('a static program', () => {
  test('has its segments mapped with their rights, and zeroes behind the data', () => {
    const { space, start } = new ProgramMachine().loaded(buildElf(little));
    expect(start.pc).toBe(0x1000_0010);
    expect(peek(space, 0x1000_0000)).toBe(1);
    expect(poke(space, 0x1000_0000, 9)).toBe(false);
    expect(space.translate(0, 0x1000_0000, 2) & 2).toBe(2);
    expect(peek(space, 0x1001_ff00)).toBe(0x64);
    expect(peek(space, 0x1001_ff04)).toBe(0);
    expect(poke(space, 0x1001_ff00 + 0x2ffff, 1)).toBe(true);
    expect(space.translate(0, 0x1001_ff00, 2)).toBe(0);
  });

  test('has zeroes up to the end of the page behind data that goes on in memory, whatever follows in the file', () => {
    const data: SegmentSpec = { ...DATA, memorySize: 8 };
    const more: SegmentSpec = { type: 4, address: 0, bytes: text('what follows in the file'), align: 1 };
    const { space } = new ProgramMachine().loaded(buildElf({ ...little, segments: [TEXT, data, more] }));
    expect(peek(space, 0x1001_ff03)).toBe(0x61);
    for (let at = 0x1001_ff04; at < 0x1001_ff20; at++) expect(peek(space, at)).toBe(0);
  });

  test('has its break behind the last segment', () => {
    const { space } = new ProgramMachine().loaded(buildElf(little));
    expect(space.setBreak(0)).toBe(0x1005_0000);
    expect(space.setBreak(0x1005_1234)).toBe(0x1005_1234);
  });

  test('begins with r12 at its entry on ELFv2', () => {
    const program = new ProgramMachine().loaded(buildElf(little));
    expect(program.abi).toBe(PPC64LE);
    expect(registers(program).get(12)).toBe(0x1000_0010);
    expect(registers(program).get(1)).toBe(program.start.argumentsAt - 8);
  });

  test('begins at what the descriptor names, with its TOC in r2, on ELFv1', () => {
    const program = new ProgramMachine().loaded(buildElf(descriptorImage()));
    expect(program.abi).toBe(PPC64);
    expect(program.start.pc).toBe(0x1000_0010);
    expect(registers(program).get(2)).toBe(0x1002_8000);
  });

  test('that can lie anywhere is put at its place, and its descriptor is moved along', () => {
    const machine = new ProgramMachine();
    const pie = machine.loaded(buildElf({ ...little, type: 3, entry: 0x10, segments: [{ ...TEXT, address: 0 }] }));
    expect(pie.start.pc).toBe(0x7ff0_0000_0010);
    const v1 = machine.loaded(buildElf(descriptorImage(3, 0)));
    expect(v1.start.pc).toBe(0x7ff0_0000_0010);
    expect(registers(v1).get(2)).toBe(0x7ff0_0002_8000);
  });

  test('shares its frames with the next run of the same file', () => {
    const machine = new ProgramMachine();
    const bytes = buildElf(little);
    const first = machine.loaded(bytes);
    const frame = first.space.translate(0, 0x1000_0000, 2);
    const second = machine.loaded(bytes);
    expect(second.space.translate(0, 0x1000_0000, 2)).toBe(frame);
    first.space.release();
    second.space.release();
    const third = machine.loaded(bytes);
    expect(third.space.translate(0, 0x1000_0000, 2)).toBe(frame);
  });
});

describe('a program with an interpreter', () => {
  const dynamic: ImageSpec = {
    ...little,
    segments: [{ type: 3, address: 0, bytes: text('/lib/ld.so\0'), align: 1 }, TEXT, DATA],
  };
  const loader: ImageSpec = { ...little, type: 3, entry: 0x20, segments: [{ ...TEXT, address: 0 }] };

  test('begins in its interpreter, which lies below the mappings', () => {
    const machine = new ProgramMachine();
    machine.files.set('/lib/ld.so', buildElf(loader));
    const { start, space } = machine.loaded(buildElf(dynamic));
    expect(start.pc).toBe(0x7fff_0000_0000 - 65536 + 0x20);
    expect(peek(space, start.pc)).toBe(0x21);
  });

  test('that is missing, or not of its kind, says so', () => {
    const machine = new ProgramMachine();
    const problem = machine.load(buildElf(dynamic));
    expect(problem).toBeInstanceOf(ImageProblem);
    expect(machine.problem(buildElf(dynamic))).toBe(
      'prog: its interpreter /lib/ld.so cannot be opened: No such file or directory',
    );
    machine.files.set('/lib/ld.so', buildElf({ ...loader, order: 'big' }));
    expect(machine.problem(buildElf(dynamic))).toBe('/lib/ld.so: is not of the same kind as prog, which it shall load');
    machine.files.set('/lib/ld.so', text('nothing'));
    expect(machine.problem(buildElf(dynamic))).toBe('/lib/ld.so: offset 0x0: not an ELF file');
  });
});

describe('an image is recognised', () => {
  const big: ImageSpec = { ...little, order: 'big', flags: 0 };
  const abiOf = (spec: ImageSpec) =>
    new ProgramMachine().loaded(buildElf(spec), { abis: [PPC64LE, { ...PPC64, functionDescriptors: false }, FREEBSD] })
      .abi;

  test('by its byte order', () => {
    expect(abiOf(little).name).toBe('ppc64le');
    expect(abiOf(big).name).toBe('ppc64');
  });

  test('by its OS ABI', () => {
    expect(abiOf({ ...big, osabi: 9 }).personality).toBe('freebsd');
    expect(abiOf({ ...big, osabi: 3 }).personality).toBe('linux');
  });

  test('by its note before anything else', () => {
    const marked = { ...big, segments: [TEXT, { type: 4, address: 0, bytes: note('big', 'FreeBSD'), align: 4 }] };
    expect(abiOf(marked).personality).toBe('freebsd');
    const other = { ...big, segments: [TEXT, { type: 4, address: 0, bytes: note('big', 'GNU'), align: 4 }] };
    expect(abiOf(other).personality).toBe('linux');
  });

  test('by the version of its ABI', () => {
    expect(abiOf({ ...big, flags: 2, osabi: 9 }).personality).toBe('freebsd');
    expect(new ProgramMachine().problem(buildElf({ ...big, flags: 3 }))).toContain(
      'offset 0x30: uses version 3 of the ELF ABI',
    );
  });
});

describe('a wrong image is told with file, place and reason', () => {
  const bytes = () => buildElf(little);
  const patched = (offset: number, ...values: number[]) => {
    const image = bytes();
    image.set(values, offset);
    return image;
  };
  const cases: [name: string, image: Uint8Array, message: string | RegExp][] = [
    ['empty', new Uint8Array(0), 'prog: offset 0x0: the file is empty'],
    ['text', text('hello'), 'prog: offset 0x0: is neither an ELF file nor a script that begins with #!'],
    ['only the magic', text('\x7fELF'), 'prog: offset 0x0: not an ELF file'],
    ['class', patched(4, 7), 'prog: offset 0x4: ELF class 7 is neither 1 (32-bit) nor 2 (64-bit)'],
    ['encoding', patched(5, 0), /offset 0x5: ELF data encoding 0/],
    ['version', patched(6, 2), 'prog: offset 0x6: ELF version 2 is not 1'],
    [
      'truncated header',
      bytes().subarray(0, 40),
      'prog: offset 0x28: truncated: the file ends within its ELF header of 64 bytes',
    ],
    ['object file', patched(16, 1), 'prog: offset 0x10: is an object file that was not linked (ET_REL), not a program'],
    ['core dump', patched(16, 4), /a core dump/],
    [
      'machine',
      patched(18, 62),
      /^prog: offset 0x12: is for x86-64 \(machine 62\); runnable are linux ppc64le, linux ppc64, freebsd powerpc64$/,
    ],
    ['32 bits', buildElf({ ...little, bits: 32 }), /offset 0x4: is a 32-bit program; runnable are/],
    ['header size', patched(52, 10), /offset 0x34: the header says that it has 10 bytes, it has 64/],
    ['entry size', patched(54, 32), /offset 0x36: program headers of 32 bytes, they have 56/],
    ['no headers', patched(56, 0, 0), /offset 0x38: there are no program headers/],
    ['table outside', patched(32, 0, 0, 0, 1), /offset 0x20: truncated: 2 program headers at 0x1000000 do not fit/],
    ['table far outside', patched(32, 255, 255, 255, 255, 255, 255, 255, 255), /offset 0x20: truncated/],
    ['no loadable segment', buildElf({ ...little, segments: [{ ...TEXT, type: 4 }] }), /no segment is to be loaded/],
    [
      'truncated segment',
      bytes().subarray(0, 0x10010),
      /offset 0x40: truncated: segment 0x10000000-0x10000040 ends at file offset 0x10040, the file at 0x10010/,
    ],
    [
      'more in the file than in memory',
      buildElf({ ...little, segments: [{ ...TEXT, memorySize: 8 }] }),
      /more than in memory/,
    ],
    [
      'overlap',
      buildElf({ ...little, segments: [TEXT, { ...DATA, address: 0x1000_0020 }] }),
      /offset 0x78: segments overlap: 0x10000000-0x10000040 and 0x10000020-0x10030020/,
    ],
    [
      'too low',
      buildElf({ ...little, segments: [{ ...TEXT, address: 0x1000 }] }),
      /lies outside of 0x10000 to 0x800000000000/,
    ],
    [
      'too high',
      buildElf({ ...little, segments: [TEXT, { ...DATA, address: 0x7fff_ffff_0000, memorySize: 0x2_0000 }] }),
      /lies outside of/,
    ],
    [
      'not congruent',
      buildElf({ ...little, segments: [{ ...TEXT, align: 4 }] }),
      /cannot be mapped with pages of 65536 bytes/,
    ],
    ['alignment', buildElf({ ...little, segments: [{ ...TEXT, align: 3 }] }), /no power of two/],
    [
      'no entry',
      buildElf({ ...little, entry: 0 }),
      'prog: offset 0x18: has no entry point: it is a library, or was linked without one',
    ],
    [
      'entry outside',
      buildElf({ ...little, entry: 0x5000_0000 }),
      /offset 0x18: the entry point 0x50000000 lies in no segment/,
    ],
    [
      'interpreter without NUL',
      buildElf({ ...little, segments: [{ type: 3, address: 0, bytes: text('/ld'), align: 1 }, TEXT] }),
      /does not end with a NUL/,
    ],
    [
      'interpreter name too long',
      buildElf({
        ...little,
        segments: [{ type: 3, address: 0, bytes: text('/ld\0'), fileSize: 5000, align: 1 }, TEXT],
      }),
      /has 5000 bytes, not 2 to 4096/,
    ],
    [
      'half a descriptor',
      buildElf({ ...descriptorImage(), entry: 0x1000_0ff8, segments: [{ ...TEXT, memorySize: 4096 }] }),
      /offset 0x18: the entry point is no function descriptor that can be read/,
    ],
  ];

  test.each(cases)('%s', (_name, image, message) => {
    const machine = new ProgramMachine();
    const problem = machine.problem(image);
    expect(problem).toMatch(typeof message === 'string' ? exactly(message) : message);
  });
});

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
