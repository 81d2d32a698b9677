/** spec/personalities/<p>/signals.yaml: the numbers of signals, and how a set of them lies in memory. */
import { z } from 'zod';
import { integer, named, object, provenance } from './common.ts';

export const signalsSchema = object({
  kind: z.literal('signals'),
  personality: z.string(),
  ...provenance,
  numbers: named(integer).describe('neutral signals without a number here do not exist'),
  aliases: named(z.string()).optional(),
  realtime: object({ first: integer, last: integer, firstName: z.string().optional() }).optional(),
  set: object({ bytes: integer, order: z.enum(['long', 'u32']) }).describe(
    'signal n is bit n - 1, in words of this width, the low word first',
  ),
});

export type SignalsFile = z.infer<typeof signalsSchema>;
