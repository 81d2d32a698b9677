/** spec/targets/*.yaml: what a thing must support, for weighted coverage. */
import { z } from 'zod';
import { doc, object, provenance } from './common.ts';

export const targetSchema = object({
  kind: z.literal('target'),
  name: z.string(),
  doc: doc.optional(),
  personality: z.string().default('linux'),
  ...provenance,
  applications: z.array(
    object({ name: z.string(), weight: z.number(), calls: z.array(z.string()), note: z.string().optional() }),
  ),
});

export type TargetFile = z.infer<typeof targetSchema>;
