/**
 * What the instruction table (spec/isa/*.yaml) may say.
 * Encodings and operand lists are little languages of their own, parsed by codegen/load/isa-encoding.ts.
 */
import { z } from 'zod';
import { named, object } from './common.ts';

/** The architecture level that introduced an instruction, as the Power ISA's appendices name it. */
export const ISA_LEVELS = [
  'P1',
  'P2',
  'PPC',
  'v2.00',
  'v2.01',
  'v2.02',
  'v2.03',
  'v2.04',
  'v2.05',
  'v2.06',
  'v2.07',
  'v3.0',
  'v3.0B',
  'v3.0C',
  'v3.1',
] as const;

export const INSTRUCTION_CLASSES = [
  'fixed',
  'branch',
  'storage',
  'system',
  'float',
  'vector',
  'vsx',
  'crypto',
  'decimal',
  'quad',
  'transaction',
] as const;

/** How an operand is written and what it selects. */
export const FIELD_KINDS = [
  'gpr',
  'fpr',
  'vr',
  'vsr',
  'cr-field',
  'cr-bit',
  'spr',
  'signed',
  'unsigned',
  'displacement',
  'branch',
  'flag',
] as const;

export const fieldSchema = object({
  kind: z.enum(FIELD_KINDS).describe('register file, or number with or without a sign'),
  shift: z.int().min(0).max(8).optional().describe('the value is the field shifted left by this'),
  note: z.string().optional(),
});

export const fieldFileSchema = object({ kind: z.literal('isa'), fields: named(fieldSchema) });

export const aliasSchema = object({
  mnemonic: z.string(),
  when: z.string().optional().describe('conditions joined by commas: RA=0, SH=31-ME, MB!=0, SH<32'),
  operands: z.string().optional(),
});

export const instructionSchema = object({
  mnemonic: z
    .string()
    .regex(/^[a-z][a-z0-9]*\.?$/, 'a mnemonic is lower case, without the suffixes of OE, LK, AA and Rc'),
  encoding: z
    .string()
    .describe(
      'pieces from the most significant bit on: value:width, FIELD:width, FIELD@bit:width, /:width (must be zero), -:width (does not matter)',
    ),
  form: z.string(),
  level: z.enum(ISA_LEVELS),
  class: z.enum(INSTRUCTION_CLASSES).optional().describe("where it differs from the file's"),
  operands: z
    .string()
    .default('')
    .describe('in assembler order; RA0 means that register 0 reads as zero; X? is left out when zero'),
  specialize: z
    .array(z.string())
    .optional()
    .describe('fields with interpreter handlers of their own; derived when absent'),
  privileged: z.literal(true).optional(),
  aliases: z.array(aliasSchema).optional(),
});

export const instructionFileSchema = object({
  kind: z.literal('isa'),
  class: z.enum(INSTRUCTION_CLASSES),
  instructions: z.array(instructionSchema),
});

export type FieldRow = z.infer<typeof fieldSchema>;
export type InstructionRow = z.infer<typeof instructionSchema>;
export type InstructionClass = (typeof INSTRUCTION_CLASSES)[number];
