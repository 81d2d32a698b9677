/** Single instructions in compiled code: in straight code, and in the body of a loop. */
import { disassemble } from '../../../emulator/disassembler.ts';
import type { Instruction } from '../../../emulator/decode.ts';
import type { Compiler } from '../../../emulator/jit/compiler.ts';
import { assemble } from '../../isa/cases/assembler.ts';
import type { State } from '../../isa/cases/block.ts';
import { type Case, drawCase, hash } from '../../isa/cases/case.ts';
import { Random } from '../../isa/cases/random.ts';
import { type ComparedMachine, CODE, differences } from './forced.ts';

/** Bytes for one case's code. */
const STUB = 64;
/** How often a loop is run. The first run meets an empty TLB, the second one no extents. */
const RUNS = 3;
const TURNS = 3n;

export interface Verdict {
  readonly mnemonic: string;
  /** Runs that were compared, and of those how many went back to the interpreter. */
  runs: number;
  interpreted: number;
  agree: number;
  /** What cannot be compiled. */
  refused: string[];
  /** The first few that differ, in words. */
  readonly examples: string[];
}

export function compareSingle(
  machine: ComparedMachine,
  compiler: Compiler,
  row: Instruction,
  cases: number,
  seed: number,
): Verdict {
  const verdict: Verdict = { mnemonic: row.mnemonic, runs: 0, interpreted: 0, agree: 0, refused: [], examples: [] };
  const SC = assemble('sc', { LEV: 0 });
  const words: number[] = [];
  const tests: { test: Case; root: number; loop: boolean }[] = [];
  for (let n = 0; n < cases; n++) {
    for (const loop of row.class === 'branch' ? [false] : [false, true]) {
      const root = CODE + STUB * tests.length;
      const test = drawCase(row, n, seed, root, 1);
      const body = [...test.words];
      // Branch back to the first word.
      if (loop) body.push(assemble('bc', { BO: 16, BI: 0, BD: -4 * body.length }));
      body.push(SC, SC, SC);
      while (body.length < STUB / 4) body.push(0);
      words.push(...body);
      tests.push({ test, root, loop });
    }
  }
  machine.code(words);
  const errors = machine.compile(
    compiler,
    tests.map(({ root }) => root),
  );
  for (const { test, root, loop } of tests) {
    const error = errors.get(root);
    if (error !== undefined) {
      verdict.refused.push(`${text(test)}: ${error.message}`);
      continue;
    }
    const drawn = test.number % 2 === 1 && isFloat(row) ? ordinary(test) : test.state;
    const state = loop ? { ...drawn, ctr: TURNS } : drawn;
    const image = machine.image(state);
    machine.load(image);
    const expected = machine.interpret(root);
    machine.forgetTranslations();
    for (let run = 0; run < RUNS; run++) {
      machine.load(image);
      const found = machine.runCompiled(root);
      verdict.runs++;
      if (found.interpreted && run > 0) verdict.interpreted++;
      const different = differences(expected, found);
      if (different.length === 0) verdict.agree++;
      else if (verdict.examples.length < 3)
        verdict.examples.push(
          `#${test.number}${loop ? ' in a loop' : ''}, run ${run}${found.interpreted ? ', interpreted' : ''}: ${text(test)}: ${different.slice(0, 6).join(', ')}`,
        );
    }
  }
  return verdict;
}

function isFloat({ mnemonic, class: kind }: Instruction): boolean {
  return kind === 'float' || /^(f|xs|xv|v.*fp|vrfi|vcfs|vcfu|vct)/.test(mnemonic);
}

const ROUNDED = 0x8200_0000n;

/**
 * The state with XX set, rounding to nearest, and numbers of everyday size: what native operations are used for. Registers
 * hold singles or doubles.
 */
function ordinary({ state, number, mnemonic }: Case): State {
  const random = new Random(hash(`ordinary ${mnemonic} ${number}`));
  const vsr = state.vsr.slice();
  const view = new DataView(vsr.buffer);
  const kind = number % 3;
  for (let at = 0; at < vsr.length; at += 8) {
    if (random.below(16) === 0) continue;
    const value = random.below(3) === 0 ? random.below(2000) - 1000 : random.word() / 2 ** random.below(40);
    if (kind === 0) view.setFloat64(at, value);
    else if (kind === 1) view.setFloat64(at, Math.fround(value));
    else for (const part of [0, 4]) view.setFloat32(at + part, (part === 0 ? 1 : -0.75) * value);
  }
  return { ...state, vsr, fpscr: (state.fpscr & 0x7_0001_f000n) | ROUNDED };
}

function text(test: Case): string {
  return test.words.map((word) => disassemble(word, 0)).join('; ');
}
