/**
 * The vDSO of Linux (arch/powerpc/kernel/vdso): functions that tell the time without a system call, the trampolines around
 * signal handlers, and the tables by which unwinders step out of both. Thread cancellation, exceptions and backtraces out of a
 * handler need them, for what libgcc falls back to without a vDSO (config/rs6000/linux-unwind.h) gives up where vectors were saved.
 */
import type { Order } from '../../../emulator/index.ts';
import type { AddressSpace } from '../../kernel/address-space.ts';
import type { Clock } from '../../kernel/clock.ts';
import { CodePage, type KernelPages } from '../code-page.ts';
import { VdsoData } from './data.ts';

/** Where the trampoline of 64-bit programs begins in the page. */
export const VDSO_TRAMPOLINE = 0x100;
/** Those of 32-bit programs, for handlers without and with siginfo; an instruction before each belongs to its frame's table. */
export const VDSO32_TRAMPOLINE = { plain: 0x104, information: 0x110 } as const;

/** What the pages depend on: figures of the ABI. */
export interface VdsoAbi {
  readonly bits: 32 | 64;
  readonly order: Order;
  readonly pageSize: number;
  readonly functionDescriptors: boolean;
  readonly addresses: { readonly mappings: number };
}

/** Where data and code stand: at the top of the mappings, data first. */
export function vdsoAddresses({ addresses, pageSize }: Pick<VdsoAbi, 'addresses' | 'pageSize'>): {
  data: number;
  code: number;
} {
  return { data: addresses.mappings, code: addresses.mappings + pageSize };
}

/** Both pages. */
export class VdsoPages implements KernelPages {
  readonly #data: VdsoData;
  readonly #code: CodePage;

  /** @param image of `vdsoImage` for the same ABI */
  constructor(abi: VdsoAbi, image: Uint8Array, clock: Clock, has: (call: number) => boolean) {
    const { data, code } = vdsoAddresses(abi);
    this.#data = new VdsoData(data, abi.order, clock, has);
    this.#code = new CodePage('[vdso]', code, image);
  }

  mapInto(space: AddressSpace): number {
    const data = this.#data.mapInto(space);
    return data < 0 ? data : this.#code.mapInto(space);
  }
}
