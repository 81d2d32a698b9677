/**
 * The instruction table as the rest of the emulator sees it: rows, fields, and the decoder.
 * The data is generated from spec/isa; this file says what a row is and how a field is read and written.
 */
export { decode, INSTRUCTIONS } from './generated/isa.ts';
export type { FieldName, Mnemonic, PrefixedMnemonic } from './generated/isa.ts';

import type { FieldName, Mnemonic } from './generated/isa.ts';

/** A run of bits: `width` bits of the word from bit `shift` up (0 = least significant) are bits `at` … of the value. */
export interface Piece {
  readonly shift: number;
  readonly width: number;
  readonly at: number;
}

export type FieldKind =
  | 'gpr'
  | 'fpr'
  | 'vr'
  | 'vsr'
  | 'cr-field'
  | 'cr-bit'
  | 'spr'
  | 'signed'
  | 'unsigned'
  | 'displacement'
  | 'branch'
  | 'flag';

/**
 * One layout of a field. The value is the pieces put together, sign-extended where `signed`,
 * times 1 << scale: displacements and branch offsets count bytes.
 */
export interface Field {
  readonly name: FieldName;
  readonly kind: FieldKind;
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly signed: boolean;
  readonly scale: number;
}

export interface Instruction {
  /** Without the suffixes that OE, LK, AA and Rc add; a dot that is always there belongs to it. */
  readonly mnemonic: Mnemonic;
  readonly mask: number;
  readonly match: number;
  readonly fields: readonly Field[];
  readonly form: string;
  readonly level: string;
  readonly class: string;
  /** Fields whose values get interpreter handlers of their own; `RA0` is "RA is zero and reads as zero". */
  readonly specialize: readonly string[];
  readonly privileged: boolean;
}

/** The field of that name in this instruction, if it has one. */
export function fieldOf(instruction: Instruction, name: string): Field | undefined {
  return instruction.fields.find((field) => field.name === name);
}

/** Reads a field out of an instruction word. */
export function extractField(word: number, field: Field): number {
  let value = 0;
  for (const { shift, width, at } of field.pieces) value |= ((word >>> shift) & ((1 << width) - 1)) << at;
  if (field.signed) value = (value << (32 - field.width)) >> (32 - field.width);
  return value << field.scale;
}

/** Reads a field of a prefixed instruction: up to 34 bits, exact as a Number. */
export function extractPrefixedField(prefix: number, suffix: number, field: Field): number {
  let value = 0;
  for (const { shift, width, at } of field.pieces) {
    const word = shift >= 32 ? prefix : suffix;
    value += ((word >>> (shift % 32)) & ((1 << width) - 1)) * 2 ** at;
  }
  if (field.signed && value >= 2 ** (field.width - 1)) value -= 2 ** field.width;
  return value * 2 ** field.scale;
}

/** Puts a field's value into an instruction word whose bits for it are zero; bits that do not fit are dropped. */
export function insertField(word: number, field: Field, value: number): number {
  const bits = value >> field.scale;
  let result = word;
  for (const { shift, width, at } of field.pieces) result |= ((bits >> at) & ((1 << width) - 1)) << shift;
  return result | 0;
}

/** The word of an instruction with the given field values; fields not given are zero. */
export function encode(instruction: Instruction, values: Readonly<Partial<Record<FieldName, number>>>): number {
  let word = instruction.match;
  for (const field of instruction.fields) word = insertField(word, field, values[field.name] ?? 0);
  return word;
}
