import type { Order } from '../../../emulator/index.ts';

/** What compiled code exists for. */
export const MODES: readonly (readonly [Order, 32 | 64])[] = [
  ['little', 64],
  ['big', 64],
  ['big', 32],
];
