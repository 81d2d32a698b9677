/** Exceptions that are enabled while a hot loop does what raises them: it is left at the next operation that is due, as if interpreted. */
import { describe, expect, test } from 'vitest';
import { Exit, type Order } from '../../../emulator/index.ts';
import { FPSCR } from '../../../emulator/float/fpscr.ts';
import { assemble } from '../support/machine.ts';
import { CODE, ORDERS } from '../support/orders.ts';
import { HotMachine } from './hot-machine.ts';

const ROUNDS = 7000;
/** The round, from the end, in which the exception is enabled. */
const WHEN = 500;

/** FPRs that operations find. */
const NUMBERS = [
  0,
  1,
  3,
  1e300,
  2 ** -1060,
  2 ** -700,
  Number.POSITIVE_INFINITY,
  0.1,
  2 ** -1022,
  1.5 * 2 ** -1022,
] as const;
const [ZERO, ONE, THREE, HUGE, DENORMAL, TINY, INFINITE, TENTH, LEAST, MORE] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const TARGET = 20;
const NEGATIVE = 21;
/** 1 and 0 as decimals. */
const DECIMAL = 22;
/** A signalling NaN as a half. */
const NAN = 24;
/** 1 and 3 as quadwords, in VR 1 and 2. */
const QUADS = [0x3fff_0000_0000_0000n, 0x4000_8000_0000_0000n] as const;

/** Operations that raise something every time. */
const RAISING = [
  ['fdiv, inexact', 'XE', assemble('fdiv', { FRT: TARGET, FRA: ONE, FRB: THREE })],
  ['fadds, inexact', 'XE', assemble('fadds', { FRT: TARGET, FRA: ONE, FRB: TINY })],
  ['fmadd, inexact', 'XE', assemble('fmadd', { FRT: TARGET, FRA: TENTH, FRC: TENTH, FRB: THREE })],
  ['frsp, inexact', 'XE', assemble('frsp', { FRT: TARGET, FRB: TENTH })],
  ['xvmuldp, inexact', 'XE', assemble('xvmuldp', { XT: TARGET, XA: TENTH, XB: TENTH })],
  ['xsdivsp, inexact', 'XE', assemble('xsdivsp', { XT: TARGET, XA: ONE, XB: THREE })],
  ['fcfid, inexact', 'XE', assemble('fcfid', { FRT: TARGET, FRB: TENTH })],
  ['fmul, tiny and exact', 'UE', assemble('fmul', { FRT: TARGET, FRA: DENORMAL, FRC: ONE })],
  ['fsub, tiny and exact', 'UE', assemble('fsub', { FRT: TARGET, FRA: MORE, FRB: LEAST })],
  ['fmul, tiny and inexact', 'UE', assemble('fmul', { FRT: TARGET, FRA: TINY, FRC: TINY })],
  ['fmuls, too small', 'UE', assemble('fmuls', { FRT: TARGET, FRA: TINY, FRC: ONE })],
  ['fmul, too large', 'OE', assemble('fmul', { FRT: TARGET, FRA: HUGE, FRC: HUGE })],
  ['fdiv by zero', 'ZE', assemble('fdiv', { FRT: TARGET, FRA: ONE, FRB: ZERO })],
  ['xvdivdp by zero', 'ZE', assemble('xvdivdp', { XT: TARGET, XA: ONE, XB: ZERO })],
  ['fsub, infinities', 'VE', assemble('fsub', { FRT: TARGET, FRA: INFINITE, FRB: INFINITE })],
  ['fsqrt of a negative number', 'VE', assemble('fsqrt', { FRT: TARGET, FRB: NEGATIVE })],
  // What has no native form in compiled code either: quadwords (VSR 32 on), halves, decimals.
  ['xsdivqp, inexact', 'XE', assemble('xsdivqp', { VRT: 3, VRA: 1, VRB: 2 })],
  ['xsdivqp by zero', 'ZE', assemble('xsdivqp', { VRT: 3, VRA: 1, VRB: 0 })],
  ['xscvdphp, inexact', 'XE', assemble('xscvdphp', { XT: TARGET, XB: TENTH })],
  ['xscvhpdp of a NaN', 'VE', assemble('xscvhpdp', { XT: TARGET, XB: NAN })],
  ['ddiv by zero', 'ZE', assemble('ddiv', { FRT: TARGET, FRA: DECIMAL, FRB: DECIMAL + 1 })],
] as const;

type Enable = (typeof RAISING)[number][1];

/** XX is set in all programs that compute, and compiled code counts on it; what is enabled must not be set already, or it is due at once. */
const statusWith = (enable: Enable): number => FPSCR[enable] | (enable === 'XE' ? 0 : FPSCR.FX | FPSCR.XX);

/** Enables the exception in round `WHEN`. Each is a piece of the loop, and what its system calls do. */
interface Way {
  readonly code: (enable: Enable) => number[];
  readonly call: (machine: HotMachine, enable: Enable) => void;
  /** What of it is there from the beginning. */
  readonly traps: number;
  readonly fpscr: (enable: Enable) => number;
}

