/**
 * What the kernel tells a program of its processor: capabilities, platform, caches. C libraries choose their code by it.
 *
 * The models are in spec/isa/processors.yaml, with what of a real one's capabilities is withheld (transactions, `scv` …).
 */
import type { Processor } from '../../../emulator/processor.ts';

export interface Hardware {
  /** The processor version register. */
  readonly pvr: number;
  readonly hwcap: number;
  readonly hwcap2: number;
  readonly platform: string;
  /** Blocks of the data and instruction cache: what dcbz clears. */
  readonly cacheBlock: number;
  /** Size and geometry (ways << 16 | line) of L1I, L1D, L2, L3. */
  readonly caches: readonly (readonly [size: number, geometry: number])[];
}

/** What dcbz clears, whatever the model. */
const CACHE_BLOCK = 128;

export function hardwareOf({ pvr, hwcap, hwcap2, platform, caches }: Processor): Hardware {
  return {
    pvr,
    hwcap: hwcap.bits,
    hwcap2: hwcap2.bits,
    platform,
    cacheBlock: CACHE_BLOCK,
    caches: caches.map(([size, ways]) => [size, (ways << 16) | CACHE_BLOCK]),
  };
}
