/**
 * What loading a program must know of an ABI: rows of personality.yaml, in the shape of the generated tables.
 */
import type { Order } from '../../../emulator/index.ts';
import type { StartConvention } from './start-convention.ts';

/** How an image of this ABI is recognised. */
export interface ElfMark {
  readonly class: 32 | 64;
  readonly data: Order;
  readonly machine: number;
  /** EI_OSABI; 0 is shared by many. */
  readonly osabi: readonly number[];
  /** The two low bits of e_flags on 64-bit PowerPC: 1 is ELFv1, 2 is ELFv2, 0 says nothing. */
  readonly abiVersion?: readonly number[];
  /** Names of notes that mark an image as this system's. */
  readonly notes?: readonly string[];
}

export interface ImageAbi {
  readonly personality: string;
  readonly name: string;
  readonly bits: 32 | 64;
  readonly order: Order;
  readonly pageSize: number;
  /** Whether a function pointer, and so e_entry, names {entry, toc, environment}. */
  readonly functionDescriptors: boolean;
  readonly elf: ElfMark;
  readonly addresses: {
    readonly lowest: number;
    readonly mappings: number;
    readonly stackTop: number;
    /** Where a program that can lie anywhere is put. */
    readonly dynamic: number;
    /** A page of the kernel's above the stack. */
    readonly sharedPage?: number;
  };
  /** Tags of the auxiliary vector by name; an entry whose name is missing is not given. */
  readonly auxiliary: { readonly [name: string]: number | undefined };
  /** The least stack that a signal handler needs (AT_MINSIGSTKSZ), where the system tells it. */
  readonly minimumSignalStack?: number;
  /** How the first instruction finds its arguments. */
  readonly start: StartConvention;
  /** How far `#!` may lead, and how much of a line is looked at. */
  readonly scripts: { readonly depth: number; readonly line: number };
}
