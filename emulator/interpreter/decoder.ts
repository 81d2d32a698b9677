/**
 * The decoder within the interpreter's module: fills an entry of a decoded page when it is first
 * reached. It is WebAssembly and walks tables because a short program decodes thousands of
 * instructions before any of JavaScript's compilers has warmed up.
 */
import { FRAME_SIZE } from '../memory/physical-memory.ts';
import { STATE } from '../state.ts';
import { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { type I32, memarg, operation } from '../wasm/node.ts';
import { BRANCH_BITS, BRANCH_MASK } from './fused-branch.ts';
import { ENTRY_SIZE, FRAME_AT } from './layout.ts';
import type { RuntimeFunctions } from './runtime-functions.ts';
import {
  ANY_FIELD,
  CANDIDATE_SIZE,
  CHOICE_SIZE,
  ILLEGAL_HANDLER,
  INVALID,
  ROOT_SIZE,
  ROW_SIZE,
  type Tables,
} from './select.ts';

/** Where the host put the tables: global 0. */
const base: I32 = operation('i32', [0x23, 0]);
const at = (index: I32, size: number): I32 => i32.add(base, i32.mul(index, i32.const(size)));
const illegal = i32.const(ILLEGAL_HANDLER);

/** (word) → handler. */
export function selectFunction({ at: tables }: Tables): Code {
  const code = new Code({ parameters: ['i32'], results: ['i32'] });
  const word = code.parameter('i32', 0);
  const root = code.let(at(i32.shrU(word, i32.const(26)), ROOT_SIZE));
  const bits = i32.and(i32.shrU(word, i32.one), i32.load(root, 4));
  const list = i32.load16U(i32.add(i32.add(base, i32.load(root)), i32.shl(bits, i32.one)));
  const candidate = code.variable(at(list, CANDIDATE_SIZE));
  code.while(
    () => {
      const here = code.get(candidate);
      return i32.ne(i32.and(word, i32.load(here, tables.candidate)), i32.load(here, tables.candidate + 4));
    },
    () => {
      code.if(i32.load16U(code.get(candidate), tables.candidate + 10), () => code.return(illegal));
      code.set(candidate, i32.add(code.get(candidate), i32.const(CANDIDATE_SIZE)));
    },
  );
  const row = code.let(at(i32.load16U(code.get(candidate), tables.candidate + 8), ROW_SIZE));
  const handler = code.variable(i32.load16U(row, tables.row));
  code.if(i32.eqz(code.get(handler)), () => code.return(illegal));
  const choice = code.variable(at(i32.load16U(row, tables.row + 2), CHOICE_SIZE));
  const end = code.let(at(i32.load16U(row, tables.row + ROW_SIZE + 2), CHOICE_SIZE));
  code.while(
    () => i32.ltU(code.get(choice), end),
    () => {
      const here = code.get(choice);
      const shifted = i32.shrU(word, i32.load16U(here, tables.choice + 2));
      const value = i32.and(shifted, i32.load16U(here, tables.choice));
      const place = i32.add(i32.add(base, i32.load16U(here, tables.choice + 6)), value);
      const chosen = code.let(i32.load8U(place, tables.class));
      code.if(i32.eq(chosen, i32.const(INVALID)), () => code.return(illegal));
      const step = i32.mul(chosen, i32.load16U(here, tables.choice + 4));
      code.set(handler, i32.add(code.get(handler), step));
      code.set(choice, i32.add(here, i32.const(CHOICE_SIZE)));
    },
  );
  code.return(code.get(handler));
  return code;
}

/**
 * (state block, entry): writes the word and its handler. A fused pair reads the second word from the
 * following entry, which may not be decoded yet, so that word is written too.
 */
export function decodeFunction(runtime: RuntimeFunctions, { at: tables }: Tables): Code {
  const code = new Code({ parameters: ['i32', 'i32'], results: [] });
  const [cpu, entry] = [code.parameter('i32', 0), code.parameter('i32', 1)];
  const store = (offset: number, value: I32): void => code.effect([0x36, ...memarg(2, offset)], entry, value);
  const page = code.let(i32.load(cpu, STATE.codeBase));
  const offset = code.let(i32.shrU(i32.sub(entry, page), i32.one));
  const little = runtime.order === 'little';
  const frame = i32.load(page, FRAME_AT);
  const last = i32.const(FRAME_SIZE - 4);
  const source = code.let(i32.add(frame, little ? offset : i32.sub(last, offset)));
  const word = code.let(i32.load(source));
  store(4, word);
  const handler = code.variable(runtime.call('i32', 'select', word));
  code.if(i32.ne(offset, last), () => {
    const next = code.let(i32.load(i32.add(source, i32.const(little ? 4 : -4))));
    store(ENTRY_SIZE + 4, next);
    const fused = code.let(i32.load16U(i32.add(base, i32.shl(code.get(handler), i32.one)), tables.fused));
    const field = i32.and(i32.shrU(word, i32.const(23)), i32.const(7));
    const compared = i32.select(i32.and(fused, i32.const(ANY_FIELD)), field, i32.zero);
    const branched = i32.and(i32.shrU(next, i32.const(18)), i32.const(7));
    const place = code.let(i32.and(i32.shrU(next, i32.const(16)), i32.const(3)));
    const suits = i32.and(
      i32.and(i32.eq(i32.and(next, i32.const(BRANCH_MASK)), i32.const(BRANCH_BITS)), i32.eq(compared, branched)),
      i32.and(i32.ne(place, i32.const(3)), i32.ne(fused, i32.zero)),
    );
    code.if(suits, () => {
      const sense = i32.and(i32.shrU(next, i32.const(24)), i32.one);
      const variant = i32.add(i32.shl(place, i32.one), sense);
      code.set(handler, i32.add(i32.and(fused, i32.const(ANY_FIELD - 1)), variant));
    });
  });
  store(0, code.get(handler));
  return code;
}
