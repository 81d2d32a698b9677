/** Compiled code that is changed, moved or taken away, in every way that a program or the kernel has. */
import { describe, expect, test } from 'vitest';
import { Exit, FRAME_SIZE, Mmu } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, DATA, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const SC = assemble('sc');
const BLR = assemble('bclr', { BO: 20 });
const MTCTR = (RS: number) => assemble('mtspr', { RS, SPR: 9 });
const MTLR = (RS: number) => assemble('mtspr', { RS, SPR: 8 });
const MFLR = (RT: number) => assemble('mfspr', { RT, SPR: 8 });
const addi = (RT: number, RA: number, SI: number) => assemble('addi', { RT, RA, SI });
const add = (RT: number, RA: number, RB: number) => assemble('add', { RT, RA, RB });
const bl = (LI: number) => assemble('b', { LI, LK: 1 });
const bdnz = (BD: number) => assemble('bc', { BO: 16, BI: 0, BD });
/** What a program does after it changed the code at r6. */
const FLUSH = [
  assemble('dcbst', { RA: 0, RB: 6 }),
  assemble('sync'),
  assemble('icbi', { RA: 0, RB: 6 }),
  assemble('sync'),
  assemble('isync'),
];
const FUNCTION = CODE + FRAME_SIZE;
const HOT = 20_000;

/** At CODE: calls FUNCTION CTR times and adds up in r4 what it gives in r3. */
const CALLER = [add(4, 4, 3), bl(FRAME_SIZE - 4), add(4, 4, 3), bdnz(-8), SC];

const WAYS = ORDERS.flatMap((order) => [[order, true] as const, [order, 'beside'] as const]);

