/** Pieces that every table's schema is made of. */
import { z } from 'zod';
import { didYouMean } from '../load/did-you-mean.ts';

/** An object with exactly these keys; a wrong one is answered with the nearest right one. */
export function object<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, known) : undefined),
  });
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys
    .map((key) => `unknown key "${key}"${didYouMean(key, known) ?? `; known here: ${known.join(', ')}`}`)
    .join('\n');
}

/** A mapping with keys of the author's choice, in the order written. */
export function named<Value extends z.ZodType>(value: Value): z.ZodRecord<z.ZodString, Value> {
  return z.record(z.string(), value);
}

/** A whole number that a JavaScript number holds exactly. */
export const integer = z.int();

/** A value of up to 64 bits, as it stands in a register. */
export const wide = z.union([z.int(), z.bigint()]);

/** One number for all ABIs, or one for each, by name or by width: `{ 64: 16, 32: 8 }`. */
export const perAbi = z.union([integer, named(integer)]);

/** Only under ABIs of this width. */
export const only = z
  .union([z.literal(32), z.literal(64)])
  .optional()
  .describe('there is none under ABIs of the other width');

/** What differs under ABIs of one width. */
export function under<Row extends z.ZodType>(row: Row) {
  return object({ 32: row.optional(), 64: row.optional() }).optional().describe('what differs under ABIs of a width');
}

export const doc = z
  .string()
  .describe('a sentence or two for the reader; copied into generated code and documentation');

/** One name or several. */
export const nameOrNames = z.union([z.string(), z.array(z.string())]);

/** Words that any table may carry for people and for the probes; the generator passes them on to the documentation. */
export const provenance = {
  source: z.array(z.string()).optional().describe('where the facts come from'),
  header: z.array(z.string()).optional().describe('C headers that a probe includes'),
};

/** Words of one thing that a probe looks at. */
export const probed = {
  header: z.array(z.string()).optional().describe('C headers that a probe includes'),
  c: z.string().optional().describe('the C name, when it differs'),
  probe: z.string().optional().describe('why no probe can look at it'),
  note: z.string().optional(),
};
