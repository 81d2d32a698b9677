/** spec/personalities/<p>/flags/*.yaml: native flag sets and enumerations, and what they mean in the neutral model. */
import { z } from 'zod';
import { doc, integer, named, nameOrNames, object, only, probed, provenance } from './common.ts';

const unknown = z.string().describe('ignore, or the errno that an unknown bit or value gives');

export const bitSchema = object({
  value: integer,
  is: nameOrNames.optional().describe('neutral flags'),
  plain: z.literal(true).optional().describe('no neutral flag: rows name it (`flags.BIT`)'),
  ignored: z.literal(true).optional().describe('accepted, without effect'),
  absent: z.string().optional().describe('not supported: the errno that it gives'),
  doc: doc.optional(),
  only,
  ...probed,
});

export const fieldValueSchema = object({
  value: integer,
  sets: z.array(z.string()).optional().describe('neutral flags'),
  is: z.union([z.string(), integer]).optional().describe('a number of the model'),
  absent: z.string().optional().describe('not supported: the errno that it gives'),
  doc: doc.optional(),
  ...probed,
});

export const flagFieldSchema = object({
  mask: integer,
  values: named(fieldValueSchema).optional(),
  enum: z.string().optional().describe('the field holds a value of this enumeration, not shifted'),
  type: z.literal('signal').optional().describe('the field is a signal number'),
  number: z.literal(true).optional().describe('the field is a number, not shifted'),
  ignored: z.literal(true).optional(),
  plain: z.literal(true).optional(),
  otherwise: integer.optional().describe('written when no value fits'),
  unknown: unknown.optional(),
  doc: doc.optional(),
  ...probed,
});

export const flagSetSchema = object({
  doc: doc.optional(),
  model: z.string().optional().describe('the neutral flag set'),
  fields: named(flagFieldSchema).default({}).describe('pieces of several bits'),
  bits: named(bitSchema).default({}),
  zero: z.string().optional().describe('the name of 0'),
  unknown: unknown.default('ignore'),
  ...probed,
});

export const enumValueSchema = z.union([
  integer,
  object({
    value: integer,
    is: z.string().optional().describe('the neutral value'),
    absent: z.string().optional().describe('not supported: the errno that it gives'),
    doc: doc.optional(),
    only,
    ...probed,
  }),
]);

export const enumSchema = object({
  doc: doc.optional(),
  model: z.string().optional().describe('the neutral enumeration'),
  values: named(enumValueSchema),
  otherwise: integer.optional().describe('written for a neutral value that has no native one'),
  unknown: unknown.default('EINVAL'),
  beyond: z.string().optional().describe('the conversion of values that have no name; it may refuse them'),
  ...probed,
});

export const flagsSchema = object({
  kind: z.literal('flags'),
  personality: z.string(),
  ...provenance,
  flags: named(flagSetSchema).default({}),
  enums: named(enumSchema).default({}),
});

export type FlagsFile = z.infer<typeof flagsSchema>;
export type FlagSetRow = z.infer<typeof flagSetSchema>;
export type EnumRow = z.infer<typeof enumSchema>;
