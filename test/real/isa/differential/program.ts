/** The static ELF that runs cases one after the other and writes their blocks to standard output. */
import type { Order } from '../../../../emulator/memory/access.ts';
import { assemble, loadAddress } from '../../../isa/cases/assembler.ts';
import { BASE_REGISTER, BLOCK, WINDOW, WINDOW_SIZE } from '../../../isa/cases/block.ts';
import type { Case } from '../../../isa/cases/case.ts';
import { BLOCKS, type Driver, ending, layOut, type Program, STUBS } from './layout.ts';

/** A case's instructions and the branch back. */
const STUB_SIZE = 64;

/** Where a case's instructions stand. */
export function stubAddress(index: number): number {
  return STUBS + STUB_SIZE * index;
}

export function writeProgram(cases: readonly Case[], order: Order): Program {
  return layOut(cases, { order, bits: 64, stubSize: STUB_SIZE, before: [], driver: driver(cases.length) });
}

function driver(count: number): Driver {
  const base = BASE_REGISTER;
  const words: number[] = [...loadAddress(base, BLOCKS)];
  const loop = words.length;
  const load = (RT: number, D: number): number => assemble('ld', { RT, RA: base, DS: D });
  const store = (RS: number, D: number): number => assemble('std', { RS, RA: base, DS: D });
  const all = (count: number, make: (n: number) => readonly number[]): void => {
    for (let n = 0; n < count; n++) words.push(...make(n));
  };

  words.push(...loadAddress(30, WINDOW));
  all(WINDOW_SIZE / 8, (n) => [load(3, BLOCK.window + 8 * n), assemble('std', { RS: 3, RA: 30, DS: 8 * n })]);
  words.push(assemble('lfd', { FRT: 0, RA: base, D: BLOCK.fpscr }), assemble('mtfsf', { FLM: 255, FRB: 0, L: 1 }));
  words.push(assemble('lxv', { XT: 32, RA: base, DQ: BLOCK.vscr }), assemble('mtvscr', { VRB: 0 }));
  all(64, (n) => [assemble('lxv', { XT: n, RA: base, DQ: BLOCK.vsr + 16 * n })]);
  words.push(load(3, BLOCK.cr), assemble('mtcrf', { FXM: 255, RS: 3 }));
  for (const [spr, offset] of [
    [1, BLOCK.xer],
    [8, BLOCK.lr],
    [9, BLOCK.ctr],
    [815, BLOCK.stub],
  ] as const)
    words.push(load(3, offset), assemble('mtspr', { SPR: spr, RS: 3 }));
  all(31, (n) => [load(n, BLOCK.gpr + 8 * n)]);
  words.push(assemble('bctar', { BO: 20 }));

  const epilogue = words.length;
  all(31, (n) => [store(n, BLOCK.gpr + 8 * n)]);
  words.push(assemble('mfcr', { RT: 3 }), store(3, BLOCK.cr));
  for (const [spr, offset] of [
    [1, BLOCK.xer],
    [8, BLOCK.lr],
    [9, BLOCK.ctr],
  ] as const)
    words.push(assemble('mfspr', { SPR: spr, RT: 3 }), store(3, offset));
  all(64, (n) => [assemble('stxv', { XS: n, RA: base, DQ: BLOCK.vsr + 16 * n })]);
  words.push(assemble('mffs', { FRT: 0 }), assemble('stfd', { FRS: 0, RA: base, D: BLOCK.fpscr }));
  words.push(assemble('mfvscr', { VRT: 0 }), assemble('stxv', { XS: 32, RA: base, DQ: BLOCK.vscr }));
  words.push(...loadAddress(30, WINDOW));
  all(WINDOW_SIZE / 8, (n) => [assemble('ld', { RT: 3, RA: 30, DS: 8 * n }), store(3, BLOCK.window + 8 * n)]);
  words.push(...ending(words, loop, count, 64));
  return { words, epilogue };
}
