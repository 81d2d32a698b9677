/**
 * Programs of the classic packet filter: an accumulator, an index register, 16 words of memory, jumps forward only.
 * Which instructions there are and what is checked before one runs: bpf_check_classic of net/core/filter.c and
 * seccomp_check_filter of kernel/seccomp.c.
 */

/** An instruction is two words: the code with where a comparison leads (when true, when false), and the constant. */
export const WORDS = 2;
/** BPF_MAXINSNS. */
export const MOST_INSTRUCTIONS = 4096;
/** BPF_MEMWORDS. */
export const MEMORY = 16;
/** Bytes of struct seccomp_data, which is what loads see. */
export const DATA = 64;

/** Classes, sources and operations as linux/filter.h has them, put together. */
export const Op = {
  load: 0x20,
  loadLength: 0x80,
  loadIndexLength: 0x81,
  constant: 0x00,
  indexConstant: 0x01,
  recall: 0x60,
  indexRecall: 0x61,
  store: 0x02,
  storeIndex: 0x03,
  add: 0x04,
  subtract: 0x14,
  multiply: 0x24,
  divide: 0x34,
  or: 0x44,
  and: 0x54,
  shiftLeft: 0x64,
  shiftRight: 0x74,
  negate: 0x84,
  exclusiveOr: 0xa4,
  jump: 0x05,
  equal: 0x15,
  greater: 0x25,
  greaterOrEqual: 0x35,
  anyBit: 0x45,
  answer: 0x06,
  answerAccumulator: 0x16,
  toIndex: 0x07,
  toAccumulator: 0x87,
} as const;

/** The other operand is the index register. */
export const INDEX = 0x08;

const ARITHMETIC: readonly number[] = [
  Op.add,
  Op.subtract,
  Op.multiply,
  Op.divide,
  Op.or,
  Op.and,
  Op.shiftLeft,
  Op.shiftRight,
  Op.exclusiveOr,
];
const COMPARISONS: readonly number[] = [Op.equal, Op.greater, Op.greaterOrEqual, Op.anyBit];
const WITH_INDEX = [...ARITHMETIC, ...COMPARISONS].map((operation) => operation + INDEX);
const KNOWN: ReadonlySet<number> = new Set([...Object.values(Op), ...WITH_INDEX]);

const isComparison = (code: number): boolean => COMPARISONS.includes(code & ~INDEX);

/** Whether a program may run; `program` has `WORDS` words for each instruction. */
export function isValid(program: Int32Array): boolean {
  const count = program.length / WORDS;
  if (count < 1 || count > MOST_INSTRUCTIONS) return false;
  for (let pc = 0; pc < count; pc++) if (!isValidAt(program, pc, count)) return false;
  const last = codeAt(program, count - 1);
  return (last === Op.answer || last === Op.answerAccumulator) && recallsWhatItStored(program, count);
}

function isValidAt(program: Int32Array, pc: number, count: number): boolean {
  const code = codeAt(program, pc);
  if (!KNOWN.has(code)) return false;
  const constant = constantAt(program, pc) >>> 0;
  if (isComparison(code)) return pc + whenTrue(program, pc) + 1 < count && pc + whenFalse(program, pc) + 1 < count;
  switch (code) {
    case Op.divide:
      return constant !== 0;
    case Op.shiftLeft:
    case Op.shiftRight:
      return constant < 32;
    case Op.recall:
    case Op.indexRecall:
    case Op.store:
    case Op.storeIndex:
      return constant < MEMORY;
    case Op.jump:
      return constant < count - pc - 1;
    case Op.load:
      return constant < DATA && constant % 4 === 0;
    default:
      return true;
  }
}

/** No way through the program recalls a word that it has not stored (check_load_and_stores). */
function recallsWhatItStored(program: Int32Array, count: number): boolean {
  const masks = new Int32Array(count).fill(-1);
  let stored = 0;
  const arrives = (at: number): void => {
    masks[at] = (masks[at] as number) & stored;
  };
  for (let pc = 0; pc < count; pc++) {
    stored &= masks[pc] as number;
    const code = codeAt(program, pc);
    const constant = constantAt(program, pc);
    if (code === Op.store || code === Op.storeIndex) stored |= 1 << constant;
    else if (code === Op.recall || code === Op.indexRecall) {
      if ((stored & (1 << constant)) === 0) return false;
    } else if (code === Op.jump) {
      arrives(pc + 1 + constant);
      stored = -1;
    } else if (isComparison(code)) {
      arrives(pc + 1 + whenTrue(program, pc));
      arrives(pc + 1 + whenFalse(program, pc));
      stored = -1;
    }
  }
  return true;
}

/** How many instructions of the kernel's own machine it becomes there: the length of all filters together is limited. */
export function lengthInKernel(program: Int32Array): number {
  const count = program.length / WORDS;
  // Two registers are cleared and a third is set.
  let length = 3;
  for (let pc = 0; pc < count; pc++) {
    const code = codeAt(program, pc);
    length++;
    if (code === Op.answer) length++;
    else if (code === Op.divide + INDEX) length += 3;
    else if (isComparison(code)) {
      if ((code & INDEX) === 0 && constantAt(program, pc) < 0) length++;
      const invertible = (code & ~INDEX) !== Op.anyBit;
      if (whenFalse(program, pc) !== 0 && !(invertible && whenTrue(program, pc) === 0)) length++;
    }
  }
  return length;
}

export function codeAt(program: Int32Array, pc: number): number {
  return (program[pc * WORDS] as number) & 0xffff;
}

export function whenTrue(program: Int32Array, pc: number): number {
  return ((program[pc * WORDS] as number) >>> 16) & 0xff;
}

export function whenFalse(program: Int32Array, pc: number): number {
  return (program[pc * WORDS] as number) >>> 24;
}

export function constantAt(program: Int32Array, pc: number): number {
  return program[pc * WORDS + 1] as number;
}

/** One instruction as the two words of a program. */
export function instruction(code: number, jumpTrue: number, jumpFalse: number): number {
  return code | (jumpTrue << 16) | (jumpFalse << 24);
}
