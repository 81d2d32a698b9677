/** What the decimal unit computes, coded in a word. */
import { Family } from '../float/wide.ts';

/** a and b are the first two slots; a parameter (field values) is the third. */
export const DecimalKind = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  /** The parameter is R and RMC. */
  quantize: 4,
  /** And the target exponent, from bit 8 on, signed. */
  quantizeImmediate: 5,
  reround: 6,
  integralExact: 7,
  integral: 8,
  /** To the format, from the next smaller one. */
  widen: 9,
  /** From the format, to the next smaller one. */
  narrow: 10,
  fromInteger: 11,
  toInteger: 12,
  /** The parameter is SP. */
  toBcd: 13,
  /** The parameter is S. */
  fromBcd: 14,
  extractExponent: 15,
  insertExponent: 16,
  /** The parameter is the number of digits. */
  shiftLeft: 17,
  shiftRight: 18,
  compareUnordered: 19,
  compareOrdered: 20,
  testExponent: 21,
  /** The parameter is DCM, DGM, or the reference. */
  testClass: 22,
  testGroup: 23,
  testSignificance: 24,
} as const;

const EXTENDED = 0x100;

export function decimalWord(kind: number, extended: boolean): number {
  return Family.decimal | kind | (extended ? EXTENDED : 0);
}

export const decimalKindOf = (operation: number): number => operation & 0xff;
export const isExtended = (operation: number): boolean => (operation & EXTENDED) !== 0;
