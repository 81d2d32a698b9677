/** What the quad-precision unit computes, coded in a word. */
import { Family } from './wide.ts';

/** Operands a, b, c are the slots; multiply-adds are a · b + c. */
export const QuadKind = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  squareRoot: 4,
  multiplyAdd: 5,
  multiplySubtract: 6,
  negativeMultiplyAdd: 7,
  negativeMultiplySubtract: 8,
  /** b holds R and RMC; the second tells of inexactness. */
  integral: 9,
  integralExact: 10,
  /** To the precision of a double-extended number; b as before. */
  extended: 11,
  compareUnordered: 12,
  compareOrdered: 13,
  /** From and to a double in the high doubleword. */
  fromDouble: 14,
  toDouble: 15,
  fromSigned: 16,
  fromUnsigned: 17,
  /** Toward zero, to an integer in the high doubleword. */
  toSigned64: 18,
  toUnsigned64: 19,
  toSigned32: 20,
  toUnsigned32: 21,
} as const;

const ODD = 0x100;

/** `odd`: rounds to odd, whatever FPSCR says. */
export function quadWord(kind: number, odd = false): number {
  return Family.quad | kind | (odd ? ODD : 0);
}

export const quadKindOf = (operation: number): number => operation & 0xff;
export const roundsToOdd = (operation: number): boolean => (operation & ODD) !== 0;
