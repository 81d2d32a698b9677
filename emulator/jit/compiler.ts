/**
 * From guest code to a WebAssembly module. Heavy: it has all semantics. `Regions` loads it when
 * something is hot.
 */
import type { Order } from '../memory/access.ts';
import type { Processor } from '../processor.ts';
import type { SemanticsTable } from '../semantics/builder.ts';
import { ARRIVAL } from '../state.ts';
import { SEMANTICS } from '../semantics/index.ts';
import { semanticsOf } from '../semantics/of-processor.ts';
import { Instructions } from './effects.ts';
import { fusesMultiplyAdd } from './fused.ts';
import { type Block, discover, DISPATCH, type Fetch, insideOf, trim } from './flow.ts';
import { inlineCalls, placeOf } from './inline.ts';
import { RegionModule } from './module.ts';
import { translate } from './translate.ts';

/** Guest instructions of a region at most: V8's optimizer is superlinear. */
const INSTRUCTIONS = 400;
/** What a region has behind its loop, when it begins with one. */
const AFTER_LOOP = 50;
/** And of one that begins in the middle of a function, behind a call or a computed jump. */
const FEW_INSTRUCTIONS = 80;

export interface Root {
  readonly address: bigint;
  /** To be left out when another region has it too: the head of a loop in a function that is compiled. */
  readonly optional: boolean;
  /** How the interpreter came there: see `ARRIVAL`. */
  readonly arrival: number;
  /** Whether everything that was asked was known; otherwise the blocks are not those of the program, and not translated. */
  readonly complete: boolean;
  /** Whether a region begins at an offset from it. */
  isRoot(at: number): boolean;
  /** Whether the instruction at an offset was executed, as far as is known: what was not is left out. */
  executed(at: number): boolean;
  /** An offset that was left out, and is reached from the region. */
  leftOut(at: number): void;
  /** Where the computed jump at an offset is known to have gone, as offsets. */
  targetsOf(at: number): readonly number[];
  /** Where the jump or call through a register at an offset is known to have gone, as addresses: functions perhaps. */
  wentTo(at: number): readonly bigint[];
  /** It does not matter where computed jumps go. */
  forgetJumps(): void;
  /** The instruction word at an offset; undefined when it cannot be executed. */
  fetch(at: number): number | undefined;
}

export interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly imports: readonly string[];
  /** For each root its place in the module, or why it is not there; undefined when it was left out. */
  readonly regions: readonly (number | Error | undefined)[];
  readonly instructions: number;
}

/** A compiler that knows how this host multiplies and adds; for what a model executes, or for everything that there is. */
export function makeCompiler(processor?: Processor): Compiler {
  return new Compiler(fusesMultiplyAdd(), processor === undefined ? SEMANTICS : semanticsOf(processor));
}

export class Compiler {
  readonly #modes = new Map<string, Instructions>();
  readonly #fused: boolean;
  readonly #semantics: SemanticsTable;

  /** `fused`: `relaxed_madd` exists and rounds once. */
  constructor(fused: boolean, semantics: SemanticsTable) {
    this.#fused = fused;
    this.#semantics = semantics;
  }

  /** `first`: the number of the first root's region; the others' follow. */
  compile(roots: readonly Root[], order: Order, bits: 32 | 64, first = 1): Compiled {
    const known = this.#instructions(order, bits);
    const module = new RegionModule();
    let instructions = 0;
    const covered = new Set<bigint>();
    const numbers = new Map(roots.map(({ address }, index) => [address, first + index]));
    const regions = roots.map((root): number | Error | undefined => {
      const { address } = root;
      if (root.optional && covered.has(address)) return undefined;
      const fetch: Fetch = (at) => root.fetch(at);
      const executed = (at: number): boolean => root.executed(at);
      const blocks = inlineCalls(this.#blocks(root, fetch, known), fetch, known, executed);
      if (!root.complete) return undefined;
      // A root that is the interpreter's own: nothing can be gained.
      if ((blocks.get(0)?.steps.length ?? 0) === 0 && blocks.get(0)?.end.kind === 'leave')
        return new Error('begins with an instruction for the interpreter');
      try {
        const region = translate(blocks, {
          order,
          bits,
          root: address,
          fused: this.#fused,
          function: (name, signature) => module.function(name, signature),
          numberOf: (at) => numbers.get(at),
          wentTo: (at) => root.wentTo(at),
          isCold: (number) => {
            const at = placeOf(number);
            if (at === DISPATCH || executed(at)) return false;
            root.leftOut(at);
            return true;
          },
        });
        module.add(region);
        for (const at of blocks.keys()) covered.add(address + BigInt(at));
        for (const { steps } of blocks.values()) instructions += steps.length;
        return module.size - 1;
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    });
    return { bytes: module.finish(), imports: module.imports, regions, instructions };
  }

  /** A function, a loop with a little of what follows, or a short piece of a function up to where other regions begin. */
  #blocks(root: Root, fetch: Fetch, known: Instructions): ReadonlyMap<number, Block> {
    const { arrival } = root;
    const isRoot = (at: number): boolean => root.isRoot(at);
    if (arrival !== ARRIVAL.other && arrival !== ARRIVAL.jump) {
      const all = this.#discover(root, fetch, known, INSTRUCTIONS, () => false);
      const loop = trim(all, AFTER_LOOP);
      if (loop !== undefined) return loop;
      if (arrival === ARRIVAL.call) return all;
    }
    const few = this.#discover(root, fetch, known, FEW_INSTRUCTIONS, isRoot);
    // One operation of a bytecode interpreter: all of them belong together, if there are not too many.
    if (arrival !== ARRIVAL.jump || !few.has(DISPATCH)) return few;
    const all = this.#discover(root, fetch, known, INSTRUCTIONS, () => false);
    return all.has(DISPATCH) ? all : few;
  }

  /** Blocks reachable from a root. Where several computed jumps go to more than there is room for, they lead out. */
  #discover(
    root: Root,
    fetch: Fetch,
    known: Instructions,
    instructions: number,
    stopsAt: (at: number) => boolean,
  ): Map<number, Block> {
    const executed = (at: number): boolean => root.executed(at);
    const limits = { instructions, stopsAt, executed, targetsOf: (at: number) => root.targetsOf(at) };
    const blocks = discover(fetch, known, limits);
    const dispatch = blocks.get(DISPATCH);
    if (dispatch === undefined || insideOf(dispatch.end).every((at) => blocks.has(at) || stopsAt(at))) return blocks;
    root.forgetJumps();
    return discover(fetch, known, { ...limits, targetsOf: () => [] });
  }

  #instructions(order: Order, bits: 32 | 64): Instructions {
    const key = `${order}${bits}`;
    let known = this.#modes.get(key);
    if (known === undefined) {
      known = new Instructions(this.#semantics, order, bits);
      this.#modes.set(key, known);
    }
    return known;
  }
}
