/** Calls within calls in compiled code: deeper than the host's stack, left in the middle, and interrupted. */
import { describe, expect, test } from 'vitest';
import { Exit, FRAME_SIZE } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const SC = assemble('sc');
const BLR = assemble('bclr', { BO: 20 });
const addi = (RT: number, RA: number, SI: number) => assemble('addi', { RT, RA, SI });
const bl = (LI: number) => assemble('b', { LI, LK: 1 });
const bdnz = (BD: number) => assemble('bc', { BO: 16, BI: 0, BD });
const STACK = 0x4000_0000;
const FUNCTION = CODE + 0x100;

/** r4 becomes r3 and more, by calls one within the other; `bottom` is done in the innermost one. */
function recursive(bottom: number[]): number[] {
  const deeper = [
    assemble('mfspr', { RT: 0, SPR: 8 }),
    assemble('std', { RS: 0, RA: 1, DS: 16 }),
    assemble('stdu', { RS: 1, RA: 1, DS: -32 }),
    addi(3, 3, -1),
  ];
  const head = [
    assemble('cmpi', { BF: 0, L: 1, RA: 3, SI: 0 }),
    assemble('bc', { BO: 4, BI: 2, BD: 4 * (bottom.length + 2) }),
  ];
  const start = [...head, ...bottom, BLR, ...deeper];
  return [
    ...start,
    bl(-4 * start.length),
    addi(4, 4, 1),
    addi(1, 1, 32),
    assemble('ld', { RT: 0, RA: 1, DS: 16 }),
    assemble('mtspr', { RS: 0, SPR: 8 }),
    BLR,
  ];
}

