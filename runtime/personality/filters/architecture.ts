/** AUDIT_ARCH_PPC64LE, PPC64 and PPC: the ELF machine, with bits for 64-bit and little-endian. */
import type { Abi } from '../abi.ts';

export function architectureOf({ bits, order }: Abi): number {
  if (bits === 32) return 20;
  return order === 'little' ? 0xc000_0015 : 0x8000_0015;
}
