/** Functions that became hot one after the other, each in a module of its own, come into one, where they call each other directly. */
import { expect, test } from 'vitest';
import { Exit } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const FUNCTIONS = 6;
const ROUNDS = 8_000;
/** Where the first function stands; each calls the next. */
const FIRST = CODE + 0x200;
const APART = 0x40;
const addi = (RT: number, RA: number, SI: number): number => assemble('addi', { RT, RA, SI });

test.each(ORDERS)('%s-endian functions of many modules are gathered in one', async (order) => {
  const m = new HotMachine(order, 'beside', 64, { fuel: 20_000, least: FUNCTIONS, most: 100 });
  m.map(CODE, 1, 'rx');
  // r8 rounds of a call through CTR.
  m.code(CODE, [
    assemble('mtspr', { RS: 12, SPR: 9 }),
    assemble('bcctr', { BO: 20, LK: 1 }),
    addi(8, 8, -1),
    assemble('cmpi', { BF: 0, L: 1, RA: 8, SI: 0 }),
    assemble('bc', { BO: 4, BI: 2, BD: -16 }),
    assemble('sc'),
  ]);
  for (let n = 0; n < FUNCTIONS; n++) {
    // LR is kept in a register: such a function is not put in the place of calls.
    const work = Array.from({ length: 10 }, () => addi(3, 3, n + 1));
    const [keep, back] = [assemble('mfspr', { RT: 20 + n, SPR: 8 }), assemble('mtspr', { RS: 20 + n, SPR: 8 })];
    const call = n === FUNCTIONS - 1 ? addi(3, 3, 0) : assemble('b', { LI: APART - 44, LK: 1 });
    m.code(FIRST + n * APART, [keep, ...work, call, back, assemble('bclr', { BO: 20 })]);
  }
  const round = (first: number): bigint =>
    BigInt(10 * Array.from({ length: FUNCTIONS - first }, (_, n) => first + n + 1).reduce((a, b) => a + b, 0));
  const run = async (first: number, rounds: number): Promise<void> => {
    m.setGpr(3, 0n);
    m.setGpr(8, BigInt(rounds));
    m.setGpr(12, BigInt(FIRST + first * APART));
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(BigInt(rounds) * round(first));
  };
  const { statistics } = m.engine;
  for (let first = FUNCTIONS - 1; first >= 0; first--) await run(first, ROUNDS);
  expect(statistics.modules).toBeGreaterThan(FUNCTIONS / 2);
  for (let n = 0; n < 10 && statistics.gathered === 0; n++) await run(0, ROUNDS);
  expect(statistics.gathered).toBeGreaterThanOrEqual(FUNCTIONS);
  // Once: nothing is scattered any more.
  const { regions } = statistics;
  for (let n = 0; n < 4; n++) await run(0, ROUNDS);
  expect(statistics.regions).toBe(regions);
  // Who changes code changes it for those who call it directly too.
  const last = FIRST + (FUNCTIONS - 1) * APART;
  m.code(last + 4, [addi(3, 3, FUNCTIONS + 1)]);
  m.engine.forgetCode(m.pages.get(CODE / 4096)?.frame ?? 0);
  m.setGpr(3, 0n);
  m.setGpr(8, BigInt(ROUNDS));
  expect(await m.from(CODE)).toBe(Exit.syscall);
  expect(m.gpr(3)).toBe(BigInt(ROUNDS) * (round(0) + 1n));
});
