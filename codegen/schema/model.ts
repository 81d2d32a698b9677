/** The neutral model (spec/model/*.yaml): what servers and personalities have in common. */
import { z } from 'zod';
import { doc, integer, named, object } from './common.ts';

export const modelStruct = object({
  doc: doc.optional(),
  fields: named(z.string()).describe('field: type, such as u64, text, struct Timespec, flags OpenFlags, u32[], i64?'),
});

export const modelFlags = object({
  doc: doc.optional(),
  bits: z.array(z.string()).max(31).describe('a bit each, from bit 0 on'),
});

export const modelSignal = object({
  default: z.enum(['terminate', 'core', 'ignore', 'stop', 'continue']),
  text: z.string().describe('as strsignal(3) says it'),
});

export const modelSchema = object({
  kind: z.literal('model'),
  structs: named(modelStruct).optional(),
  enums: named(z.array(z.string())).optional().describe('numbered from 0'),
  flags: named(modelFlags).optional(),
  errors: named(z.string()).optional().describe('name: text, as strerror(3) says it'),
  signals: named(modelSignal).optional().describe('numbered from 1'),
  realtime: object({ first: z.string(), count: integer, default: modelSignal.shape.default }).optional(),
});

export type SignalDefault = z.infer<typeof modelSignal>['default'];
