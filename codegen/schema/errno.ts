/** spec/personalities/<p>/errno.yaml: the numbers of errors. */
import { z } from 'zod';
import { integer, named, object, provenance } from './common.ts';

export const errnoSchema = object({
  kind: z.literal('errno'),
  personality: z.string(),
  ...provenance,
  numbers: named(
    z.union([
      integer,
      object({
        fallback: z.string().describe('an error that has a number, given instead'),
        note: z.string().optional(),
      }),
    ]),
  ),
  aliases: named(z.string()).optional(),
});

export type ErrnoFile = z.infer<typeof errnoSchema>;
