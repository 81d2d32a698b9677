/**
 * A region is compiled anew when a computed jump in it goes to new places, or when a place that was never reached is. The new edition has other accesses: what the old one
 * remembered of its own (what `Mmu` keeps between runs) would let it go where it may not.
 */
import { expect, test } from 'vitest';
import { Exit, FRAME_SIZE } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, DATA, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const LT = 0;
const addi = (RT: number, RA: number, SI: number) => assemble('addi', { RT, RA, SI });
const ROUNDS = 20_000n;
const READ_ONLY = DATA + FRAME_SIZE;

/** r8 rounds; those where r8 is less than r11 store r4 at r6, the others load it from r5. */
const LOOP = [
  assemble('cmp', { BF: 0, L: 1, RA: 8, RB: 11 }),
  assemble('isel', { RT: 9, RA: 13, RB: 14, BC: LT }),
  assemble('mtspr', { RS: 9, SPR: 9 }),
  assemble('bcctr', { BO: 20 }),
];
const STORE = [assemble('stw', { RS: 4, RA: 6, D: 0 }), assemble('b', { LI: 8 })];
const LOAD = [assemble('lwz', { RT: 4, RA: 5, D: 0 })];
const TAIL = [addi(8, 8, -1), assemble('cmpi', { BF: 0, L: 1, RA: 8, SI: 0 })];
const BODY = [...LOOP, ...STORE, ...LOAD, ...TAIL];

const WAYS = ORDERS.flatMap((order) => [[order, true] as const, [order, 'beside'] as const]);

test.each(WAYS)('a new edition of %s-endian code (%s) remembers nothing of the old one', async (order, compiles) => {
  const m = new HotMachine(order, compiles);
  m.map(CODE, 1, 'rx');
  m.map(DATA, 1, 'rw');
  m.map(READ_ONLY, 1, 'r');
  m.code(CODE, [...BODY, assemble('bc', { BO: 4, BI: 2, BD: -4 * BODY.length }), assemble('sc')]);
  m.setGpr(13, BigInt(CODE + 4 * LOOP.length));
  m.setGpr(14, BigInt(CODE + 4 * (LOOP.length + STORE.length)));
  m.setGpr(5, BigInt(READ_ONLY));
  // Fewer rounds than it takes until a new edition is found.
  m.quantum = 100;
  const run = (stores: bigint, to: number, each?: () => void): Promise<Exit> => {
    m.setGpr(8, ROUNDS);
    m.setGpr(11, stores);
    m.setGpr(6, BigInt(to));
    return m.from(CODE, each);
  };

  // The first edition knows of the loads only, and remembers where they may go.
  expect(await run(0n, DATA)).toBe(Exit.syscall);
  expect(m.regions).toBeGreaterThan(0);
  // As soon as there is one that knows of the stores, there are none any more.
  const stop = (): void => {
    if (m.engine.statistics.invalidations > 0) m.setGpr(11, 0n);
  };
  expect(await run(ROUNDS, DATA, stop)).toBe(Exit.syscall);
  expect(m.engine.statistics.invalidations).toBe(1);
  // Where the loads went no store may go.
  expect(await run(10n, READ_ONLY)).toBe(Exit.fault);
  expect(m.fault()).toEqual({ address: READ_ONLY.toString(16).padStart(16, '0'), access: 1 });
  expect(m.gpr(8)).toBe(9n);
});

test.each(WAYS)('%s-endian code (%s) that was left out is compiled when it becomes hot', async (order, compiles) => {
  const m = new HotMachine(order, compiles);
  m.map(CODE, 1, 'rx');
  // Rounds where r8 is less than r11 go another way: they add 2 to r3 in place of 1.
  const body = [
    assemble('cmp', { BF: 0, L: 1, RA: 8, RB: 11 }),
    assemble('bc', { BO: 12, BI: LT, BD: 12 }),
    addi(3, 3, 1),
    assemble('b', { LI: 8 }),
    addi(3, 3, 2),
    ...TAIL,
  ];
  m.code(CODE, [...body, assemble('bc', { BO: 4, BI: 2, BD: -4 * body.length }), assemble('sc')]);
  m.quantum = 100;
  const run = async (other: bigint): Promise<bigint> => {
    m.setGpr(3, 0n);
    m.setGpr(8, ROUNDS);
    m.setGpr(11, other);
    expect(await m.from(CODE)).toBe(Exit.syscall);
    return m.gpr(3);
  };
  const { statistics } = m.engine;
  expect(await run(0n)).toBe(ROUNDS);
  expect([statistics.regions > 0, statistics.invalidations]).toEqual([true, 0]);
  expect(await run(ROUNDS)).toBe(2n * ROUNDS - 1n);
  expect(statistics.invalidations).toBe(1);
  // Nothing is left for the interpreter but the way in and out, and to be asked now and then.
  m.quantum = 1_000_000;
  const before = statistics.exits['elsewhere'] ?? 0;
  expect(await run(ROUNDS / 2n)).toBe(ROUNDS + ROUNDS / 2n - 1n);
  expect((statistics.exits['elsewhere'] ?? 0) - before).toBeLessThan(10);
});
