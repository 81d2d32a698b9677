import type { Order } from '../../../emulator/index.ts';

export const ORDERS: readonly Order[] = ['little', 'big'];
/** Where tests put code and data. */
export const CODE = 0x1000_0000;
export const DATA = 0x2000_0000;
