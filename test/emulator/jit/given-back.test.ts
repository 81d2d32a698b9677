/** Modules whose regions are all gone are given back to V8. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { Exit, FRAME_SIZE } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const FUNCTION = CODE + FRAME_SIZE;
const HOT = 20_000;
const TIMES = 12;
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

test.each(WAYS)('what was compiled of %s-endian code that changed (%s) is collected', async (order, compiles) => {
  const made: WeakRef<WebAssembly.Instance>[] = [];
  const { Instance } = WebAssembly;
  const spy = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function (module, imports) {
    const instance = new Instance(module, imports);
    made.push(new WeakRef(instance));
    return instance;
  });
  const m = new HotMachine(order, compiles);
  m.map(CODE, 4, 'rwx');
  m.code(CODE, CALLER);
  for (let n = 1; n <= TIMES; n++) {
    m.code(FUNCTION, [assemble('addi', { RT: 3, RA: 0, SI: n }), assemble('bclr', { BO: 20 })]);
    m.engine.forgetCode(m.mmu.fetch(0, FUNCTION));
    m.setGpr(3, 0n);
    m.setGpr(4, 0n);
    m.cpu.ctr = HOT;
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(BigInt(HOT * n));
  }
  spy.mockRestore();
  const { modules } = m.engine.statistics;
  expect(modules).toBeGreaterThanOrEqual(TIMES);
  await collect();
  // The interpreter's, and those of the last turn.
  expect(made.filter((one) => one.deref() !== undefined).length).toBeLessThan(modules / 2);
});

/** All that nothing refers to any more. */
async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let n = 0; n < 3; n++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
}
