/**
 * What the processor says it can do: a POWER8 without transactional memory, without `scv`, without decimal floating
 * point and without event-based branches. C libraries choose their code by it.
 *
 * Bits as in asm/cputable.h, which FreeBSD shares. Cache blocks are 128 bytes (what dcbz clears).
 */
export interface Hardware {
  readonly hwcap: number;
  readonly hwcap2: number;
  readonly platform: string;
  /** Blocks of the data and instruction cache; 0: not unified. */
  readonly cacheBlock: number;
  /** Size and geometry (ways << 16 | line) of L1I, L1D, L2, L3. */
  readonly caches: readonly (readonly [size: number, geometry: number])[];
}

const FEATURE = {
  ppc32: 0x8000_0000,
  ppc64: 0x4000_0000,
  altivec: 0x1000_0000,
  float: 0x0800_0000,
  mmu: 0x0400_0000,
  smt: 0x4000,
  instructionSnoop: 0x2000,
  v206: 0x100,
  vsx: 0x80,
  performance: 0x40,
  littleEndian: 0x2,
};
const FEATURE2 = { v207: 0x8000_0000, dscr: 0x2000_0000, isel: 0x0800_0000, tar: 0x0400_0000, crypto: 0x0200_0000 };
const GEOMETRY = (8 << 16) | 128;

const sum = (bits: { readonly [name: string]: number }) => Object.values(bits).reduce((all, bit) => all + bit, 0);

export const POWER8: Hardware = {
  hwcap: sum(FEATURE),
  hwcap2: sum(FEATURE2),
  platform: 'power8',
  cacheBlock: 128,
  caches: [
    [32 << 10, GEOMETRY],
    [64 << 10, GEOMETRY],
    [512 << 10, GEOMETRY],
    [8 << 20, GEOMETRY],
  ],
};
