/**
 * The same program for a processor in 32-bit mode: a 32-bit big-endian ELF for qemu-ppc.
 *
 * It moves the low words of a case's GPRs, the 32 FPRs and the 32 VRs. A processor of this kind has no register besides LR
 * and CTR to jump through, so each case's code loads these two, and r3, by itself.
 */
import { decode, INSTRUCTIONS } from '../../../../emulator/decode.ts';
import { assemble, loadAddress } from '../../../isa/cases/assembler.ts';
import { BASE_REGISTER, BLOCK, WINDOW, WINDOW_SIZE } from '../../../isa/cases/block.ts';
import type { Case } from '../../../isa/cases/case.ts';
import { BLOCKS, type Driver, ending, layOut, type Program, STUBS } from './layout.ts';

const STUB_SIZE = 128;
/** Low words of doublewords. */
const LOW = 4;

const base = BASE_REGISTER;
const load = (RT: number, D: number): number => assemble('lwz', { RT, RA: base, D: D + LOW });
const store = (RS: number, D: number): number => assemble('stw', { RS, RA: base, D: D + LOW });
const li = (RT: number, SI: number): number => assemble('addi', { RT, RA: 0, SI });
const to = (SPR: number, offset: number): number[] => [load(3, offset), assemble('mtspr', { SPR, RS: 3 })];

/** What stands before a case's instructions: a call, so that a compiler begins there; and the registers through which they were reached. */
const BEFORE = [assemble('b', { LI: 4, LK: 1 }), ...to(8, BLOCK.lr), ...to(9, BLOCK.ctr), load(3, BLOCK.gpr + 8 * 3)];

/** A 32-bit processor compares words, whatever L says. */
const COMPARES = new Set(['cmpi', 'cmp', 'cmpli', 'cmpl']);
const L = 1 << 21;

/** The case as such a processor can run it. */
export function narrowed(test: Case): Case {
  const compares = (word: number): boolean => COMPARES.has(INSTRUCTIONS[decode(word)]?.mnemonic ?? '');
  return { ...test, words: test.words.map((word) => (compares(word) ? word & ~L : word)) };
}

/** Where a case's instructions stand. */
export function stubAddress32(index: number): number {
  return STUBS + STUB_SIZE * index + 4 * BEFORE.length;
}

export function writeProgram32(cases: readonly Case[]): Program {
  const form = { order: 'big', bits: 32, stubSize: STUB_SIZE, before: BEFORE, driver: driver(cases.length) } as const;
  return layOut(cases, form);
}

function driver(count: number): Driver {
  const words: number[] = [...loadAddress(base, BLOCKS)];
  const loop = words.length;
  const all = (count: number, make: (n: number) => readonly number[]): void => {
    for (let n = 0; n < count; n++) words.push(...make(n));
  };

  words.push(...loadAddress(30, WINDOW));
  all(WINDOW_SIZE / 4, (n) => [
    assemble('lwz', { RT: 3, RA: base, D: BLOCK.window + 4 * n }),
    assemble('stw', { RS: 3, RA: 30, D: 4 * n }),
  ]);
  words.push(assemble('lfd', { FRT: 0, RA: base, D: BLOCK.fpscr }), assemble('mtfsf', { FLM: 255, FRB: 0 }));
  words.push(li(3, BLOCK.vscr), assemble('lvx', { VRT: 0, RA: base, RB: 3 }), assemble('mtvscr', { VRB: 0 }));
  all(32, (n) => [assemble('lfd', { FRT: n, RA: base, D: BLOCK.vsr + 16 * n })]);
  all(32, (n) => [li(3, BLOCK.vsr + 16 * (32 + n)), assemble('lvx', { VRT: n, RA: base, RB: 3 })]);
  words.push(load(3, BLOCK.cr), assemble('mtcrf', { FXM: 255, RS: 3 }), ...to(1, BLOCK.xer), ...to(8, BLOCK.stub));
  all(31, (n) => [load(n, BLOCK.gpr + 8 * n)]);
  // Not through CTR: a compiler would take the driver for a computed jump, of which it wants to know all targets.
  words.push(assemble('bclr', { BO: 20 }));

  const epilogue = words.length;
  all(31, (n) => [store(n, BLOCK.gpr + 8 * n)]);
  words.push(assemble('mfcr', { RT: 3 }), store(3, BLOCK.cr));
  for (const [spr, offset] of [
    [1, BLOCK.xer],
    [8, BLOCK.lr],
    [9, BLOCK.ctr],
  ] as const)
    words.push(assemble('mfspr', { SPR: spr, RT: 3 }), store(3, offset));
  all(32, (n) => [assemble('stfd', { FRS: n, RA: base, D: BLOCK.vsr + 16 * n })]);
  all(32, (n) => [li(3, BLOCK.vsr + 16 * (32 + n)), assemble('stvx', { VRS: n, RA: base, RB: 3 })]);
  words.push(assemble('mffs', { FRT: 0 }), assemble('stfd', { FRS: 0, RA: base, D: BLOCK.fpscr }));
  words.push(assemble('mfvscr', { VRT: 0 }), li(3, BLOCK.vscr), assemble('stvx', { VRS: 0, RA: base, RB: 3 }));
  words.push(...loadAddress(30, WINDOW));
  all(WINDOW_SIZE / 4, (n) => [
    assemble('lwz', { RT: 3, RA: 30, D: 4 * n }),
    assemble('stw', { RS: 3, RA: base, D: BLOCK.window + 4 * n }),
  ]);
  words.push(...ending(words, loop, count, 32));
  return { words, epilogue };
}
