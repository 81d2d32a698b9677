/**
 * Loops that are compiled long before an instruction in them cannot go on: it looks as if they had been
 * interpreted, and goes on when the cause is gone.
 */
import { describe, expect, test } from 'vitest';
import type { FieldName, Mnemonic } from '../../../emulator/decode.ts';
import { Exit, FRAME_SIZE, type Order } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';
import { CODE, DATA } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const PAGES = 16;
const END = DATA + PAGES * FRAME_SIZE;
const STEP = 8;
const ROUNDS = (PAGES * FRAME_SIZE) / STEP;
type Row = readonly [mnemonic: Mnemonic, fields: Partial<Record<FieldName, number>>];

/** What fails when r3 comes to the page behind the data: r3 is the address, r9 holds 0, r10 a negative number. */
const ACCESSES: readonly Row[] = [
  ['lwz', { RT: 5, RA: 3, D: 0 }],
  ['lbz', { RT: 5, RA: 3, D: 7 }],
  ['lha', { RT: 5, RA: 3, D: 6 }],
  ['ldx', { RT: 3, RA: 3, RB: 9 }],
  ['stw', { RS: 6, RA: 3, D: 4 }],
  ['std', { RS: 6, RA: 3, DS: 0 }],
  ['sthx', { RS: 6, RA: 3, RB: 9 }],
  ['lwzu', { RT: 5, RA: 3, D: 4 }],
  ['stdu', { RS: 3, RA: 3, DS: 8 }],
  ['lfd', { FRT: 1, RA: 3, D: 0 }],
  ['lfsu', { FRT: 1, RA: 3, D: 4 }],
  ['stfd', { FRS: 2, RA: 3, D: 0 }],
  ['stfsx', { FRS: 2, RA: 3, RB: 9 }],
  ['lvx', { VRT: 1, RA: 3, RB: 9 }],
  ['stvx', { VRS: 1, RA: 3, RB: 9 }],
  ['lxvd2x', { XT: 1, RA: 3, RB: 9 }],
  ['stxvw4x', { XS: 1, RA: 3, RB: 9 }],
  ['ldbrx', { RT: 5, RA: 3, RB: 9 }],
  ['ldarx', { RT: 5, RA: 3, RB: 9 }],
  ['dcbz', { RA: 3, RB: 9 }],
];

/** A loop around an instruction, with enough around it that all kinds of registers are in use. */
function program(body: number[]): number[] {
  const loop = [
    assemble('addic', { RT: 7, RA: 7, SI: -3 }),
    assemble('adde', { RT: 8, RA: 8, RB: 7, OE: 1 }),
    assemble('cmp', { BF: 6, L: 1, RA: 7, RB: 8 }),
    assemble('fadd', { FRT: 3, FRA: 3, FRB: 4 }),
    assemble('fcmpu', { BF: 2, FRA: 3, FRB: 4 }),
    assemble('vadduwm', { VRT: 5, VRA: 5, VRB: 6 }),
    ...body,
    assemble('subf', { RT: 11, RA: 7, RB: 11, Rc: 1 }),
    assemble('addi', { RT: 31, RA: 31, SI: STEP }),
    assemble('or', { RS: 31, RA: 3, RB: 31 }),
  ];
  return [...loop, assemble('bc', { BO: 16, BI: 0, BD: -4 * loop.length }), assemble('sc')];
}

interface Case {
  readonly order: Order;
  readonly bits?: 32;
  readonly body: number[];
  readonly start?: number;
  readonly fpscr?: number;
  /** Rights of the page behind the data, if there is one. */
  readonly behind?: string;
  /** What the cause of the exit needs. */
  readonly repair: (machine: HotMachine) => void;
}

