/** How a system hands a new program its arguments: the stack's contents and the first registers. */
import { type CpuState, STATE } from '../../../emulator/index.ts';
import type { Credentials } from '../../generated/structs.ts';
import { highWord, lowWord } from '../../kernel/address.ts';
import type { AddressSpace } from '../../kernel/address-space.ts';
import type { Hardware } from './hardware.ts';
import type { ImageAbi } from './image-abi.ts';
import type { LoadedImage } from './load-elf.ts';

/** What a program is started with. */
export interface StartRequest {
  readonly space: AddressSpace;
  readonly abi: ImageAbi;
  readonly program: LoadedImage;
  /** The dynamic loader, when the program has one: it runs first. */
  readonly interpreter: LoadedImage | undefined;
  /** Bytes, one character each; the first is the program's own name for itself. */
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
  /** The name by which exec was called. */
  readonly path: string;
  readonly credentials: Credentials;
  /** The program gains rights (set-user-id): its libraries are to distrust the environment. */
  readonly secure: boolean;
  /** 64 random bytes. */
  readonly random: Uint8Array;
  readonly hardware: Hardware;
}

/** The registers of the first instruction; all others are zero. */
export interface StartState {
  readonly pc: number;
  /** Number and folded value of general registers. */
  readonly registers: readonly (readonly [number: number, value: number])[];
  /** Where the argument block begins, for /proc. */
  readonly argumentsAt: number;
  readonly environmentAt: number;
  readonly auxiliaryAt: number;
}

export interface StartConvention {
  /** The most bytes of arguments and environment, pointers included, under a stack limit; E2BIG above. */
  argumentLimit(stackLimit: number, wordSize: number): number;
  /** The most bytes of one string. */
  stringLimit(pageSize: number): number;
  /** Whether a program of so many bits whose headers say this of its stack may execute whatever it may read. */
  readImpliesExecute?(bits: 32 | 64, executableStack: boolean | undefined): boolean;
  /** Fills the stack; undefined when it cannot be written (no memory). */
  build(request: StartRequest): StartState | undefined;
}

/** Makes a thread begin there. */
export function applyStart(state: StartState, cpu: CpuState): void {
  cpu.reset();
  for (const [register, value] of state.registers) cpu.setGpr(register, highWord(value), lowWord(value));
  cpu.set(STATE.pc, highWord(state.pc), lowWord(state.pc));
}
