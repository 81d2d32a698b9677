/**
 * How Linux starts a program on PowerPC (fs/binfmt_elf.c, arch/powerpc/kernel/process.c and asm/elf.h: facts).
 *
 * r1 points at argc, followed by argv, envp and the auxiliary vector; in 64-bit programs r12 is the entry (ELFv2) or r2 the
 * TOC of the entry's descriptor (ELFv1); all else is zero.
 */
import type { StartConvention, StartRequest, StartState } from './start-convention.ts';
import { AuxiliaryVector } from './auxiliary-vector.ts';
import { type EntryPoint, entryPoint } from './entry-point.ts';
import { vdsoAddresses } from '../vdso/vdso.ts';
import { StackImage, textSize } from './stack-image.ts';

const CLOCK_TICKS = 100;
const RANDOM = 16;
const ARG_MAX = 131_072;
const MOST = 6 << 20;
/** Whole names: put together they would have to be looked for among all names of the engine. */
const CACHES = [
  ['AT_L1I_CACHESIZE', 'AT_L1I_CACHEGEOMETRY'],
  ['AT_L1D_CACHESIZE', 'AT_L1D_CACHEGEOMETRY'],
  ['AT_L2_CACHESIZE', 'AT_L2_CACHEGEOMETRY'],
  ['AT_L3_CACHESIZE', 'AT_L3_CACHEGEOMETRY'],
] as const;
/** Room for vectors, strings of the platform and alignment. */
const MORE = 1024;

export const startLinux: StartConvention = {
  argumentLimit: (stackLimit) => Math.max(ARG_MAX, Math.min(MOST, Math.floor(stackLimit / 4))),
  stringLimit: (pageSize) => 32 * pageSize,
  // elf_read_implies_exec: 32-bit programs from before PT_GNU_STACK.
  readImpliesExecute: (bits, executableStack) => bits === 32 && executableStack === undefined,
  build,
};

function build(request: StartRequest): StartState | undefined {
  const { abi, space, hardware, program } = request;
  const wordSize = abi.bits === 64 ? 8 : 4;
  const vectors = (request.arguments.length + request.environment.length + 3) * wordSize;
  const strings = textSize([request.path, ...request.arguments, ...request.environment]);
  const stack = new StackImage(space, abi.addresses.stackTop, vectors + strings + MORE, wordSize);
  stack.reserve(wordSize);
  const path = stack.text(request.path);
  const environment = stack.texts(request.environment);
  const argument = stack.texts(request.arguments);
  stack.alignTo(16);
  const platform = stack.text(hardware.platform);
  const basePlatform = stack.text(hardware.platform);
  const random = stack.bytes(request.random.subarray(0, RANDOM));

  const auxiliary = new AuxiliaryVector(abi.auxiliary);
  // Two pairs that glibc once needed to keep the rest where it looked.
  auxiliary
    .add('AT_IGNOREPPC', abi.auxiliary['AT_IGNOREPPC'] ?? 0)
    .add('AT_IGNOREPPC', abi.auxiliary['AT_IGNOREPPC'] ?? 0);
  auxiliary
    .add('AT_DCACHEBSIZE', hardware.cacheBlock)
    .add('AT_ICACHEBSIZE', hardware.cacheBlock)
    .add('AT_UCACHEBSIZE', 0)
    .add('AT_SYSINFO_EHDR', vdsoAddresses(abi).code);
  addCaches(auxiliary, request);
  if (abi.minimumSignalStack !== undefined) auxiliary.add('AT_MINSIGSTKSZ', abi.minimumSignalStack);
  auxiliary
    .add('AT_HWCAP', hardware.hwcap)
    .add('AT_PAGESZ', abi.pageSize)
    .add('AT_CLKTCK', CLOCK_TICKS)
    .add('AT_PHDR', program.headers)
    .add('AT_PHENT', abi.bits === 64 ? 56 : 32)
    .add('AT_PHNUM', program.header.count)
    .add('AT_BASE', request.interpreter?.bias ?? 0)
    .add('AT_FLAGS', 0)
    .add('AT_ENTRY', program.entry)
    .add('AT_UID', request.credentials.user)
    .add('AT_EUID', request.credentials.effectiveUser)
    .add('AT_GID', request.credentials.group)
    .add('AT_EGID', request.credentials.effectiveGroup)
    .add('AT_SECURE', request.secure)
    .add('AT_RANDOM', random)
    .add('AT_HWCAP2', hardware.hwcap2)
    .add('AT_EXECFN', path)
    .add('AT_PLATFORM', platform)
    .add('AT_BASE_PLATFORM', basePlatform);
  const pairs = auxiliary.words();
  const block = stack.words([argument.length, ...argument, 0, ...environment, 0, ...pairs], 16);
  // Without PT_GNU_STACK a 64-bit program's stack is not executable, a 32-bit one's is.
  if (!stack.finish(program.executableStack ?? abi.bits === 32)) return undefined;

  const entry = entryPoint(space, abi, request.interpreter ?? program);
  if (entry === undefined) return undefined;
  const environmentAt = block + (argument.length + 2) * wordSize;
  return {
    pc: entry.pc,
    registers: [[1, block], ...(abi.bits === 32 ? [] : [functionRegister(abi.functionDescriptors, entry)])],
    argumentsAt: block + wordSize,
    environmentAt,
    auxiliaryAt: environmentAt + (environment.length + 1) * wordSize,
  };
}

/** What the first function of a 64-bit program finds its data by. */
function functionRegister(descriptors: boolean, { pc, toc }: EntryPoint): [number: number, value: number] {
  return descriptors ? [2, toc] : [12, pc];
}

function addCaches(auxiliary: AuxiliaryVector, { hardware }: StartRequest): void {
  hardware.caches.forEach(([size, geometry], i) => {
    const names = CACHES[i];
    if (names !== undefined) auxiliary.add(names[0], size).add(names[1], geometry);
  });
}
