/** A machine with files in memory on which programs are loaded. */
import { emptyCredentials } from '../../runtime/generated/structs.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { processorNamed } from '../../emulator/processor.ts';
import { hardwareOf } from '../../runtime/personality/image/hardware.ts';
import type { ImageAbi } from '../../runtime/personality/image/image-abi.ts';
import type { ImageFile } from '../../runtime/personality/image/image-file.ts';
import { ImageProblem } from '../../runtime/personality/image/image-problem.ts';
import { type LoadedProgram, loadProgram } from '../../runtime/personality/image/load-program.ts';
import { startFreeBsd } from '../../runtime/personality/image/start-freebsd.ts';
import { startLinux } from '../../runtime/personality/image/start-linux.ts';
import { NO_LIMIT, TestFile, TestMachine } from '../kernel/make-space.ts';

const PROCESSOR = processorNamed('power8') ?? neverThere('power8');

function neverThere(name: string): never {
  throw new Error(`there is no ${name}`);
}

const LINUX_TAGS = {
  AT_PHDR: 3,
  AT_PHENT: 4,
  AT_PHNUM: 5,
  AT_PAGESZ: 6,
  AT_BASE: 7,
  AT_FLAGS: 8,
  AT_ENTRY: 9,
  AT_UID: 11,
  AT_EUID: 12,
  AT_GID: 13,
  AT_EGID: 14,
  AT_PLATFORM: 15,
  AT_HWCAP: 16,
  AT_CLKTCK: 17,
  AT_DCACHEBSIZE: 19,
  AT_ICACHEBSIZE: 20,
  AT_UCACHEBSIZE: 21,
  AT_IGNOREPPC: 22,
  AT_SECURE: 23,
  AT_BASE_PLATFORM: 24,
  AT_RANDOM: 25,
  AT_HWCAP2: 26,
  AT_EXECFN: 31,
};
const FREEBSD_TAGS = {
  AT_PHDR: 3,
  AT_PHENT: 4,
  AT_PHNUM: 5,
  AT_PAGESZ: 6,
  AT_BASE: 7,
  AT_FLAGS: 8,
  AT_ENTRY: 9,
  AT_EXECPATH: 15,
  AT_CANARY: 16,
  AT_CANARYLEN: 17,
  AT_OSRELDATE: 18,
  AT_NCPUS: 19,
  AT_PAGESIZES: 20,
  AT_PAGESIZESLEN: 21,
  AT_STACKPROT: 23,
  AT_EHDRFLAGS: 24,
  AT_HWCAP: 25,
  AT_HWCAP2: 26,
  AT_BSDFLAGS: 27,
  AT_ARGC: 28,
  AT_ARGV: 29,
  AT_ENVC: 30,
  AT_ENVV: 31,
  AT_PS_STRINGS: 32,
};
const ADDRESSES = {
  lowest: 0x10000,
  mappings: 0x7fff_0000_0000,
  stackTop: 0x8000_0000_0000,
  dynamic: 0x7ff0_0000_0000,
};
const scripts = { depth: 5, line: 256 };

export const PPC64LE: ImageAbi = {
  personality: 'linux',
  name: 'ppc64le',
  bits: 64,
  order: 'little',
  pageSize: 65536,
  functionDescriptors: false,
  elf: { class: 64, data: 'little', machine: 21, osabi: [0, 3], abiVersion: [0, 2] },
  addresses: ADDRESSES,
  auxiliary: LINUX_TAGS,
  start: startLinux,
  scripts,
};
export const PPC64: ImageAbi = {
  ...PPC64LE,
  name: 'ppc64',
  order: 'big',
  pageSize: 4096,
  functionDescriptors: true,
  elf: { class: 64, data: 'big', machine: 21, osabi: [0, 3], abiVersion: [0, 1] },
};
export const PPC32: ImageAbi = {
  ...PPC64,
  name: 'ppc32',
  bits: 32,
  functionDescriptors: false,
  elf: { class: 32, data: 'big', machine: 20, osabi: [0, 3] },
  addresses: { lowest: 0x10000, mappings: 0xf7fe_0000, stackTop: 0xffff_f000, dynamic: 0x40_0000 },
};
export const FREEBSD: ImageAbi = {
  ...PPC64,
  personality: 'freebsd',
  name: 'powerpc64',
  functionDescriptors: false,
  elf: { class: 64, data: 'big', machine: 21, osabi: [9], abiVersion: [0, 2], notes: ['FreeBSD'] },
  addresses: { ...ADDRESSES, stackTop: 0xf_ffff_bfff_e000, sharedPage: 0xf_ffff_bfff_f000 },
  auxiliary: FREEBSD_TAGS,
  start: startFreeBsd,
};

export class ProgramMachine extends TestMachine {
  readonly files = new Map<string, Uint8Array>();

  readonly #frames = new Map<Uint8Array, TestFile>();

  file(name: string, bytes: Uint8Array): ImageFile {
    const frames = this.#frames.get(bytes) ?? new TestFile(bytes);
    this.#frames.set(bytes, frames);
    return {
      name,
      length: bytes.length,
      read: (at, into) => {
        const part = bytes.subarray(at, at + into.length);
        into.set(part);
        return part.length;
      },
      frames: () => ({ comm: 1, index: this.sources.push(frames.source(false)) - 1, sequence: 1 }),
    };
  }

  load(
    bytes: Uint8Array,
    options: { arguments?: readonly string[]; environment?: readonly string[]; abis?: readonly ImageAbi[] } = {},
  ): LoadedProgram | ImageProblem {
    return loadProgram({
      file: this.file('prog', bytes),
      path: '/bin/prog',
      arguments: options.arguments ?? ['prog'],
      environment: options.environment ?? [],
      abis: options.abis ?? [PPC64LE, PPC64, FREEBSD],
      open: (path) => {
        const found = this.files.get(path);
        return found === undefined ? Errno.ENOENT : this.file(path, found);
      },
      context: this.context,
      limits: { current: (resource) => this.limits.get(resource) ?? NO_LIMIT },
      credentials: { ...emptyCredentials(), user: 1000, effectiveUser: 1000, group: 100, effectiveGroup: 100 },
      secure: false,
      random: Uint8Array.from({ length: 64 }, (_, i) => i + 1),
      hardware: hardwareOf(PROCESSOR),
    });
  }

  /** The program, which must load. */
  loaded(bytes: Uint8Array, options: Parameters<ProgramMachine['load']>[1] = {}): LoadedProgram {
    const program = this.load(bytes, options);
    if (program instanceof ImageProblem) throw new Error(String(program));
    return program;
  }

  /** What is wrong with it. */
  problem(bytes: Uint8Array, options: Parameters<ProgramMachine['load']>[1] = {}): string {
    const program = this.load(bytes, options);
    return program instanceof ImageProblem ? String(program) : 'nothing';
  }
}
