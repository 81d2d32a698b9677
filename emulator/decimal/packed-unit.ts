/** The unit for decimals in vector registers: a in the first slot, b in the second, PS in the third. */
import { Family, operand, operandWord, setField, setResult } from '../float/wide.ts';
import {
  copySign,
  fromInteger,
  fromNational,
  fromZoned,
  type Packed,
  setSign,
  shift,
  shiftUnsigned,
  toInteger,
  toNational,
  toZoned,
  truncate,
  truncateUnsigned,
} from './packed.ts';

type Operation = (a: bigint, b: bigint, ps: number) => Packed;

const OPERATIONS: readonly Operation[] = [
  copySign,
  (_, b, ps) => setSign(b, ps),
  (a, b, ps) => shift(a, b, ps, false),
  (a, b, ps) => shift(a, b, ps, true),
  shiftUnsigned,
  truncate,
  truncateUnsigned,
  (_, b, ps) => fromNational(b, ps),
  (_, b) => toNational(b),
  (_, b, ps) => fromZoned(b, ps),
  (_, b, ps) => toZoned(b, ps),
  (_, b, ps) => fromInteger(b, ps),
  (_, b) => toInteger(b),
];

export const PackedKind = {
  copySign: 0,
  setSign: 1,
  shift: 2,
  shiftRound: 3,
  shiftUnsigned: 4,
  truncate: 5,
  truncateUnsigned: 6,
  fromNational: 7,
  toNational: 8,
  fromZoned: 9,
  toZoned: 10,
  fromInteger: 11,
  toInteger: 12,
} as const;

export const packedWord = (kind: number): number => Family.packed | kind;

/** Gives the result and CR6. */
export function executePacked(view: DataView, cpu: number, word: number): number {
  const operation = OPERATIONS[word & 0xff] as Operation;
  const ps = operandWord(view, cpu, 2) & 1;
  const { bits, field } = operation(operand(view, cpu, 0), operand(view, cpu, 1), ps);
  setResult(view, cpu, bits);
  setField(view, cpu, field);
  return 0;
}