describe.each(ORDERS)('compiled %s-endian calls', (order) => {
  function machine(bottom: number[], stackBytes = 1 << 20): HotMachine {
    const m = new HotMachine(order, true);
    m.map(CODE, 1, 'rx');
    m.map(STACK - stackBytes, stackBytes / FRAME_SIZE + 1, 'rw');
    m.code(CODE, [bl(FUNCTION - CODE), SC, bl(FUNCTION - (CODE + 8)), bdnz(-4), SC]);
    m.code(FUNCTION, recursive(bottom));
    m.setGpr(1, BigInt(STACK));
    return m;
  }

  test('go a million deep when the guest has the stack for it', async () => {
    const m = machine([], 32 << 20);
    // Hot first, then as deep as it goes without a pause.
    for (const depth of [100_000, 1_000_000]) {
      m.setGpr(3, BigInt(depth));
      m.setGpr(4, 0n);
      expect(await m.from(CODE)).toBe(Exit.syscall);
      expect([m.gpr(3), m.gpr(4), m.gpr(1)]).toEqual([0n, BigInt(depth), BigInt(STACK)]);
      m.quantum = 100_000_000;
    }
    expect(m.regions).toBeGreaterThan(0);
  });

  /** Keeps LR in a frame that crosses no page, does the call, and comes back. */
  const around = (call: (at: number) => number[], at: number): number[] => {
    const before = [
      assemble('cmpi', { BF: 0, L: 1, RA: 3, SI: 0 }),
      assemble('bclr', { BO: 12, BI: 2 }),
      assemble('mfspr', { RT: 0, SPR: 8 }),
      assemble('std', { RS: 0, RA: 1, DS: -16 }),
      assemble('stdu', { RS: 1, RA: 1, DS: -64 }),
      addi(3, 3, -1),
    ];
    return [
      ...before,
      ...call(at + 4 * before.length),
      addi(4, 4, 1),
      addi(1, 1, 64),
      assemble('ld', { RT: 0, RA: 1, DS: -16 }),
      assemble('mtspr', { RS: 0, SPR: 8 }),
      BLR,
    ];
  };
  const OTHER = FUNCTION + 0x100;

  test.each([
    ['a function calls itself', around((at) => [bl(FUNCTION - at)], FUNCTION), []],
    [
      'two functions call each other',
      around((at) => [bl(OTHER - at)], FUNCTION),
      around((at) => [bl(FUNCTION - at)], OTHER),
    ],
    [
      'a function is called by its address',
      around(() => [assemble('mtspr', { RS: 12, SPR: 9 }), assemble('bcctr', { BO: 20, LK: 1 })], FUNCTION),
      [],
    ],
  ])("leave some of the host's stack, however deep they go: %s", async (_, one, other) => {
    const DEPTH = 200_000;
    const m = machine([], DEPTH * 64);
    m.code(FUNCTION, one);
    m.code(OTHER, other);
    m.setGpr(12, BigInt(FUNCTION));
    for (const quantum of [500, 100_000_000]) {
      m.quantum = quantum;
      m.setGpr(3, BigInt(DEPTH));
      m.setGpr(4, 0n);
      expect(await m.from(CODE)).toBe(Exit.syscall);
      expect([m.gpr(3), m.gpr(4), m.gpr(1)]).toEqual([0n, BigInt(DEPTH), BigInt(STACK)]);
    }
    // The second time hundreds of calls lay within each other, and then all of them were left.
    const { exits } = m.engine.statistics;
    expect(exits['system']).toBeGreaterThan(50);
    expect(exits['system']).toBeLessThan(DEPTH / 100);
  });

  test("fault where the guest's stack ends", async () => {
    const m = machine([], 1 << 20);
    for (let round = 0; round < 3; round++) {
      m.setGpr(1, BigInt(STACK));
      m.setGpr(3, 1_000_000n);
      m.setGpr(4, 0n);
      expect(await m.from(CODE)).toBe(Exit.fault);
      // The first store beyond it is that of the back chain, 32 bytes below a frame.
      const last = STACK - (1 << 20);
      expect(m.fault()).toEqual({ address: (last - 32).toString(16).padStart(16, '0'), access: 1 });
      expect(m.gpr(1)).toBe(BigInt(last));
      expect(m.gpr(3)).toBe(BigInt(1_000_000 - (1 << 20) / 32));
    }
  });

  test('are left by a jump from the innermost one (longjmp)', async () => {
    // The innermost call restores r1 and jumps to r30.
    const m = machine([addi(1, 29, 0), assemble('mtspr', { RS: 30, SPR: 9 }), assemble('bcctr', { BO: 20 })]);
    // r3 := 20; call it; it comes back to the addi behind.
    m.code(CODE, [
      addi(3, 0, 20),
      bl(FUNCTION - (CODE + 4)),
      assemble('tw', { TO: 31 }),
      addi(31, 31, 1),
      addi(28, 28, -1),
    ]);
    m.code(CODE + 20, [
      assemble('cmpi', { BF: 0, L: 1, RA: 28, SI: 0 }),
      assemble('bc', { BO: 4, BI: 2, BD: -24 }),
      SC,
    ]);
    m.setGpr(29, BigInt(STACK));
    m.setGpr(30, BigInt(CODE + 12));
    m.setGpr(28, 20_000n);
    m.setGpr(4, 0n);
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect([m.gpr(31), m.gpr(4), m.gpr(1)]).toEqual([20_000n, 0n, BigInt(STACK)]);
    expect(m.regions).toBeGreaterThan(0);
  });

  test('are left by a system call that goes on elsewhere (a signal handler), and come back', async () => {
    const m = machine([SC]);
    // The "handler" at CODE + 0x200 counts in r20 and asks to return; then all goes on behind the first call.
    m.code(CODE + 0x200, [addi(20, 20, 1), SC]);
    let interrupted: number | undefined;
    m.syscall = ({ cpu }) => {
      if (cpu.pc === CODE + 0x208) cpu.pc = interrupted as number;
      else if (cpu.pc === FUNCTION + 12) [interrupted, cpu.pc] = [cpu.pc, CODE + 0x200];
      else return 1;
      return 0;
    };
    m.setGpr(20, 0n);
    m.setGpr(4, 0n);
    for (let round = 1; round <= 3000; round++) {
      m.setGpr(3, 10n);
      expect(await m.from(CODE)).toBe(Exit.syscall);
    }
    expect([m.gpr(20), m.gpr(4), m.gpr(1)]).toEqual([3000n, 30_000n, BigInt(STACK)]);
  });

  test('return elsewhere than where they were called from', async () => {
    const m = machine([]);
    // The function adds 8 to LR every time: the trap behind the call is passed over.
    m.code(CODE, [bl(FUNCTION - CODE), assemble('tw', { TO: 31 }), assemble('tw', { TO: 31 }), bdnz(-12), SC]);
    m.code(FUNCTION, [
      assemble('mfspr', { RT: 5, SPR: 8 }),
      addi(5, 5, 8),
      assemble('mtspr', { RS: 5, SPR: 8 }),
      addi(4, 4, 1),
      BLR,
    ]);
    m.setGpr(4, 0n);
    m.cpu.ctr = 20_000;
    expect(await m.from(CODE)).toBe(Exit.syscall);
    expect(m.gpr(4)).toBe(20_000n);
  });

  test('are interrupted by the poll word within a quantum, with everything in place', async () => {
    const m = machine([]);
    m.code(CODE, [addi(4, 4, 1), addi(5, 5, 2), bdnz(-8), SC]);
    m.setGpr(4, 0n);
    m.setGpr(5, 0n);
    m.cpu.ctr = 100_000;
    m.cpu.pc = CODE;
    let exit: Exit;
    let interruptions = 0;
    do {
      exit = await m.goOn(() => m.cpu.interrupt());
      expect(m.gpr(5)).toBe(2n * m.gpr(4));
      m.cpu.clearInterrupt();
      if (exit === Exit.interrupted) interruptions++;
    } while (exit !== Exit.syscall);
    expect(m.gpr(4)).toBe(100_000n);
    expect(interruptions).toBeGreaterThan(50);
  });
});
