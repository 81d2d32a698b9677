import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, interpreterModule, TestMachine } from '../emulator/support/machine.ts';
import type { Mnemonic } from '../../emulator/decode.ts';
import { Engine } from '../../emulator/engine.ts';
import { FPSCR } from '../../emulator/float/fpscr.ts';
import { Exit, FRAME_SIZE } from '../../emulator/index.ts';
import { Compiler, makeCompiler } from '../../emulator/jit/compiler.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { STATE } from '../../emulator/state.ts';
import { finite } from './doubles.ts';

// What the command turns on where Node does not: fused multiply-add.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const CODE = 0x10000;
const DATA = 0x100000;
const COUNT = 150;
/** Three vectors of operands and one of the result. */
const SPAN = 64;

const usual = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 3, arbitrary: fc.integer({ min: -5000, max: 5000 }) },
  { weight: 1, arbitrary: finite },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Infinity, -Infinity, NaN, 2 ** -1074, 1.7e308) },
);
const numbers = fc.sample(usual, { seed: 42, numRuns: 12 * COUNT });
const integers = fc.sample(fc.integer({ min: -3000, max: 3000 }), { seed: 42, numRuns: 12 * COUNT });

const DOUBLES: readonly Mnemonic[] = [
  'xvadddp',
  'xvsubdp',
  'xvmuldp',
  'xvdivdp',
  'xvsqrtdp',
  'xvmaddadp',
  'xvmsubmdp',
  'xvnmaddadp',
  'xvnmsubmdp',
  'xvmaxdp',
  'xvcmpgtdp',
  'xvcvdpsp',
  'xvcvdpsxds',
  'xvcvdpsxws',
  'xvcvsxddp',
  'xvrdpi',
  'xvrdpic',
];
const SINGLES: readonly Mnemonic[] = [
  'xvaddsp',
  'xvsubsp',
  'xvmulsp',
  'xvdivsp',
  'xvsqrtsp',
  'xvmaddasp',
  'xvnmsubmsp',
  'xvmaxsp',
  'xvcvspdp',
  'xvcvspsxws',
  'xvcvsxwsp',
  'xvrspic',
];
const FUSED = /^xvn?m(add|sub)/;
const UNARY = /^xv(sqrt|cv|r[ds]p)/;

/** Runs a loop over the cases; compiled or not. */
class Loop {
  readonly #machine = new TestMachine('little');
  readonly #engine: Engine;

  constructor(mnemonic: Mnemonic, compiler: Compiler | undefined) {
    const machine = this.#machine;
    machine.map(CODE, 1);
    machine.map(DATA, 16, 'rw');
    const load = (XT: number, RB: number): number => assemble('lxvd2x', { XT, RA: 3, RB });
    const operands = UNARY.test(mnemonic) ? { XT: 4, XB: 1 } : { XT: 4, XA: 1, XB: 2 };
    machine.code(CODE, [
      load(1, 6),
      load(2, 7),
      load(4, 8),
      assemble(mnemonic, operands),
      assemble('stxvd2x', { XS: 4, RA: 3, RB: 9 }),
      assemble('addi', { RT: 3, RA: 3, SI: SPAN }),
      assemble('bc', { BO: 16, BI: 0, BD: -24 }),
      assemble('sc', { LEV: 0 }),
    ]);
    [0, 16, 32, 48].forEach((offset, n) => machine.setGpr(6 + n, BigInt(offset)));
    this.#engine = new Engine(machine.physical, {
      syscall: () => 1,
      timeBase: () => 0,
      random: () => 0,
      module: interpreterModule,
      ...(compiler === undefined
        ? {}
        : { compiler: () => Promise.resolve(compiler), patience: { outer: 4, inner: 8, fuel: 1 } }),
    });
  }

  run(bytes: Uint8Array, fpscr: number): { data: string; fpscr: number } {
    const machine = this.#machine;
    const { cpu } = machine;
    this.#eachPage((frame, at) => machine.physical.u8.set(bytes.subarray(at, at + FRAME_SIZE), frame));
    cpu.set(STATE.fpscr, 0, fpscr);
    machine.setGpr(3, BigInt(DATA));
    cpu.set(STATE.ctr, 0, COUNT);
    cpu.pc = CODE;
    for (let exit: Exit = Exit.fuel; exit === Exit.fuel; ) exit = this.#engine.run(cpu, machine.mmu, 200);
    let data = '';
    this.#eachPage((frame) => {
      data += Buffer.from(machine.physical.u8.slice(frame, frame + FRAME_SIZE)).toString('hex');
    });
    return { data, fpscr: cpu.fpscr };
  }

  /** The frames of the data; in a little-endian process they are as the program sees them. */
  #eachPage(visit: (frame: number, at: number) => void): void {
    for (let at = 0; at < SPAN * COUNT; at += FRAME_SIZE) {
      const page = this.#machine.pages.get((DATA + at) / FRAME_SIZE);
      if (page === undefined) throw new Error('no data there');
      visit(page.frame, at);
    }
  }

  get regions(): number {
    return this.#engine.statistics.regions;
  }
}

function operandsOf(values: readonly number[], size: 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(SPAN * COUNT));
  for (let at = 0; at < SPAN * COUNT; at += size) {
    const value = values[(at / size) % values.length] as number;
    if (size === 4) view.setFloat32(at, value, true);
    else view.setFloat64(at, value, true);
  }
  return new Uint8Array(view.buffer);
}

async function agree(mnemonic: Mnemonic, size: 4 | 8, compiler: Compiler): Promise<void> {
  const interpreted = new Loop(mnemonic, undefined);
  const compiled = new Loop(mnemonic, compiler);
  const states = [FPSCR.XX, 0, FPSCR.XX | FPSCR.VE, FPSCR.XX | 2];
  for (let round = 0; round < 24; round++) {
    const values = round % 3 === 2 ? integers : numbers;
    const bytes = operandsOf(values.slice(round * 100), size);
    const fpscr = states[round % states.length] as number;
    expect(compiled.run(bytes, fpscr)).toEqual(interpreted.run(bytes, fpscr));
    await Promise.resolve();
  }
  expect(compiled.regions).toBeGreaterThan(0);
}

describe('compiled vector floating point does as the interpreter does', () => {
  it.each(DOUBLES)('%s', (mnemonic) => agree(mnemonic, 8, makeCompiler()));
  it.each(SINGLES)('%s', (mnemonic) => agree(mnemonic, 4, makeCompiler()));

  describe('where the host cannot multiply and add', () => {
    const software = (): Compiler => new Compiler(false, SEMANTICS);
    it.each(DOUBLES.filter((mnemonic) => FUSED.test(mnemonic)))('%s', (mnemonic) => agree(mnemonic, 8, software()));
    it.each(SINGLES.filter((mnemonic) => FUSED.test(mnemonic)))('%s', (mnemonic) => agree(mnemonic, 4, software()));
  });
});
