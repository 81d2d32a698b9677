/** A program that looks at system calls, and those that were there before it (struct seccomp_filter). */
import {
  codeAt,
  constantAt,
  INDEX,
  instruction,
  lengthInKernel,
  MEMORY,
  Op,
  whenFalse,
  whenTrue,
  WORDS,
} from './classic.ts';

/** What a filter may say: linux/seccomp.h. As signed numbers the smaller one wins. */
export const Verdict = {
  killProcess: 0x8000_0000 | 0,
  killThread: 0,
  trap: 0x3_0000,
  error: 0x5_0000,
  notify: 0x7fc0_0000,
  trace: 0x7ff0_0000,
  log: 0x7ffc_0000,
  allow: 0x7fff_0000,
} as const;
/** The part of an answer that says what is done; the rest goes with it. */
export const ACTION = 0xffff_0000 | 0;

/** Words of struct seccomp_data: the number, the architecture, the place (two words), six arguments (two each). */
export const DATA_WORDS = 16;
/** Numbers of which it is remembered that they are always allowed. */
const REMEMBERED = 512;
const ALWAYS = 1;
const DEPENDS = 2;

export class CallFilter {
  readonly before: CallFilter | undefined;
  /** How many there are, this one counted. */
  readonly count: number;
  /** Of all of them together, as the kernel counts it. */
  readonly length: number;
  readonly #program: Int32Array;
  readonly #memory = new Int32Array(MEMORY);
  /** By number, for one architecture: the bits that seccomp_cache_prepare finds. */
  readonly #known = new Uint8Array(REMEMBERED);
  #architecture = 0;

  constructor(program: Int32Array, before: CallFilter | undefined) {
    this.before = before;
    this.count = (before?.count ?? 0) + 1;
    // Each filter costs as much as four instructions more.
    this.length = lengthInKernel(program) + (before === undefined ? 0 : before.length + 4);
    this.#program = program;
  }

  /** Whether all allow a number whatever else there is to the call. */
  allows(number: number, architecture: number): boolean {
    if (number < 0 || number >= REMEMBERED) return false;
    if (this.#architecture !== architecture) {
      this.#architecture = architecture;
      this.#known.fill(0);
    }
    let known = this.#known[number];
    if (known === 0) {
      known =
        this.#always(number, architecture) && this.before?.allows(number, architecture) !== false ? ALWAYS : DEPENDS;
      this.#known[number] = known;
    }
    return known === ALWAYS;
  }

  /** What all say of a call: the strictest, and of equals the newest. */
  judge(data: Int32Array): number {
    let verdict = this.#run(data);
    for (let filter = this.before; filter !== undefined; filter = filter.before) {
      const one = filter.#run(data);
      if ((one & ACTION) < (verdict & ACTION)) verdict = one;
    }
    return verdict;
  }

  /** Whether a filter is this one or was there before it. */
  descendsFrom(other: CallFilter | undefined): boolean {
    return other === undefined || other === this || this.before?.descendsFrom(other) === true;
  }

  /** Follows the program as long as number and architecture decide. */
  #always(number: number, architecture: number): boolean {
    const program = this.#program;
    let a = 0;
    for (let pc = 0; ; pc++) {
      const k = constantAt(program, pc);
      switch (codeAt(program, pc)) {
        case Op.load:
          if (k > 4) return false;
          a = k === 0 ? number : architecture | 0;
          break;
        case Op.answer:
          return (k & ACTION) === Verdict.allow;
        case Op.and:
          a &= k;
          break;
        case Op.jump:
          pc += k;
          break;
        case Op.equal:
          pc += a === k ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        case Op.greater:
          pc += a >>> 0 > k >>> 0 ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        case Op.greaterOrEqual:
          pc += a >>> 0 >= k >>> 0 ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        case Op.anyBit:
          pc += (a & k) !== 0 ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        default:
          return false;
      }
    }
  }

  #run(data: Int32Array): number {
    const program = this.#program;
    const memory = this.#memory;
    let a = 0;
    let x = 0;
    for (let pc = 0; ; pc++) {
      const code = codeAt(program, pc);
      const k = constantAt(program, pc);
      // Of arithmetic and comparisons: the other operand.
      const b = (code & INDEX) !== 0 ? x : k;
      switch (code) {
        case Op.load:
          a = data[k >>> 2] as number;
          break;
        case Op.constant:
          a = k;
          break;
        case Op.indexConstant:
          x = k;
          break;
        case Op.recall:
          a = memory[k] as number;
          break;
        case Op.indexRecall:
          x = memory[k] as number;
          break;
        case Op.store:
          memory[k] = a;
          break;
        case Op.storeIndex:
          memory[k] = x;
          break;
        case Op.loadLength:
          a = 4 * DATA_WORDS;
          break;
        case Op.loadIndexLength:
          x = 4 * DATA_WORDS;
          break;
        case Op.add:
        case Op.add + INDEX:
          a = (a + b) | 0;
          break;
        case Op.subtract:
        case Op.subtract + INDEX:
          a = (a - b) | 0;
          break;
        case Op.multiply:
        case Op.multiply + INDEX:
          a = Math.imul(a, b);
          break;
        case Op.divide:
        case Op.divide + INDEX:
          if (b === 0) return 0;
          a = ((a >>> 0) / (b >>> 0)) | 0;
          break;
        case Op.or:
        case Op.or + INDEX:
          a |= b;
          break;
        case Op.and:
        case Op.and + INDEX:
          a &= b;
          break;
        case Op.shiftLeft:
        case Op.shiftLeft + INDEX:
          a <<= b;
          break;
        case Op.shiftRight:
        case Op.shiftRight + INDEX:
          a = (a >>> b) | 0;
          break;
        case Op.negate:
          a = -a | 0;
          break;
        case Op.exclusiveOr:
        case Op.exclusiveOr + INDEX:
          a ^= b;
          break;
        case Op.jump:
          pc += k;
          break;
        case Op.equal:
        case Op.equal + INDEX:
          pc += a === b ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        case Op.greater:
        case Op.greater + INDEX:
          pc += a >>> 0 > b >>> 0 ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        case Op.greaterOrEqual:
        case Op.greaterOrEqual + INDEX:
          pc += a >>> 0 >= b >>> 0 ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        case Op.anyBit:
        case Op.anyBit + INDEX:
          pc += (a & b) !== 0 ? whenTrue(program, pc) : whenFalse(program, pc);
          break;
        case Op.toIndex:
          x = a;
          break;
        case Op.toAccumulator:
          a = x;
          break;
        case Op.answerAccumulator:
          return a;
        default:
          return k;
      }
    }
  }
}

/** The words of a program from struct sock_filter's members. */
export function programOf(
  count: number,
  at: (index: number) => readonly [code: number, jumpTrue: number, jumpFalse: number, constant: number],
): Int32Array {
  const program = new Int32Array(count * WORDS);
  for (let i = 0; i < count; i++) {
    const [code, jumpTrue, jumpFalse, constant] = at(i);
    program[i * WORDS] = instruction(code, jumpTrue, jumpFalse);
    program[i * WORDS + 1] = constant;
  }
  return program;
}
