/** spec/personalities/<p>/structs/*.yaml: native structures with their offsets, and the neutral structures they carry. */
import { z } from 'zod';
import { doc, integer, named, object, only, perAbi, probed, provenance, under, wide } from './common.ts';

export const structFieldSchema = object({
  type: z
    .string()
    .describe('u8 … s64, int uint long ulong short ushort char ptr, struct NAME, signalset, union, each with [n]'),
  at: perAbi.describe('the offset, checked against the fields before it'),
  align: integer.optional().describe('an alignment that the type does not have by itself'),
  from: z
    .union([z.string(), z.array(z.string()), named(z.string())])
    .optional()
    .describe('the neutral member, or several for a conversion or a flag set with fields'),
  as: z.string().optional().describe('a conversion of the personality'),
  flags: z.string().optional(),
  enum: z.string().optional(),
  const: wide.optional(),
  names: named(wide).optional().describe('values that a tracer tells by name: SIG_DFL: 0'),
  unlimited: wide.optional().describe('the native value of a limit that is none (neutral 2^53)'),
  direction: z.enum(['in', 'out']).optional().describe('in: only read; out: only written'),
  size: perAbi.optional().describe('of a union'),
  union: named(z.string()).optional(),
  select: object({ as: z.string(), from: z.array(z.string()) })
    .optional()
    .describe('a conversion answers the name of the member that is meant'),
  doc: doc.optional(),
  only,
  ...probed,
});

export const recordSchema = object({
  length: z.string().describe('the field that holds the length of a record'),
  align: perAbi,
  cookie: z.string().describe('the neutral member with which reading goes on'),
  fixed: perAbi.describe('bytes before the text'),
});

const form = {
  model: z.string().optional().describe('the neutral structure; without it there is a layout and no codec'),
  size: perAbi.optional(),
  packed: z.literal(true).optional().describe('no padding'),
  record: recordSchema.optional().describe('one of many packed one after the other'),
  fields: named(structFieldSchema),
  list: z.literal(true).optional().describe('a tracer tells the values alone: [3, 4]'),
  brief: z.array(z.string()).optional().describe('the fields that a tracer tells unless asked for all'),
  tail: named(structFieldSchema.omit({ at: true }))
    .optional()
    .describe('in the last bytes of a record'),
  ...probed,
};

export const structSchema = object({
  doc: doc.optional(),
  only,
  ...form,
  under: under(object({ ...form, fields: form.fields.optional() })),
});

export const structsSchema = object({
  kind: z.literal('structs'),
  personality: z.string(),
  ...provenance,
  structs: named(structSchema),
});

export type StructsFile = z.infer<typeof structsSchema>;
export type StructRow = z.infer<typeof structSchema>;
export type StructFieldRow = z.infer<typeof structFieldSchema>;
