/**
 * A table of regions most of which are gone is given up, with all instances that V8 keeps for it, and the program does not notice.
 */
import { expect, test } from 'vitest';
import { Exit, FRAME_SIZE } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const FUNCTION = CODE + FRAME_SIZE;
const HOT = 20_000;
const add = assemble('add', { RT: 4, RA: 4, RB: 3 });
/** Calls FUNCTION CTR times and adds up in r4 what it gives in r3. */
const CALLER = [
  add,
  assemble('b', { LI: FRAME_SIZE - 4, LK: 1 }),
  add,
  assemble('bc', { BO: 16, BI: 0, BD: -8 }),
  assemble('sc'),
];

const WAYS = ORDERS.flatMap((order) => [[order, true] as const, [order, 'beside'] as const]);

test.each(WAYS)('%s-endian code (%s) is compiled again for a new table', async (order, compiles) => {
  const m = new HotMachine(order, compiles, 64, { regions: 3, share: 0 });
  m.map(CODE, 4, 'rwx');
  m.code(CODE, CALLER);
  for (let n = 1; n <= 12; n++) {
    m.code(FUNCTION, [assemble('addi', { RT: 3, RA: 0, SI: n }), assemble('bclr', { BO: 20 })]);
    m.engine.forgetCode(m.mmu.fetch(0, FUNCTION));
    m.setGpr(3, 0n);
    m.setGpr(4, 0n);
    m.cpu.ctr = HOT;
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(BigInt(HOT * n));
  }
  const { tables, regions } = m.engine.statistics;
  expect(tables).toBeGreaterThan(1);
  expect(regions).toBeGreaterThan(12);
});