/** Runs a program twice, and wants the same exits with the same registers; tells them. */
async function agree({ order, bits, body, start = DATA, fpscr = 0, behind, repair }: Case): Promise<Exit[]> {
  const runs = [true, false].map(async (compiles) => {
    const machine = new HotMachine(order, compiles, bits ?? 64);
    const { cpu } = machine;
    machine.map(CODE, 1, 'rx');
    machine.map(DATA, PAGES, 'rw');
    if (behind !== undefined) machine.map(END, 1, behind);
    machine.code(CODE, program(body));
    for (let n = 4; n < 32; n++) machine.setGpr(n, BigInt(n) * 0x0123_4567_89ab_cdefn);
    for (let n = 0; n < 64; n++) for (let i = 0; i < 16; i++) cpu.setVsrByte(n, i, n + i);
    for (const n of [3, 31]) machine.setGpr(n, BigInt(start));
    machine.setGpr(9, 0n);
    machine.setGpr(30, BigInt(END - 4 * STEP));
    cpu.ctr = ROUNDS + 20;
    cpu.floatTraps = 3;
    cpu.fpscr = fpscr;
    const seen: unknown[] = [];
    const exits: Exit[] = [];
    cpu.pc = CODE;
    do {
      exits.push(await machine.goOn());
      const last = exits.at(-1) as Exit;
      const fault = last === Exit.fault ? machine.fault() : undefined;
      const word = last === Exit.syscall ? undefined : cpu.instructionWord;
      seen.push({ exit: last, fault, word, ...machine.registers() });
      if (last !== Exit.syscall) repair(machine);
    } while (exits.at(-1) !== Exit.syscall && exits.length < 10);
    const data = machine.read(END - FRAME_SIZE, FRAME_SIZE);
    expect(machine.regions > 0).toBe(compiles);
    return { exits, seen, data };
  });
  const [compiled, interpreted] = await Promise.all(runs);
  expect(compiled?.seen).toEqual(interpreted?.seen);
  expect(compiled?.data).toEqual(interpreted?.data);
  return compiled?.exits ?? [];
}

const mapBehind = (machine: HotMachine): void => {
  machine.map(END, 1, 'rw');
  machine.mmu.flushPage(0, END);
};
const skip = (machine: HotMachine): void => {
  machine.cpu.pc += 4;
};
const FAULTED = [Exit.fault, Exit.syscall];

