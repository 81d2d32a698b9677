/**
 * Calls by way of a linker's stubs and of pointers to functions: where they went before is only guessed, so they go right when the pointer
 * has changed, the function, or what stands at its address.
 */
import { describe, expect, test } from 'vitest';
import { Exit, FRAME_SIZE } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const SC = assemble('sc');
const BLR = assemble('bclr', { BO: 20 });
const BCTR = assemble('bcctr', { BO: 20 });
const addi = (RT: number, RA: number, SI: number) => assemble('addi', { RT, RA, SI });
const mtctr = (RS: number) => assemble('mtspr', { RS, SPR: 9 });
const mtlr = (RS: number) => assemble('mtspr', { RS, SPR: 8 });
const STUB = CODE + FRAME_SIZE;
const ONE = CODE + 40 * FRAME_SIZE;
const OTHER = ONE + FRAME_SIZE;
const DATA = 0x5000_0000;
const ROUNDS = 30_000;
const GATHERED = { fuel: 1000, least: 2, most: 100 };

/** Too long to be put in the place of a call. */
const function_ = (by: number): number[] => [...Array.from({ length: 40 }, () => addi(9, 9, 1)), addi(4, 4, by), BLR];

/** r8 rounds of a call by `stub`. Returns to r31. */
function caller(load: number, stub: boolean): number[] {
  const call = stub
    ? [assemble('b', { LI: STUB - (CODE + 4), LK: 1 })]
    : [load, mtctr(12), assemble('bcctr', { BO: 20, LK: 1 })];
  const body = [...call, addi(8, 8, -1), assemble('cmpi', { BF: 0, L: 1, RA: 8, SI: 0 })];
  return [addi(0, 0, 0), ...body, assemble('bc', { BO: 4, BI: 2, BD: -4 * body.length }), mtlr(31), BLR];
}

const MODES = (['little', 'big'] as const).flatMap((order) =>
  [true, false].flatMap((stub) =>
    ([true, 'beside'] as const).map((compiles) => [order, stub ? 'a stub' : 'a register', compiles] as const),
  ),
);

describe.each(MODES)('%s-endian calls through %s, compiled %s', (order, by, compiles) => {
  function machine(): HotMachine {
    const m = new HotMachine(order, compiles, 64, GATHERED);
    const load = assemble('ld', { RT: 12, RA: 2, DS: 0 });
    m.map(CODE, 4, 'rx');
    m.map(ONE, 2, 'rx');
    m.map(DATA, 1, 'rw');
    m.code(CODE, caller(load, by === 'a stub'));
    m.code(STUB, [assemble('std', { RS: 2, RA: 1, DS: 24 }), load, mtctr(12), BCTR]);
    m.code(CODE + 0x800, [SC]);
    m.code(ONE, function_(1));
    m.code(OTHER, function_(2));
    m.setGpr(1, BigInt(DATA + 0x800));
    m.setGpr(2, BigInt(DATA));
    m.setGpr(31, BigInt(CODE + 0x800));
    return m;
  }

  async function sum(m: HotMachine, target: number): Promise<bigint> {
    m.setGpr(5, BigInt(target));
    m.setGpr(4, 0n);
    m.setGpr(8, BigInt(ROUNDS));
    m.code(CODE + 0xc00, [assemble('std', { RS: 5, RA: 2, DS: 0 }), SC]);
    expect(await m.from(CODE + 0xc00)).toBe(Exit.syscall);
    expect(await m.from(CODE)).toBe(Exit.syscall);
    return m.gpr(4);
  }

  test('go where the pointer points to', async () => {
    const m = machine();
    expect(await sum(m, ONE)).toBe(BigInt(ROUNDS));
    expect(await sum(m, ONE)).toBe(BigInt(ROUNDS));
    expect(m.regions).toBeGreaterThan(1);
    expect(await sum(m, OTHER)).toBe(BigInt(2 * ROUNDS));
    expect(await sum(m, OTHER)).toBe(BigInt(2 * ROUNDS));
    expect(await sum(m, ONE)).toBe(BigInt(ROUNDS));
  });

  test('go to what stands there now', async () => {
    const m = machine();
    expect(await sum(m, ONE)).toBe(BigInt(ROUNDS));
    expect(await sum(m, ONE)).toBe(BigInt(ROUNDS));
    m.code(ONE, function_(3));
    m.engine.forgetCode(m.pages.get(ONE / FRAME_SIZE)?.frame as number);
    expect(await sum(m, ONE)).toBe(BigInt(3 * ROUNDS));
    expect(await sum(m, ONE)).toBe(BigInt(3 * ROUNDS));
  });
});
