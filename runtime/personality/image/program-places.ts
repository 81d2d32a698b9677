/** Where the parts of a program lie in its memory, as lists of processes show it: set by exec, read later. */
import type { ProgramExtent } from '../../kernel/address-space.ts';
import type { LoadedProgram } from './load-program.ts';

export interface ProgramPlaces extends ProgramExtent {
  /** Where the stack pointer began. */
  readonly stack: number;
  /** The strings: the program may write a title over them. */
  readonly argumentsStart: number;
  readonly argumentsEnd: number;
  readonly environmentStart: number;
  readonly environmentEnd: number;
  readonly auxiliaryAt: number;
}

/** Strings lie one after the other: the first argument's address says where all are. */
export function placesOf(
  { space, start, arguments: args }: LoadedProgram,
  environment: readonly string[],
): ProgramPlaces {
  const wide = space.layout.bits !== 32;
  const word = (at: number): number => Math.max(0, wide ? space.readU64(at) : space.readU32(at));
  const size = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length + 1, 0);
  const argumentsStart = word(start.argumentsAt);
  const argumentsEnd = argumentsStart + size(args);
  const environmentStart = environment.length === 0 ? argumentsEnd : word(start.environmentAt);
  const { codeStart, codeEnd, dataStart, dataEnd } = space.extent;
  return {
    codeStart,
    codeEnd,
    dataStart,
    dataEnd,
    stack: start.argumentsAt - (wide ? 8 : 4),
    argumentsStart,
    argumentsEnd,
    environmentStart,
    environmentEnd: environmentStart + size(environment),
    auxiliaryAt: start.auxiliaryAt,
  };
}
