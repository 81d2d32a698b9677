/**
 * Extents that accesses found lie in records that several regions share (`RECORDS`). What was found for reading must allow nobody to
 * write, and nothing may be found after a flush.
 */
import { expect, test } from 'vitest';
import { Exit, FRAME_SIZE } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, DATA, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const ROUNDS = 20_000;
const READ_ONLY = DATA + FRAME_SIZE;
const CALLER = CODE + 0x100;
const CALLED = CALLER + 0x400;

const addi = (RT: number, RA: number, SI: number): number => assemble('addi', { RT, RA, SI });
const loop = (access: number): number[] => [
  access,
  addi(8, 8, -1),
  assemble('cmpi', { BF: 0, L: 1, RA: 8, SI: 0 }),
  assemble('bc', { BO: 4, BI: 2, BD: -12 }),
];
const RETURN = assemble('bclr', { BO: 20 });

test.each(ORDERS)('%s-endian: where there were loads no store may go', async (order) => {
  const m = new HotMachine(order, true);
  m.map(CODE, 1, 'rx');
  m.map(DATA, 1, 'rw');
  m.map(READ_ONLY, 1, 'r');
  m.code(CODE, [
    assemble('b', { LI: CALLER - CODE, LK: 1 }),
    addi(10, 10, -1),
    assemble('cmpi', { BF: 0, L: 1, RA: 10, SI: 0 }),
    assemble('bc', { BO: 4, BI: 2, BD: -12 }),
    assemble('sc'),
  ]);
  const keep = assemble('mfspr', { RT: 0, SPR: 8 });
  m.code(CALLER, [
    keep,
    addi(8, 0, 3),
    assemble('b', { LI: CALLED - CALLER - 8, LK: 1 }),
    assemble('mtspr', { RS: 0, SPR: 8 }),
    addi(8, 0, 3),
    ...loop(assemble('lwz', { RT: 4, RA: 5, D: 0 })),
    RETURN,
  ]);
  m.code(CALLED, [...loop(assemble('stw', { RS: 4, RA: 6, D: 0 })), RETURN]);
  m.setGpr(5, BigInt(READ_ONLY));
  m.setGpr(6, BigInt(DATA));
  // First what is hot is looked for often; then a call is seldom cut short.
  for (const quantum of [500, 50_000]) {
    m.quantum = quantum;
    m.setGpr(10, BigInt(ROUNDS));
    expect(await m.from(CODE)).toBe(Exit.syscall);
  }
  expect(m.regions).toBeGreaterThan(1);
  m.setGpr(6, BigInt(READ_ONLY));
  expect(await m.from(CALLED)).toBe(Exit.fault);
  expect(m.fault()).toEqual({ address: READ_ONLY.toString(16).padStart(16, '0'), access: 1 });
});