const CALL = [assemble('sc')];
/** Registers with the status, with and without the enable. */
const [WITH, WITHOUT] = [14, 15] as const;
const BIT = { VE: 24, OE: 25, UE: 26, ZE: 27, XE: 28 } as const;
const mtfsf = (FRB: number): number => assemble('mtfsf', { FLM: 0xff, FRB });
const nothing = (): number => 0;

const WAYS: Readonly<Record<string, Way>> = {
  'by the loop itself, with mtfsf': { code: () => [mtfsf(WITH)], call: () => {}, traps: 3, fpscr: nothing },
  'by the loop itself, with mtfsb1': {
    code: (enable) => [mtfsf(WITHOUT), assemble('mtfsb1', { BTF: BIT[enable] })],
    call: () => {},
    traps: 3,
    fpscr: nothing,
  },
  'by a system call': {
    code: () => CALL,
    call: ({ cpu }, enable) => {
      cpu.fpscr = statusWith(enable);
    },
    traps: 3,
    fpscr: nothing,
  },
  'by a system call that lets them through (PR_SET_FPEXC)': {
    code: () => CALL,
    call: ({ cpu }) => {
      cpu.floatTraps = 3;
    },
    traps: 0,
    fpscr: (enable) => FPSCR[enable],
  },
};

/** Other operations, none inexact, stand around it, so that the loop has something to keep. */
function program(operation: number, enabling: number[]): number[] {
  const loop = [
    assemble('fadd', { FRT: 11, FRA: 11, FRB: ONE }),
    assemble('fdiv', { FRT: 12, FRA: THREE, FRB: ONE }),
    assemble('cmpi', { BF: 0, L: 1, RA: 3, SI: WHEN }),
    assemble('bc', { BO: 4, BI: 2, BD: 4 * (enabling.length + 1) }),
    ...enabling,
    assemble('fmul', { FRT: 13, FRA: 12, FRC: THREE }),
    operation,
    assemble('addi', { RT: 3, RA: 3, SI: -1 }),
    assemble('cmpi', { BF: 0, L: 1, RA: 3, SI: 0 }),
  ];
  return [...loop, assemble('bc', { BO: 4, BI: 2, BD: -4 * loop.length }), assemble('tw', { TO: 31 })];
}

async function run(order: Order, compiles: boolean, operation: number, enable: Enable, way: Way) {
  const machine = new HotMachine(order, compiles);
  const { cpu } = machine;
  const words = program(operation, way.code(enable));
  // It waits some quanta until it is compiled.
  machine.quantum = 50;
  machine.map(CODE, 1, 'rx');
  machine.code(CODE, words);
  const view = new DataView(new ArrayBuffer(8));
  const set = (n: number, value: bigint | number): void => {
    if (typeof value === 'number') view.setFloat64(0, value);
    else view.setBigUint64(0, value);
    for (let i = 0; i < 8; i++) cpu.setVsrByte(n, i, view.getUint8(i));
  };
  NUMBERS.forEach((value, index) => set(index + 1, value));
  set(WITH, BigInt(statusWith(enable) >>> 0));
  set(WITHOUT, BigInt((statusWith(enable) & ~FPSCR.ENABLES) >>> 0));
  set(11, 0);
  set(NEGATIVE, -2);
  set(DECIMAL, 0x2238_0000_0000_0001n);
  set(DECIMAL + 1, 0x2238_0000_0000_0000n);
  set(NAN, 0x7d00n);
  QUADS.forEach((value, index) => set(33 + index, value));
  machine.setGpr(3, BigInt(ROUNDS));
  cpu.floatTraps = way.traps;
  cpu.fpscr = FPSCR.XX | FPSCR.FX | way.fpscr(enable);
  machine.syscall = () => {
    way.call(machine, enable);
    return 0;
  };
  const seen: unknown[] = [];
  for (let exit = await machine.from(CODE); ; exit = await machine.goOn()) {
    seen.push({ exit, ...machine.registers() });
    if (exit !== Exit.floatingPoint) break;
    expect(machine.gpr(3)).toBe(BigInt(WHEN));
    if (way.traps !== 0) expect(cpu.pc).toBe(CODE + 4 * words.indexOf(operation));
    // As a handler does that wants no more of them.
    cpu.fpscr &= ~(FPSCR.ENABLES | FPSCR.FEX);
    cpu.pc += 4;
  }
  const { exits } = machine.engine.statistics;
  return { seen, left: Object.values(exits).reduce((sum, count) => sum + count, 0) };
}

// By turns in both orders, which the registers do not know.
const IN_ORDERS = Object.entries(WAYS).map(([name, way], n) => [name, ORDERS[n % 2] as Order, way] as const);

describe.each(IN_ORDERS)('enabled %s (%s-endian)', (_, order, way) => {
  test.each(RAISING)('%s (%s) interrupts a hot loop', async (_, enable, operation) => {
    const [compiled, interpreted] = await Promise.all(
      [true, false].map((compiles) => run(order, compiles, operation, enable, way)),
    );
    // With each quantum that was over, or at each operation that is no native one.
    expect(compiled?.left).toBeGreaterThan(10);
    expect(compiled?.seen).toEqual(interpreted?.seen);
    const end = { exit: Exit.trap, r3: '0000000000000000' };
    expect(compiled?.seen).toMatchObject([{ exit: Exit.floatingPoint }, end]);
  });
});
