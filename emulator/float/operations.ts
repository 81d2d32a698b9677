/** What the floating-point unit computes, and how an operation is coded in a word. */

/** Which function of the operands. Unary operations take a; two-operand ones a, b; multiply-adds are a · c + b. */
export const Kind = {
  add: 1,
  subtract: 2,
  multiply: 3,
  divide: 4,
  squareRoot: 5,
  multiplyAdd: 6,
  multiplySubtract: 7,
  negativeMultiplyAdd: 8,
  negativeMultiplySubtract: 9,
  /** 1 ÷ a and 1 ÷ √a: within the accuracy that the estimate instructions promise. */
  reciprocal: 10,
  reciprocalRoot: 11,
  /** a, rounded to the format. */
  convert: 12,
  /** a, rounded to an integral value: ties away, toward zero, up, down (inexactness not told), and by RN (told). */
  integralAway: 13,
  integralZero: 14,
  integralUp: 15,
  integralDown: 16,
  integralCurrent: 17,
  /** a is a 64-bit integer. */
  fromSigned: 18,
  fromUnsigned: 19,
  /** To integers, by RN or (the second four) toward zero. */
  toSigned32: 20,
  toUnsigned32: 21,
  toSigned64: 22,
  toUnsigned64: 23,
  truncateToSigned32: 24,
  truncateToUnsigned32: 25,
  truncateToSigned64: 26,
  truncateToUnsigned64: 27,
  /** The result is a condition field; only FPCC and exceptions change. */
  compareUnordered: 28,
  compareOrdered: 29,
  /** The result is a mask of ones or zeros. */
  equal: 30,
  greater: 31,
  greaterOrEqual: 32,
  /** IEEE 754-2008 maxNum and minNum. */
  maximum: 33,
  minimum: 34,
  /** 2^a and log2 a: estimates. */
  exponential: 35,
  logarithm: 36,
} as const;

/** How operands and results lie in the state block, and what becomes of the status. */
export const Form = {
  /** The record: doubles a, b, c; FPRF, FR and FI are set. */
  scalar: 0,
  /** One double in the lowest lane of each vector operand; FPRF, FR and FI stay. */
  aside: 1,
  /** All lanes; FPRF, FR and FI stay; an enabled exception leaves the target as it was. */
  vector: 2,
  /** All lanes, as VMX has it: to nearest, no exceptions. */
  altivec: 3,
} as const;

/** What a lane holds: a half-precision number is the low half of a word. */
export const Lane = { double: 0, single: 1, word: 2, doubleword: 3, half: 4 } as const;

export interface Shape {
  readonly form?: number;
  readonly from?: number;
  readonly to?: number;
  /** Round to single precision (implied by single lanes). */
  readonly single?: boolean;
}

/** The operation word, 16 bits: kind from bit 0 on, single 6, form 8, operand lanes 10, result lanes 13. */
export function operationWord(kind: number, shape: Shape = {}): number {
  const to = shape.to ?? shape.from ?? Lane.double;
  const single = shape.single === true || to === Lane.single;
  return kind | (single ? 0x40 : 0) | ((shape.form ?? 0) << 8) | ((shape.from ?? 0) << 10) | (to << 13);
}

export const kindOf = (operation: number): number => operation & 0x3f;
export const isSingle = (operation: number): boolean => (operation & 0x40) !== 0;
export const formOf = (operation: number): number => (operation >> 8) & 3;
export const fromOf = (operation: number): number => (operation >> 10) & 7;
export const toOf = (operation: number): number => (operation >> 13) & 7;
