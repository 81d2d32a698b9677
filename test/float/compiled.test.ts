import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, interpreterModule, TestMachine } from '../emulator/support/machine.ts';
import type { FieldName, Mnemonic } from '../../emulator/decode.ts';
import { Engine } from '../../emulator/engine.ts';
import { FPSCR, summarize } from '../../emulator/float/fpscr.ts';
import { Kind, operationWord } from '../../emulator/float/operations.ts';
import { Exit, FRAME_SIZE } from '../../emulator/index.ts';
import { Compiler, makeCompiler } from '../../emulator/jit/compiler.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { STATE } from '../../emulator/state.ts';
import { finite } from './doubles.ts';
import { bitsOf } from './reference.ts';
import { Bench } from './unit.ts';

// What the command turns on where Node does not: fused multiply-add.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const CODE = 0x10000;
const DATA = 0x100000;
const COUNT = 600;
const SPAN = 32;

/** Operands of `COUNT` cases: ordinary numbers mostly, as programs have them, and what is not native among them. */
const usual = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 3, arbitrary: fc.integer({ min: -5000, max: 5000 }) },
  { weight: 1, arbitrary: finite },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Infinity, -Infinity, NaN, 2 ** -1074, 1.7e308) },
);
const seed = { seed: 42, numRuns: 3 * COUNT };
const numbers = fc.sample(usual, seed);
const singles = fc.sample(
  usual.map((x) => Math.fround(x)),
  seed,
);
const integers = fc.sample(fc.integer({ min: -3000, max: 3000 }), seed);

type Places = Partial<Record<FieldName, number>>;
type Row = readonly [Mnemonic, kind: number, single: boolean, places: Places, slots: readonly number[]];

const AB = { FRT: 4, FRA: 1, FRB: 2 };
const ABC = { FRT: 4, FRA: 1, FRB: 2, FRC: 3 };
const rows: readonly Row[] = [
  ['fadd', Kind.add, false, AB, [0, 1]],
  ['fsubs', Kind.subtract, true, AB, [0, 1]],
  ['fadds', Kind.add, true, AB, [0, 1]],
  ['fmul', Kind.multiply, false, { FRT: 4, FRA: 1, FRC: 2 }, [0, 1]],
  ['fmuls', Kind.multiply, true, { FRT: 4, FRA: 1, FRC: 2 }, [0, 1]],
  ['fdiv', Kind.divide, false, AB, [0, 1]],
  ['fdivs', Kind.divide, true, AB, [0, 1]],
  ['fsqrt', Kind.squareRoot, false, { FRT: 4, FRB: 1 }, [0]],
  ['fmadd', Kind.multiplyAdd, false, ABC, [0, 1, 2]],
  ['fmsub', Kind.multiplySubtract, false, ABC, [0, 1, 2]],
  ['fnmadd', Kind.negativeMultiplyAdd, false, ABC, [0, 1, 2]],
  ['fnmsub', Kind.negativeMultiplySubtract, false, ABC, [0, 1, 2]],
  ['fmadds', Kind.multiplyAdd, true, ABC, [0, 1, 2]],
  ['fnmsubs', Kind.negativeMultiplySubtract, true, ABC, [0, 1, 2]],
  ['frsp', Kind.convert, true, { FRT: 4, FRB: 1 }, [0]],
  ['fctidz', Kind.truncateToSigned64, false, { FRT: 4, FRB: 1 }, [0]],
  ['fctiwz', Kind.truncateToSigned32, false, { FRT: 4, FRB: 1 }, [0]],
  ['fctiw', Kind.toSigned32, false, { FRT: 4, FRB: 1 }, [0]],
  ['fcfid', Kind.fromSigned, false, { FRT: 4, FRB: 1 }, [0]],
  ['frin', Kind.integralAway, false, { FRT: 4, FRB: 1 }, [0]],
];

/** A loop over the cases: operands from memory, the instruction, its result to memory; then FPSCR. */
class Loop {
  readonly machine = new TestMachine('little');
  readonly #engine: Engine;

