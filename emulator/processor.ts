/** A model of processor: what it executes, and what programs are told of it. The models are in spec/isa/processors.yaml. */
import type { Instruction } from './decode.ts';
import { EVERYWHERE, LEVELS, PROCESSORS } from './generated/processors.ts';

/** Bits that a program is told, their names, and names of the model's bits that no program is told of. */
export interface Capabilities {
  readonly bits: number;
  readonly names: readonly string[];
  readonly withheld: readonly string[];
}

export interface Processor {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly title: string;
  /** What `mfpvr` reads. */
  readonly pvr: number;
  readonly bits: 32 | 64;
  /** The newest level of the architecture that it executes. */
  readonly level: string;
  /** Classes of instructions of which it executes another level, or `none`. */
  readonly classes: { readonly [name: string]: string };
  /** Instructions that it does not have all the same. */
  readonly lacks: readonly string[];
  readonly platform: string;
  readonly hwcap: Capabilities;
  readonly hwcap2: Capabilities;
  /** Bytes and ways of L1I, L1D, L2, L3, as far as there are. */
  readonly caches: readonly (readonly [size: number, ways: number])[];
}

/** What a machine is that is not told otherwise: the POWER8 of every little-endian program. */
export const DEFAULT_PROCESSOR = 'power8';

/** The model of a name or alias, in any case. */
export function processorNamed(name: string): Processor | undefined {
  const wanted = name.toLowerCase();
  return PROCESSORS.find((one) => one.name === wanted || one.aliases.includes(wanted));
}

/** Whether a model executes an instruction of the table; it gives SIGILL otherwise. */
export function executes(processor: Processor, { mnemonic, level, class: kind }: Instruction): boolean {
  if (EVERYWHERE.includes(mnemonic)) return true;
  if (processor.lacks.includes(mnemonic)) return false;
  const newest = processor.classes[kind] ?? processor.level;
  return newest !== 'none' && LEVELS.indexOf(level) <= LEVELS.indexOf(newest);
}

/** Whether it goes beyond a level of the architecture. */
export function isNewerThan({ level }: Processor, other: string): boolean {
  return LEVELS.indexOf(level) > LEVELS.indexOf(other);
}
