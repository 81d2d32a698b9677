/** Single instructions in compiled code: in straight code, and in the body of a loop. */
import { disassemble } from '../../../emulator/disassembler.ts';
import type { Instruction } from '../../../emulator/decode.ts';
import type { Compiler } from '../../../emulator/jit/compiler.ts';
import { assemble } from '../../isa/cases/assembler.ts';
import type { State } from '../../isa/cases/block.ts';
import { type Case, drawCase, hash } from '../../isa/cases/case.ts';
import { Random } from '../../isa/cases/random.ts';
import { accessesMemory } from '../../isa/cases/storage.ts';
import { VectorPool } from '../../isa/cases/vector-pool.ts';
import { type ComparedMachine, CODE, differences, Image, Left } from './forced.ts';

/** Bytes for one case's code. */
const STUB = 64;
/** How often what accesses memory runs in its first state. The first run meets an empty TLB, the second one no extents. */
const RUNS = 3;
const TURNS = 3n;

export interface Verdict {
  readonly mnemonic: string;
  /** Instructions with a state that were compared. */
  cases: number;
  /** Runs, and of those how many went back to the interpreter. */
  runs: number;
  interpreted: number;
  agree: number;
  /** What cannot be compiled. */
  readonly refused: string[];
  /** The first few that differ, in words. */
  readonly examples: string[];
}

/** Cases with the same words, in the same place. */
interface Stub {
  readonly root: number;
  readonly loop: boolean;
  readonly cases: Case[];
}

export interface Amount {
  /** Different instructions of a row; every second one stands in a loop. */
  readonly words: number;
  /** And states that each of them runs in. */
  readonly states: number;
  readonly seed: number;
}

/** Compares single instructions in one machine. */
export class Singles {
  readonly #machine: ComparedMachine;
  readonly #compiler: Compiler;
  /** Of the states of one stub, used again by the next. */
  readonly #images: Image[] = [];
  readonly #wanted: Left[] = [];
  readonly #found = new Left();

  constructor(machine: ComparedMachine, compiler: Compiler) {
    this.#machine = machine;
    this.#compiler = compiler;
  }

  compare(row: Instruction, amount: Amount): Verdict {
    const verdict: Verdict = {
      mnemonic: row.mnemonic,
      cases: 0,
      runs: 0,
      interpreted: 0,
      agree: 0,
      refused: [],
      examples: [],
    };
    const stubs = place(row, amount);
    this.#machine.code(stubs.flatMap((stub) => codeOf(stub)));
    const errors = this.#machine.compile(
      this.#compiler,
      stubs.map(({ root }) => root),
    );
    const runs = accessesMemory(row) ? RUNS : 1;
    for (const stub of stubs) {
      const error = errors.get(stub.root);
      if (error === undefined) this.#compareStub(stub, isFloat(row), runs, verdict);
      else verdict.refused.push(`${text(stub.cases[0] as Case)}: ${error.message}`);
    }
    return verdict;
  }

  #compareStub({ root, loop, cases }: Stub, float: boolean, runs: number, verdict: Verdict): void {
    const machine = this.#machine;
    const [images, wanted, found] = [this.#images, this.#wanted, this.#found];
    cases.forEach((test, n) => {
      const image = (images[n] ??= new Image());
      const drawn = n % 2 === 1 && float ? ordinary(test, n) : test.state;
      machine.draw(loop ? { ...drawn, ctr: TURNS } : drawn, image);
      machine.load(image);
      machine.interpret(root, (wanted[n] ??= new Left()));
    });
    machine.forgetTranslations();
    cases.forEach((test, n) => {
      verdict.cases++;
      for (let run = 0; run < (n === 0 ? runs : 1); run++) {
        machine.load(images[n] as Image);
        machine.runCompiled(root, found);
        verdict.runs++;
        // The first run of what accesses memory misses the TLB.
        if (found.interpreted && n + run > 0) verdict.interpreted++;
        const different = differences(wanted[n] as Left, found);
        if (different.length === 0) verdict.agree++;
        else if (verdict.examples.length < 3) {
          const where = `#${test.number}${loop ? ' in a loop' : ''}, state ${n}, run ${run}${found.interpreted ? ', interpreted' : ''}`;
          verdict.examples.push(`${where}: ${text(test)}: ${different.slice(0, 6).join(', ')}`);
        }
      }
    });
  }
}

/** The cases of a row, each with its place. */
function place(row: Instruction, { words, states, seed }: Amount): Stub[] {
  const pool = new VectorPool(new Random(hash(`${seed} ${row.mnemonic}`)));
  const stubs: Stub[] = [];
  for (let number = 0; number < words; number++) {
    const loop = row.class !== 'branch' && number % 2 === 1;
    for (let variant = 0; variant < states; variant++) {
      let stub = variant > 0 ? stubs.at(-1) : undefined;
      const root = stub?.root ?? CODE + STUB * stubs.length;
      let test = drawCase(row, number, seed, root, 1, { number: variant, pool });
      if (stub === undefined || String(stub.cases[0]?.words) !== String(test.words)) {
        stub = { root: CODE + STUB * stubs.length, loop, cases: [] };
        // Where it jumps to, and what is defined, may depend on the place.
        if (stub.root !== root) test = drawCase(row, number, seed, stub.root, 1, { number: variant, pool });
        stubs.push(stub);
      }
      stub.cases.push(test);
    }
  }
  return stubs;
}

function codeOf({ loop, cases }: Stub): number[] {
  const code = [...(cases[0] as Case).words];
  // Branch back to the first word.
  if (loop) code.push(assemble('bc', { BO: 16, BI: 0, BD: -4 * code.length }));
  const SC = assemble('sc', { LEV: 0 });
  code.push(SC, SC, SC);
  while (code.length < STUB / 4) code.push(0);
  return code;
}

function isFloat({ mnemonic, class: kind }: Instruction): boolean {
  return kind === 'float' || /^(f|xs|xv|v.*fp|vrfi|vcfs|vcfu|vct)/.test(mnemonic);
}

const ROUNDED = 0x8200_0000n;

/**
 * The state with XX set, rounding to nearest, and numbers of everyday size: what native operations are used for. Registers
 * hold singles or doubles.
 */
function ordinary({ state, number, mnemonic }: Case, variant: number): State {
  const random = new Random(hash(`ordinary ${mnemonic} ${number} ${variant}`));
  const vsr = state.vsr.slice();
  const view = new DataView(vsr.buffer);
  const kind = (number + variant) % 3;
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