  constructor(mnemonic: Mnemonic, places: Places, compiler: Compiler | undefined, isSingle: boolean) {
    const { machine } = this;
    machine.map(CODE, 1);
    machine.map(DATA, 16, 'rw');
    // Singles come by lfs, so that compiled code knows what they are.
    const size = isSingle ? 4 : 8;
    const load = (FRT: number): number =>
      isSingle
        ? assemble('lfs', { FRT, RA: 3, D: size * (FRT - 1) })
        : assemble('lfd', { FRT, RA: 3, D: size * (FRT - 1) });
    machine.code(CODE, [
      load(1),
      load(2),
      load(3),
      assemble(mnemonic, places),
      assemble('stfd', { FRS: 4, RA: 3, D: 24 }),
      assemble('fcmpu', { BF: 1, FRA: 1, FRB: 2 }),
      assemble('mfcr', { RT: 5 }),
      assemble('addi', { RT: 3, RA: 3, SI: SPAN }),
      assemble('bc', { BO: 16, BI: 0, BD: -32 }),
      assemble('mffs', { FRT: 0 }),
      assemble('sc', { LEV: 0 }),
    ]);
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

  /** Results in order and FPSCR. */
  run(values: readonly number[], fpscr: number, isSingle: boolean): { results: bigint[]; fpscr: bigint } {
    const { machine } = this;
    const { cpu } = machine;
    const bytes = new DataView(new ArrayBuffer(SPAN * COUNT));
    values.forEach((value, n) => {
      const at = SPAN * Math.floor(n / 3) + (n % 3) * (isSingle ? 4 : 8);
      if (isSingle) bytes.setFloat32(at, value, true);
      else bytes.setFloat64(at, value, true);
    });
    const whole = new Uint8Array(bytes.buffer);
    this.#eachPage((frame, at) => machine.physical.u8.set(whole.subarray(at, at + FRAME_SIZE), frame));
    cpu.set(STATE.fpscr, 0, fpscr);
    machine.setGpr(3, BigInt(DATA));
    cpu.set(STATE.ctr, 0, COUNT);
    for (let exit: Exit = Exit.fuel; exit === Exit.fuel; ) {
      if (cpu.pc === 0) cpu.pc = CODE;
      exit = this.#engine.run(cpu, machine.mmu, 300);
      if (exit === Exit.syscall) break;
      expect(exit).toBe(Exit.fuel);
    }
    cpu.pc = 0;
    this.#eachPage((frame, at) =>
      whole.set(machine.physical.u8.subarray(frame, frame + whole.length - at).subarray(0, FRAME_SIZE), at),
    );
    const after = bytes;
    const results = Array.from({ length: COUNT }, (_, n) => after.getBigUint64(SPAN * n + 24, true));
    const bits = (BigInt(cpu.hi(STATE.vsr + 8)) << 32n) | BigInt(cpu.lo(STATE.vsr + 8));
    return { results, fpscr: bits };
  }

  /** The frames of the data; in a little-endian process they are as the program sees them. */
  #eachPage(visit: (frame: number, at: number) => void): void {
    for (let at = 0; at < SPAN * COUNT; at += FRAME_SIZE) {
      const page = this.machine.pages.get((DATA + at) / FRAME_SIZE);
      if (page === undefined) throw new Error('no data there');
      visit(page.frame, at);
    }
  }

  get regions(): number {
    return this.#engine.statistics.regions;
  }
}

const bench = new Bench();

/** What the exact unit says of the same cases. */
function expected([, kind, single, , slots]: Row, values: readonly number[], fpscr: number) {
  let status = fpscr;
  const results = Array.from({ length: COUNT }, (_, n) => {
    const [a = 0, b, c] = slots.map((slot) => values[3 * n + slot] as number);
    const operand = (x: number | undefined): bigint => (x === undefined ? 0n : bitsOf(x));
    const { bits, fpscr: next } = bench.scalar(
      operationWord(kind, { single }),
      status,
      operand(a),
      operand(b),
      operand(c),
    );
    status = next;
    return bits;
  });
  return { results, fpscr: status };
}

/** Without FPCC and VXSNAN, which are the compare's. */
const COMPARED = BigInt(FPSCR.FPCC);

describe.each([
  ['with the host multiplying and adding', () => makeCompiler()],
  ['with software multiplying and adding', () => new Compiler(false, SEMANTICS)],
] as const)('compiled floating point, %s, agrees with the exact unit', (_, compiler) => {
  it.each(rows)('%s', async (...row) => {
    const [mnemonic, , single, places] = row;
    const loop = new Loop(mnemonic, places, compiler(), single);
    const inputs = single ? singles : numbers;
    const states = [FPSCR.XX, 0, summarize(FPSCR.XX | FPSCR.VE | FPSCR.ZE), FPSCR.XX | 1];
    for (let round = 0; round < 10; round++) {
      const values = round % 3 === 2 ? integers : inputs;
      const fpscr = states[round % states.length] as number;
      const found = loop.run(values, fpscr, single);
      // Invalid operations leave the target of the case before, in the program as in the unit's answer.
      const wanted = expected(row, values, fpscr);
      if ((fpscr & FPSCR.ENABLES) === 0)
        expect(found.results.map((x) => x.toString(16))).toEqual(wanted.results.map((x) => x.toString(16)));
      const status = BigInt(wanted.fpscr >>> 0);
      expect(found.fpscr & ~COMPARED & 0xffffffffn).toBe(status & ~COMPARED);
      await Promise.resolve();
    }
    expect(loop.regions).toBeGreaterThan(0);
  });
});
