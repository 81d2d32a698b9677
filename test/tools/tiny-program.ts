/** Tiny Linux programs for ppc64le, written with the instruction table's own encoder. */
import { buildElf, type ImageSpec, text } from '../image/elf-builder.ts';
import { assemble, loadAddress } from '../isa/cases/assembler.ts';

export const CODE = 0x1000_0000;
/** Where `data` stands. */
export const DATA = 0x1001_0000;

/** Call numbers of Linux on PowerPC. */
export const Call = { exit: 1, write: 4, getpid: 20, kill: 37, mmap: 90, openat: 286 } as const;

/** A program of these instructions; `data` is text that it may name. */
export function program(words: readonly number[], data = '', more: Partial<ImageSpec> = {}): Uint8Array {
  const code = new Uint8Array(4 * words.length);
  const view = new DataView(code.buffer);
  words.forEach((word, index) => view.setUint32(4 * index, word >>> 0, true));
  return buildElf({
    order: 'little',
    flags: 2,
    entry: CODE,
    segments: [
      { address: CODE, bytes: code, flags: 5 },
      { address: DATA, bytes: text(`${data}\0`), flags: 6 },
      ...(more.segments ?? []),
    ],
    ...(more.machine === undefined ? {} : { machine: more.machine }),
  });
}

/** Loads a number of up to 31 bits, or a small negative one. */
export function load(register: number, value: number): number[] {
  return value >= -0x8000 && value < 0x8000
    ? [assemble('addi', { RT: register, RA: 0, SI: value })]
    : loadAddress(register, value);
}

/** A system call; undefined leaves a register as it is. */
export function call(number: number, ...args: readonly (number | undefined)[]): number[] {
  const loads = args.flatMap((value, index) => (value === undefined ? [] : load(3 + index, value)));
  return [...loads, ...load(0, number), assemble('sc')];
}

/** Ends with what the last call gave: its result, or its error number. */
export const exitWithResult: readonly number[] = call(Call.exit, undefined);

/** A branch by so many instructions, forwards or backwards. */
export function branch(instructions: number): number {
  return assemble('b', { LI: 4 * instructions });
}