describe.each(['little', 'big'] as const)('a hot loop of a %s-endian program', (order) => {
  test.each(ACCESSES)(
    'faults in %s where there is no page, and goes on when there is one',
    async (mnemonic, fields) => {
      expect(await agree({ order, body: [assemble(mnemonic, fields)], repair: mapBehind })).toEqual(FAULTED);
    },
  );

  test('faults in a store where only reading is allowed', async () => {
    const body = [assemble('lwz', { RT: 5, RA: 3, D: 0 }), assemble('stw', { RS: 7, RA: 3, D: 0 })];
    expect(await agree({ order, body, behind: 'r', repair: mapBehind })).toEqual(FAULTED);
  });

  test('faults in a store where the loop has read before', async () => {
    const body = [
      assemble('addi', { RT: 9, RA: 0, SI: FRAME_SIZE / 2 }),
      assemble('lwzx', { RT: 5, RA: 3, RB: 9 }),
      assemble('stw', { RS: 7, RA: 3, D: 0 }),
    ];
    expect(await agree({ order, body, behind: 'r', repair: mapBehind })).toEqual(FAULTED);
  });

  test.each(['lwz', 'ld', 'stw', 'std'] as const)(
    'accesses unaligned words by %s, and across pages',
    async (mnemonic) => {
      const body = [assemble(mnemonic, { RT: 5, RS: 7, RA: 3, [mnemonic.endsWith('d') ? 'DS' : 'D']: 0 })];
      for (const odd of [1, 5])
        expect(await agree({ order, body, start: DATA + odd, repair: mapBehind })).toEqual(FAULTED);
    },
  );

  test('faults at the first byte of the second page when an access crosses into it', async () => {
    const body = [assemble('std', { RS: 7, RA: 3, DS: 0 })];
    expect(await agree({ order, body, start: DATA + 3, behind: 'r', repair: mapBehind })).toEqual(FAULTED);
  });

  test('faults in the second of several accesses off one register with the first one done', async () => {
    const body = [
      assemble('std', { RS: 7, RA: 3, DS: -8 }),
      assemble('ld', { RT: 6, RA: 3, DS: 0 }),
      assemble('std', { RS: 6, RA: 3, DS: 8 }),
    ];
    expect(await agree({ order, body, start: DATA + 8, repair: mapBehind })).toEqual(FAULTED);
  });

  const rarely = (word: number): number[] => [
    assemble('cmpl', { BF: 0, L: 1, RA: 3, RB: 30 }),
    assemble('bc', { BO: 4, BI: 2, BD: 8 }),
    word,
  ];
  test.each([
    ['an illegal instruction', 0, Exit.illegal],
    ['a trap without condition', assemble('tw', { TO: 31, RA: 0, RB: 0 }), Exit.trap],
    ['a reservation at an odd address', assemble('lwarx', { RT: 5, RA: 0, RB: 9 }), Exit.alignment],
    ['a load from nowhere', assemble('ld', { RT: 5, RA: 0, DS: 0x100 }), Exit.fault],
  ] as const)('leaves at %s that comes once', async (_, word, exit) => {
    const odd = assemble('addi', { RT: 9, RA: 9, SI: 1 });
    const body = [odd, ...rarely(word), assemble('addi', { RT: 9, RA: 9, SI: -1 })];
    expect(await agree({ order, body, repair: skip })).toEqual([exit, Exit.syscall]);
  });

  test.each([
    ['tw', { TO: 4, RA: 3, RB: 30 }],
    ['td', { TO: 4, RA: 3, RB: 30 }],
    ['tdi', { TO: 4, RA: 9, SI: 7 }],
  ] as const)('leaves at %s when its condition holds', async (mnemonic, fields) => {
    const count = assemble('subf', { RT: 9, RA: 3, RB: 30 });
    const shifted = assemble('addi', { RT: 9, RA: 9, SI: 7 });
    const body = [count, shifted, assemble(mnemonic, fields)];
    expect(await agree({ order, body, repair: skip })).toEqual([Exit.trap, Exit.syscall]);
  });

  test('leaves at a misaligned lwarx', async () => {
    // r9 becomes 1 when r3 comes to r30.
    const body = [
      assemble('addi', { RT: 9, RA: 0, SI: 0 }),
      assemble('cmpl', { BF: 0, L: 1, RA: 3, RB: 30 }),
      assemble('bc', { BO: 4, BI: 2, BD: 8 }),
      assemble('addi', { RT: 9, RA: 0, SI: 1 }),
      assemble('lwarx', { RT: 5, RA: 3, RB: 9 }),
      assemble('stwcx.', { RS: 7, RA: 3, RB: 9 }),
    ];
    const aligned = (machine: HotMachine): void => {
      if (machine.gpr(9) === 1n) machine.setGpr(9, 0n);
      else mapBehind(machine);
    };
    expect(await agree({ order, body, repair: aligned })).toEqual([Exit.alignment, Exit.fault, Exit.syscall]);
  });

  test('leaves after an operation whose exception is enabled', async () => {
    // FPSCR.ZE is set, and r3 = r30 brings a division by zero.
    const body = [
      assemble('subf', { RT: 9, RA: 3, RB: 30 }),
      assemble('mtvsrd', { XT: 7, RA: 9 }),
      assemble('fcfid', { FRT: 7, FRB: 7 }),
      assemble('fdiv', { FRT: 8, FRA: 4, FRB: 7 }),
    ];
    const cleared = (machine: HotMachine): void => {
      machine.cpu.fpscr &= ~0x0400_0000;
      machine.cpu.pc += 4;
    };
    expect(await agree({ order, body, fpscr: 0x10, repair: cleared })).toEqual([Exit.floatingPoint, Exit.syscall]);
  });
});

test('a hot loop faults in what loads a string', async () => {
  const body = [assemble('lswi', { RT: 14, RA: 3, NB: 11 })];
  expect(await agree({ order: 'big', body, repair: mapBehind })).toEqual(FAULTED);
});

test('a hot loop of a 32-bit program faults in every access where there is no page', async () => {
  for (const [mnemonic, fields] of ACCESSES) {
    if (/^(ld|std)/.test(mnemonic)) continue;
    const body = [assemble(mnemonic, fields)];
    expect([mnemonic, ...(await agree({ order: 'big', bits: 32, body, repair: mapBehind }))]).toEqual([
      mnemonic,
      ...FAULTED,
    ]);
  }
});
