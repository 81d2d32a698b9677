/** What one run has compiled is compiled code in the next one from the first time on, where the same instructions stand. */
import { expect, test } from 'vitest';
import { Exit, type Order } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, DATA } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';
import { MemoryStore } from './memory-store.ts';
import { MODES } from './modes.ts';

const PROGRAM = 'program';
const ROUNDS = 20_000;
const FUNCTION = CODE + 0x200;
/** In the next page. */
const SMALL = CODE + 0x1000;
const CASES = CODE + 0x300;
const addi = (RT: number, RA: number, SI: number): number => assemble('addi', { RT, RA, SI });
const cmpi = (RA: number, SI: number): number => assemble('cmpi', { BF: 0, L: 0, RA, SI });

/** r8 rounds: calls a function through CTR (r12), which calls a small one, and jumps by turns to one of two places (r13, r14). */
function load(m: HotMachine, step = 3): void {
  m.map(CODE, 2, 'rx');
  m.map(DATA, 1, 'rw');
  m.code(CODE, [
    assemble('mtspr', { RS: 12, SPR: 9 }),
    assemble('bcctr', { BO: 20, LK: 1 }),
    addi(8, 8, -1),
    cmpi(8, 0),
    assemble('bc', { BO: 4, BI: 2, BD: -16 }),
    assemble('sc'),
  ]);
  m.code(FUNCTION, [
    assemble('mfspr', { RT: 20, SPR: 8 }),
    assemble('b', { LI: SMALL - FUNCTION - 4, LK: 1 }),
    assemble('stw', { RS: 3, RA: 15, D: 0 }),
    assemble('mtspr', { RS: 20, SPR: 8 }),
    assemble('mtspr', { RS: 13, SPR: 9 }),
    assemble('bcctr', { BO: 20 }),
  ]);
  m.code(CASES, [addi(16, 16, 1), addi(16, 16, 1), assemble('bclr', { BO: 20 })]);
  m.code(SMALL, [addi(3, 3, step), assemble('bclr', { BO: 20 })]);
}

async function run(m: HotMachine, rounds = ROUNDS): Promise<bigint> {
  const values = { 3: 0, 8: rounds, 12: FUNCTION, 13: CASES, 14: CASES, 15: DATA };
  for (const [register, value] of Object.entries(values)) m.setGpr(Number(register), BigInt(value));
  expect(await m.from(CODE)).toBe(Exit.syscall);
  return m.gpr(3);
}

function machine(order: Order, bits: 32 | 64, store: MemoryStore, step?: number): HotMachine {
  const m = new HotMachine(order, 'beside', bits, undefined, store);
  m.mmu.program = PROGRAM;
  load(m, step);
  m.engine.bring(PROGRAM);
  return m;
}

test.each(MODES)('%s-endian code, %i bits, is kept', async (order, bits) => {
  const store = new MemoryStore();
  const first = machine(order, bits, store);
  expect(await run(first)).toBe(BigInt(3 * ROUNDS));
  expect(first.engine.statistics.regions).toBeGreaterThan(0);
  first.engine.keep();
  expect(store.programs.get(PROGRAM)?.length).toBeGreaterThan(0);

  const second = machine(order, bits, store);
  // Far less than it takes to become hot.
  expect(await run(second, 20)).toBe(60n);
  expect(second.engine.statistics.kept).toBeGreaterThan(0);
  expect(await run(second)).toBe(BigInt(3 * ROUNDS));
  expect(second.engine.statistics.regions).toBe(0);
  // What it did not need to compile it keeps too.
  second.engine.keep();
  const third = machine(order, bits, store);
  expect(await run(third)).toBe(BigInt(3 * ROUNDS));
  expect(third.engine.statistics).toMatchObject({ kept: second.engine.statistics.kept, regions: 0 });
});

test.each(MODES)(
  'other %s-endian instructions, %i bits, are not taken for those that were kept',
  async (order, bits) => {
    const store = new MemoryStore();
    const first = machine(order, bits, store);
    await run(first);
    first.engine.keep();

    // The small function is in the place of the call: the region that has it is another one's code too.
    const second = machine(order, bits, store, 4);
    expect(await run(second)).toBe(BigInt(4 * ROUNDS));
    expect(second.engine.statistics.regions).toBeGreaterThan(0);
    second.engine.keep();

    // Both stand there now.
    const third = machine(order, bits, store, 4);
    expect(await run(third)).toBe(BigInt(4 * ROUNDS));
    expect(third.engine.statistics.regions).toBe(0);
    const fourth = machine(order, bits, store);
    expect(await run(fourth)).toBe(BigInt(3 * ROUNDS));
    expect(fourth.engine.statistics.regions).toBe(0);
  },
);

test.each(MODES)('%s-endian code, %i bits, that changes after it was found is found no more', async (order, bits) => {
  const store = new MemoryStore();
  const first = machine(order, bits, store);
  await run(first);
  first.engine.keep();

  const second = machine(order, bits, store);
  expect(await run(second, 20)).toBe(60n);
  second.code(SMALL, [addi(3, 3, 7)]);
  second.engine.forgetCode(second.pages.get(SMALL / 4096)?.frame ?? 0);
  expect(await run(second, 20)).toBe(140n);
  // And again as it was.
  second.code(SMALL, [addi(3, 3, 3)]);
  second.engine.forgetCode(second.pages.get(SMALL / 4096)?.frame ?? 0);
  expect(await run(second)).toBe(BigInt(3 * ROUNDS));
});

test('a kept region learns as others do', async () => {
  const store = new MemoryStore();
  const first = machine('little', 64, store);
  await run(first);
  first.engine.keep();

  const second = machine('little', 64, store);
  await run(second);
  // Now the jump goes elsewhere.
  const values = { 3: 0, 8: ROUNDS, 12: FUNCTION, 13: CASES + 4, 14: CASES + 4, 15: DATA };
  for (const [register, value] of Object.entries(values)) second.setGpr(Number(register), BigInt(value));
  expect(await second.from(CODE)).toBe(Exit.syscall);
  expect(second.gpr(3)).toBe(BigInt(3 * ROUNDS));
  expect(second.engine.statistics.invalidations).toBeGreaterThan(0);
  second.engine.keep();

  const third = machine('little', 64, store);
  for (const [register, value] of Object.entries(values)) third.setGpr(Number(register), BigInt(value));
  expect(await third.from(CODE)).toBe(Exit.syscall);
  expect(third.gpr(3)).toBe(BigInt(3 * ROUNDS));
  expect(third.engine.statistics).toMatchObject({ regions: 0, invalidations: 0 });
});

test('what belongs to no program is not kept', async () => {
  const store = new MemoryStore();
  const m = new HotMachine('little', 'beside', 64, undefined, store);
  load(m);
  await run(m);
  m.engine.keep();
  expect(store.programs.size).toBe(0);
});
