/** Why a run of guest instructions ended. */
export const Exit = {
  /** The fuel given is used up; pc is the next instruction. */
  fuel: 1,
  /** `sc`, and the hook asked to leave; pc is what the hook left there. */
  syscall: 2,
  /** A memory access or an instruction fetch failed; pc is the instruction, the report says where. */
  fault: 3,
  /** An invalid or unsupported instruction; pc and the report's instruction word name it. */
  illegal: 4,
  /** tw, td and the like, condition true. */
  trap: 5,
  /** An access whose alignment the architecture does not forgive (lwarx, lq …). */
  alignment: 6,
  /** An enabled floating-point exception. */
  floatingPoint: 7,
  /** Somebody set the poll word; pc is the next instruction. */
  interrupted: 8,
  /** Between the interpreter and the engine: code became hot, compile it; pc is the next instruction. */
  hot: 9,
  /** Between the interpreter and compiled code that called it: it came to where that code goes on. */
  returned: 10,
  /** The same: all compiled code was left on purpose; the interpreter goes on at pc. */
  unwound: 11,
} as const;

export type Exit = (typeof Exit)[keyof typeof Exit];
