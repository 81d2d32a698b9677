import type { Order } from '../../../emulator/index.ts';

/** What compiled code exists for. */
export const MODES: readonly (readonly [Order, 32 | 64])[] = [
  ['little', 64],
  ['big', 64],
  ['big', 32],
];

/** Two places of three, for code of which some places shall count as never reached. */
export function warm(address: number, seed: number): boolean {
  return (Math.imul(address + seed, 0x9e3779b1) >>> 8) % 3 !== 0;
}
