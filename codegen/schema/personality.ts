/** spec/personalities/<p>/personality.yaml: the ABIs of a system, and how a call is made. */
import { z } from 'zod';
import { doc, integer, named, object, provenance, wide } from './common.ts';

const byteOrder = z.enum(['little', 'big']);

export const abiSchema = object({
  bits: z.union([z.literal(32), z.literal(64)]),
  order: byteOrder,
  machine: z.string().optional().describe('what uname says'),
  elf: object({
    class: z.union([z.literal(32), z.literal(64)]),
    data: byteOrder,
    machine: integer,
    osabi: z.array(integer),
    abiVersion: z.array(integer).optional(),
    notes: z.array(z.string()).optional().describe('names of notes that mark an image as this one'),
    flags: z.array(integer).optional().describe('values of e_flags, when the version of the ABI stands there'),
  }),
  page: integer,
  functionDescriptors: z.boolean().describe('a function pointer names {entry, toc, environment} (ELFv1)'),
  addresses: named(wide).optional().describe('where things lie in a new address space'),
  stack: named(integer).optional(),
  signalFrame: named(z.union([z.string(), integer])).optional(),
});

export const conversionSchema = object({
  neutral: z.array(z.string()).min(1).describe('members of the neutral model, in the order of the arguments'),
  native: z.string(),
  types: named(z.string()).optional().describe('neutral types of the members that are no plain numbers'),
  refuses: z.string().optional().describe('the errno that an impossible native value gives'),
  direction: z.enum(['in', 'out']).optional().describe('in: native to neutral only; out: neutral to native only'),
  doc: doc.optional(),
});

export const personalitySchema = object({
  kind: z.literal('personality'),
  name: z.string(),
  title: z.string(),
  doc: doc.optional(),
  extends: z.string().optional(),
  release: z.string(),
  version: z.string().optional(),
  ...provenance,
  abis: named(abiSchema),
  convention: object({
    instruction: z.string().default('sc'),
    number: z.string(),
    args: z.array(z.string()),
    result: z.string(),
    pairs: z
      .literal('aligned')
      .optional()
      .describe('32-bit ABIs: a 64-bit argument lies in r3:r4, r5:r6 …, the high word first'),
    result2: z.string().optional().describe('where the second value of a pair is returned'),
    error: object({ flag: z.string(), value: z.enum(['positive', 'negative']) }),
    clobbers: z.array(z.string()).optional(),
    indirect: named(integer).optional().describe('calls whose first argument is the number'),
  }),
  currentDirectory: integer.default(-100).describe('AT_FDCWD'),
  maximumCount: integer.default(0x7ffff000).describe('the most that one read or write moves'),
  unsupportedCall: z.string().describe('the errno of a number without a row'),
  auxiliary: named(integer).optional().describe("the auxiliary vector's tags"),
  conversions: named(conversionSchema).default({}),
});

export type PersonalityFile = z.infer<typeof personalitySchema>;
export type AbiRow = z.infer<typeof abiSchema>;
export type ConversionRow = z.infer<typeof conversionSchema>;
