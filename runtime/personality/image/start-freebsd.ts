/**
 * How FreeBSD starts a program on PowerPC (sys/kern/kern_exec.c, imgact_elf.c, powerpc/exec_machdep.c: facts).
 *
 * At the top stand ps_strings, the path, the stack protector's canary and the page sizes, then the strings, then argc,
 * argv, envp and the auxiliary vector. r3 is argc, r4 argv, r5 envp, r6 and r7 zero, r8 ps_strings; r1 lies a frame
 * below argc, aligned to 16. r12 is the entry; with descriptors r2 and r11 come from it too.
 */
import { AuxiliaryVector } from './auxiliary-vector.ts';
import { entryPoint } from './entry-point.ts';
import { StackImage, textSize } from './stack-image.ts';
import type { StartConvention, StartRequest, StartState } from './start-convention.ts';
import { alignDown } from '../../kernel/address.ts';

/** __FreeBSD_version of 14.2. */
const RELEASE_DATE = 1_402_000;
const ARG_MAX = 524_288;
const CANARY = 64;
/** Room for ps_strings, vectors and alignment. */
const MORE = 1024;
const STACK_PROTECTION = { readWrite: 3, all: 7 } as const;

export const startFreeBsd: StartConvention = {
  argumentLimit: () => ARG_MAX,
  stringLimit: () => ARG_MAX,
  build,
};

function build(request: StartRequest): StartState | undefined {
  const { abi, space, hardware, program } = request;
  const wordSize = abi.bits === 64 ? 8 : 4;
  const vectors = (request.arguments.length + request.environment.length + 3) * wordSize;
  const strings = textSize([request.path, ...request.arguments, ...request.environment]);
  const stack = new StackImage(space, abi.addresses.stackTop, vectors + strings + MORE, wordSize);

  // struct ps_strings { char **argv; int argc; char **envp; int envc; }, each word with its padding
  const psStrings = stack.reserve(4 * wordSize);
  const path = stack.text(request.path);
  stack.alignTo(wordSize);
  const canary = stack.bytes(request.random.subarray(0, CANARY));
  const pageSizes = stack.reserve(wordSize);
  stack.word(pageSizes, abi.pageSize);
  const environment = stack.texts(request.environment);
  const argument = stack.texts(request.arguments);
  stack.alignTo(wordSize);

  // Places follow from the lengths, so that the auxiliary vector can name them.
  const auxiliary = (argumentAt: number, environmentAt: number) =>
    new AuxiliaryVector(abi.auxiliary)
      .add('AT_PHDR', program.headers)
      .add('AT_PHENT', abi.bits === 64 ? 56 : 32)
      .add('AT_PHNUM', program.header.count)
      .add('AT_PAGESZ', abi.pageSize)
      .add('AT_FLAGS', 0)
      .add('AT_ENTRY', program.entry)
      .add('AT_BASE', request.interpreter?.bias ?? 0)
      .add('AT_EHDRFLAGS', program.header.flags)
      .add('AT_EXECPATH', path)
      .add('AT_OSRELDATE', RELEASE_DATE)
      .add('AT_CANARY', canary)
      .add('AT_CANARYLEN', CANARY)
      .add('AT_NCPUS', 1)
      .add('AT_PAGESIZES', pageSizes)
      .add('AT_PAGESIZESLEN', wordSize)
      .add('AT_STACKPROT', program.executableStack === false ? STACK_PROTECTION.readWrite : STACK_PROTECTION.all)
      .add('AT_HWCAP', hardware.hwcap)
      .add('AT_HWCAP2', hardware.hwcap2)
      .add('AT_BSDFLAGS', 0)
      .add('AT_ARGC', argument.length)
      .add('AT_ARGV', argumentAt)
      .add('AT_ENVC', environment.length)
      .add('AT_ENVV', environmentAt)
      .add('AT_PS_STRINGS', psStrings)
      .words();
  const size = (argument.length + environment.length + 3 + auxiliary(0, 0).length) * wordSize;
  const block = alignDown(stack.at - size, 16);
  const argumentAt = block + wordSize;
  const environmentAt = argumentAt + (argument.length + 1) * wordSize;
  stack.words([argument.length, ...argument, 0, ...environment, 0, ...auxiliary(argumentAt, environmentAt)], 16);

  stack.word(psStrings, argumentAt);
  stack.half(psStrings + wordSize, argument.length);
  stack.word(psStrings + 2 * wordSize, environmentAt);
  stack.half(psStrings + 3 * wordSize, environment.length);
  if (!stack.finish(program.executableStack ?? true)) return undefined;

  const entry = entryPoint(space, abi, request.interpreter ?? program);
  if (entry === undefined) return undefined;
  const frame = abi.bits === 64 ? 48 : 8;
  const registers: [number, number][] = [
    [1, alignDown(block - frame, 16)],
    [3, argument.length],
    [4, argumentAt],
    [5, environmentAt],
    [8, psStrings],
  ];
  if (abi.functionDescriptors) registers.push([2, entry.toc], [11, entry.environment]);
  else registers.push([12, entry.pc]);
  return {
    pc: entry.pc,
    registers,
    argumentsAt: argumentAt,
    environmentAt,
    auxiliaryAt: environmentAt + (environment.length + 1) * wordSize,
  };
}