describe.each(WAYS)('compiled %s-endian code (%s)', (order, compiles) => {
  function machine(): HotMachine {
    const m = new HotMachine(order, compiles);
    m.map(CODE, 4, 'rwx');
    m.map(DATA, 4, 'rw');
    return m;
  }

  /** Calls the function so often, and tells what it added up. */
  async function sum(m: HotMachine, times = HOT): Promise<bigint> {
    m.setGpr(3, 0n);
    m.setGpr(4, 0n);
    m.cpu.ctr = times;
    expect(await m.from(CODE)).toBe(Exit.syscall);
    return m.gpr(4);
  }

  async function hot(): Promise<HotMachine> {
    const m = machine();
    m.code(CODE, CALLER);
    m.code(FUNCTION, [addi(3, 0, 1), BLR]);
    expect(await sum(m)).toBe(BigInt(HOT));
    expect(m.regions).toBeGreaterThan(0);
    return m;
  }

  test('is changed by a program that patches a function again and again while it is hot', async () => {
    const m = machine();
    // r5 is the instruction, r6 where it goes; r8 rounds of 5,000 calls, each with a new number.
    m.code(CODE, [
      assemble('stw', { RS: 5, RA: 6, D: 0 }),
      ...FLUSH,
      addi(7, 0, 5000),
      MTCTR(7),
      bl(FUNCTION - (CODE + 32)),
      add(4, 4, 3),
      bdnz(-8),
      addi(5, 5, 1),
      addi(8, 8, -1),
      assemble('cmpi', { BF: 0, L: 1, RA: 8, SI: 0 }),
      assemble('bc', { BO: 4, BI: 2, BD: -56 }),
      SC,
    ]);
    m.code(FUNCTION, [0, BLR]);
    m.setGpr(5, BigInt(addi(3, 0, 1)));
    m.setGpr(6, BigInt(FUNCTION));
    m.setGpr(8, 12n);
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(BigInt(5000 * ((12 * 13) / 2)));
    expect(m.engine.statistics.invalidations).toBeGreaterThan(3);
  });

  test('is changed by the loop that it is', async () => {
    const m = machine();
    // Every round changes what the next instruction adds: the low bits of the count.
    m.code(CODE, [
      assemble('mfspr', { RT: 7, SPR: 9 }),
      assemble('rlwimi', { RS: 7, RA: 5, SH: 0, MB: 28, ME: 31 }),
      assemble('stw', { RS: 5, RA: 6, D: 0 }),
      ...FLUSH,
      0,
      bdnz(-36),
      SC,
    ]);
    m.setGpr(5, BigInt(addi(4, 4, 0)));
    m.setGpr(6, BigInt(CODE + 32));
    m.cpu.ctr = 3200;
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(BigInt(200 * ((15 * 16) / 2)));
  });

  test('is left when a loop changes what comes behind it', async () => {
    const m = machine();
    m.code(CODE, [addi(4, 4, 1), bdnz(-4), assemble('stw', { RS: 5, RA: 6, D: 0 }), ...FLUSH, addi(3, 0, 1), SC]);
    m.setGpr(6, BigInt(CODE + 32));
    for (const value of [1, 2, 3, 4]) {
      m.setGpr(5, BigInt(addi(3, 0, value)));
      m.cpu.ctr = HOT;
      expect(await m.from(CODE)).toBe(Exit.syscall);
      expect(m.gpr(3)).toBe(BigInt(value));
    }
  });

  test.each([
    ['one called function', [...FLUSH, BLR], [BLR]],
    ['two functions, icbi in one and isync in the other', FLUSH.slice(0, 4).concat(BLR), [FLUSH[4] as number, BLR]],
  ])('is left by a caller whose own code was changed by %s', async (_, first, second) => {
    const m = machine();
    const patched = CODE + 24;
    m.code(CODE, [
      assemble('stw', { RS: 5, RA: 6, D: 0 }),
      bl(FUNCTION - (CODE + 4)),
      bl(FUNCTION + 64 - (CODE + 8)),
      assemble('andi.', { RS: 5, RA: 7, UI: 1 }),
      assemble('xori', { RS: 5, RA: 5, UI: 3 }),
      addi(9, 9, 1),
      // Here 1 and 2 are added by turns.
      addi(4, 4, 0),
      addi(8, 8, -1),
      assemble('cmpi', { BF: 0, L: 1, RA: 8, SI: 0 }),
      assemble('bc', { BO: 4, BI: 2, BD: -36 }),
      SC,
    ]);
    m.code(FUNCTION, first);
    m.code(FUNCTION + 64, second);
    m.setGpr(5, BigInt(addi(4, 4, 1)));
    m.setGpr(6, BigInt(patched));
    m.setGpr(8, 40_000n);
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(60_000n);
  });

  test('is changed through another mapping of its frame', async () => {
    const m = await hot();
    const alias = 0x7000_0000;
    m.pages.set(alias / FRAME_SIZE, { frame: m.pages.get(FUNCTION / FRAME_SIZE)?.frame as number, permissions: 'rw' });
    m.code(CODE + 2 * FRAME_SIZE, [assemble('stw', { RS: 5, RA: 6, D: 0 }), ...FLUSH, SC]);
    m.setGpr(5, BigInt(addi(3, 0, 5)));
    m.setGpr(6, BigInt(alias));
    expect(await m.from(CODE + 2 * FRAME_SIZE)).toBe(Exit.syscall);
    expect(await sum(m)).toBe(BigInt(5 * HOT));
  });

  test('is forgotten when the kernel gives its frame new contents', async () => {
    const m = await hot();
    m.code(FUNCTION, [addi(3, 0, 3)]);
    m.engine.forgetCode(m.pages.get(FUNCTION / FRAME_SIZE)?.frame as number);
    expect(await sum(m)).toBe(BigInt(3 * HOT));
  });

  test.each(['flushPage', 'flush'] as const)(
    'is not found where another frame was mapped, and found again where its own comes back (%s)',
    async (how) => {
      const m = await hot();
      const flush = (): void => (how === 'flush' ? m.mmu.flush() : m.mmu.flushPage(0, FUNCTION));
      const page = m.pages.get(FUNCTION / FRAME_SIZE) as { frame: number; permissions: string };
      for (const value of [7, 8]) {
        m.map(FUNCTION, 1, 'rx');
        m.code(FUNCTION, [addi(3, 0, value), BLR]);
        flush();
        expect(await sum(m)).toBe(BigInt(value * HOT));
        const { regions } = m;
        m.pages.set(FUNCTION / FRAME_SIZE, page);
        flush();
        expect(await sum(m)).toBe(BigInt(HOT));
        expect(m.regions).toBe(regions);
      }
    },
  );

  test.each(['flushPage', 'flush'] as const)('faults when it may not be executed any more (%s)', async (how) => {
    const m = await hot();
    const page = m.pages.get(FUNCTION / FRAME_SIZE) as { frame: number; permissions: string };
    page.permissions = 'rw';
    if (how === 'flush') m.mmu.flush();
    else m.mmu.flushPage(0, FUNCTION);
    m.cpu.ctr = HOT;
    expect(await m.from(CODE)).toBe(Exit.fault);
    expect(m.registers()).toMatchObject({
      pc: FUNCTION.toString(16).padStart(16, '0'),
      lr: `00000000${(CODE + 8).toString(16)}`,
    });
    expect(m.fault()).toEqual({ address: FUNCTION.toString(16).padStart(16, '0'), access: 2 });
    page.permissions = 'rx';
    m.mmu.flushPage(0, FUNCTION);
    expect(await m.goOn()).toBe(Exit.syscall);
  });

  test('serves another address space with the same frames, and none with others', async () => {
    const m = await hot();
    const { regions } = m;
    const other = new Mmu(m.physical, m, order);
    m.setGpr(3, 0n);
    m.setGpr(4, 0n);
    m.cpu.ctr = HOT;
    m.cpu.pc = CODE;
    expect(await m.goOn(undefined, other)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(BigInt(HOT));
    expect(m.regions).toBe(regions);
    // As after a fork when the child writes to its copy.
    const pages = new Map(m.pages);
    const copy = m.physical.allocate(0);
    m.physical.u8.copyWithin(
      copy,
      pages.get(FUNCTION / FRAME_SIZE)?.frame as number,
      (pages.get(FUNCTION / FRAME_SIZE)?.frame as number) + FRAME_SIZE,
    );
    const child = new HotMachineView(m, new Map(pages).set(FUNCTION / FRAME_SIZE, { frame: copy, permissions: 'rwx' }));
    child.patch(m, FUNCTION, addi(3, 0, 9));
    const mmu = new Mmu(m.physical, child, order);
    m.setGpr(3, 0n);
    m.setGpr(4, 0n);
    m.cpu.ctr = HOT;
    m.cpu.pc = CODE;
    expect(await m.goOn(undefined, mmu)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(BigInt(9 * HOT));
    expect(await sum(m)).toBe(BigInt(HOT));
  });

  test.each([
    ['the called function', FUNCTION],
    ['the loop itself', CODE],
  ])('is left when a system call in a hot loop maps other code over %s', async (_, where) => {
    const m = machine();
    // r3 += 1 by the function; r4 += 1 by the loop; a call to the kernel each round.
    const code = (by: number): Record<number, number[]> => ({
      [CODE]: [SC, bl(FUNCTION - (CODE + 4)), addi(4, 4, by), bdnz(-12), assemble('tw', { TO: 31 })],
      [FUNCTION]: [addi(3, 3, by), BLR],
    });
    m.code(CODE, code(1)[CODE] as number[]);
    m.code(FUNCTION, code(1)[FUNCTION] as number[]);
    let calls = 0;
    m.syscall = () => {
      if (++calls % 10_000 === 0) {
        m.map(where, 1, 'rx');
        m.code(where, code(1 + calls / 10_000)[where] as number[]);
        m.mmu.flushPage(0, where);
      }
      return 0;
    };
    m.cpu.ctr = 39_999;
    expect(await m.from(CODE)).toBe(Exit.trap);
    const turns = BigInt(10_000 * (1 + 2 + 3 + 4) - 1);
    expect([m.gpr(3), m.gpr(4)]).toEqual(where === CODE ? [39_999n, turns] : [turns, 39_999n]);
  });

  test('is left when a function deep below makes a system call that changes the caller', async () => {
    const m = machine();
    // CODE calls FUNCTION, which calls the kernel.
    const caller = (by: number): number[] => [
      bl(FUNCTION - CODE),
      addi(4, 4, by),
      bdnz(-8),
      assemble('tw', { TO: 31 }),
    ];
    m.code(CODE, caller(1));
    m.code(FUNCTION, [MFLR(0), bl(60), MTLR(0), BLR]);
    m.code(FUNCTION + 64, [SC, BLR]);
    let calls = 0;
    m.syscall = () => {
      if (++calls % 10_000 === 0) {
        m.code(CODE, caller(1 + calls / 10_000));
        m.engine.forgetCode(m.pages.get(CODE / FRAME_SIZE)?.frame as number);
      }
      return 0;
    };
    m.cpu.ctr = 39_999;
    expect(await m.from(CODE)).toBe(Exit.trap);
    expect(m.gpr(4)).toBe(BigInt(10_000 * (1 + 2 + 3 + 4) - 1));
  });

  test.each([1, 2, 3, 5, 7, 9])('is forgotten %i quanta after a computed jump in it went elsewhere', async (when) => {
    const m = machine();
    // Eight places, of which one is jumped to, then two, four, eight, by turns.
    const places = Array.from({ length: 8 }, (_, n) => [
      addi(4, 4, n + 1),
      assemble('b', { LI: 4 * (2 * (8 - n) - 1) }),
    ]);
    const head = [
      assemble('and', { RS: 8, RA: 7, RB: 10 }),
      assemble('rlwinm', { RS: 7, RA: 7, SH: 3, MB: 0, ME: 28 }),
      add(7, 7, 5),
      MTCTR(7),
      assemble('bcctr', { BO: 20 }),
    ];
    const tail = [addi(8, 8, -1), assemble('cmpi', { BF: 0, L: 1, RA: 8, SI: 0 })];
    const words = [...head, ...places.flat(), ...tail];
    m.code(CODE, [...words, assemble('bc', { BO: 4, BI: 2, BD: -4 * words.length }), SC]);
    m.setGpr(5, BigInt(CODE + 4 * head.length));
    m.setGpr(4, 0n);
    let expected = 0n;
    for (const mask of [0, 1, 3, 7]) {
      m.setGpr(10, BigInt(mask));
      m.setGpr(8, 20_000n);
      let quanta = 0;
      const forget = (): void => {
        if (++quanta === when) m.engine.forgetCode(m.pages.get(CODE / FRAME_SIZE)?.frame as number);
      };
      expect(await m.from(CODE, forget)).toBe(Exit.syscall);
      expected += (20_000n * BigInt(mask + 2)) / 2n;
      expect(m.gpr(4)).toBe(expected);
    }
  });

  test('spans two pages, and the second one is mapped anew', async () => {
    const m = machine();
    const start = CODE + FRAME_SIZE - 8;
    const words = (by: number): number[] => [addi(4, 4, 1), addi(5, 5, 1), addi(6, 6, by), bdnz(-12), SC];
    for (const by of [1, 2, 3]) {
      m.map(CODE + FRAME_SIZE, 1, 'rx');
      m.code(start, words(by));
      m.mmu.flushPage(0, CODE + FRAME_SIZE);
      m.setGpr(6, 0n);
      m.cpu.ctr = HOT;
      expect(await m.from(start)).toBe(Exit.syscall);
      expect(m.gpr(6)).toBe(BigInt(by * HOT));
    }
  });
});

/** The same machine's memory with pages of its own. */
class HotMachineView {
  readonly #machine: HotMachine;
  readonly #pages: HotMachine['pages'];

  constructor(machine: HotMachine, pages: HotMachine['pages']) {
    this.#machine = machine;
    this.#pages = pages;
  }

  translate(hi: number, lo: number, access: 0 | 1 | 2): number {
    return this.#with(() => this.#machine.translate(hi, lo, access));
  }

  patch(machine: HotMachine, address: number, word: number): void {
    this.#with(() => machine.code(address, [word]));
  }

  #with<T>(act: () => T): T {
    const { pages } = this.#machine;
    const old = new Map(pages);
    for (const [number, page] of this.#pages) pages.set(number, page);
    try {
      return act();
    } finally {
      for (const [number, page] of old) pages.set(number, page);
    }
  }
}
