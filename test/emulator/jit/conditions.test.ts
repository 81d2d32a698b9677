/**
 * Condition fields and flags on the ways between loops: what an inner loop carries from turn to turn, a loop around it may
 * only keep for a way out, and yet reads behind the inner one.
 */
import { expect, test } from 'vitest';
import { Exit } from '../../../emulator/index.ts';
import { makeCompiler } from '../../../emulator/jit/compiler.ts';
import { assemble } from '../support/machine.ts';
import { CODE, ComparedMachine, differences, Image, Left } from './forced.ts';
import { MODES } from './modes.ts';

const [LT, EQ] = [0, 2];
const UNLESS = 4;
const COUNT = 16;

const addi = (RT: number, RA: number, SI: number): number => assemble('addi', { RT, RA, SI });
const add = (RT: number, RA: number, RB: number): number => assemble('add', { RT, RA, RB });
const isel = (RT: number, RA: number, RB: number, BC: number): number => assemble('isel', { RT, RA, RB, BC });
const bc = (BO: number, BI: number, BD: number): number => assemble('bc', { BO, BI, BD });
const compare = (RA: number, SI: number): number => assemble('cmpi', { BF: 0, L: 1, RA, SI });

/** Turns of a loop around these instructions, in a function that does not begin with it. */
const around = (...body: number[]): number[] => [
  addi(10, 0, 4),
  ...body,
  addi(10, 10, -1),
  assemble('cmpi', { BF: 1, L: 1, RA: 10, SI: 0 }),
  bc(UNLESS, 4 + EQ, -4 * (body.length + 2)),
  assemble('sc'),
];

const PROGRAMS: Readonly<Record<string, readonly number[]>> = {
  'a field that the inner loop reads before it sets it': around(
    addi(8, 0, 5),
    compare(8, 7),
    isel(4, 5, 6, LT),
    add(7, 7, 4),
    addi(8, 8, -1),
    compare(8, 2),
    bc(UNLESS, EQ, -16),
    isel(4, 5, 6, EQ),
    add(9, 9, 4),
  ),
  'a carry that the inner loop adds on': around(
    addi(8, 0, 5),
    assemble('mtspr', { RS: 8, SPR: 9 }),
    assemble('addic', { RT: 4, RA: 5, SI: 1 }),
    assemble('adde', { RT: 7, RA: 7, RB: 6 }),
    bc(COUNT, 0, -4),
    assemble('addze', { RT: 9, RA: 9 }),
  ),
};

const cases = Object.entries(PROGRAMS).flatMap(([name, words]) => MODES.map((mode) => [name, ...mode, words] as const));

test.each(cases)('%s, in %s-endian order, %i bits', (_, order, bits, words) => {
  const machine = new ComparedMachine(order, bits);
  machine.code(words);
  machine.compile(makeCompiler(), [CODE]);
  const gpr = Array.from({ length: 32 }, (__, n) => (n === 6 ? 0xc000_0001_c000_0001n : BigInt(n)));
  const rest = { cr: 0n, xer: 0n, lr: 0n, ctr: 0n, fpscr: 0n, vscr: 0 };
  const image = new Image();
  machine.draw({ gpr, vsr: new Uint8Array(1024), window: new Uint8Array(256), ...rest }, image);
  const [interpreted, compiled] = [new Left(), new Left()];
  machine.load(image);
  machine.interpret(CODE, interpreted);
  machine.load(image);
  machine.forgetTranslations();
  machine.runCompiled(CODE, compiled);
  expect(interpreted.exit).toBe(Exit.syscall);
  expect(differences(interpreted, compiled)).toEqual([]);
});
