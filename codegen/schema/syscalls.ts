/** spec/personalities/<p>/syscalls/*.yaml: what each call takes, which method it means, what it answers. */
import { z } from 'zod';
import { doc, integer, named, object, provenance, under } from './common.ts';

const absent = object({
  errno: z.string(),
  why: z.string().optional(),
  matters: z
    .enum(['never', 'rarely', 'sometimes', 'often'])
    .optional()
    .describe('never: a real kernel may answer the same and every program expects it; nobody is told'),
  tracked: z.string().optional(),
});

export const supportSchema = z.union([
  z.literal('full'),
  object({ partial: named(z.string()).describe('what is missing (a flag by its name): what happens') }),
  object({ absent }),
]);

const checkSchema = object({
  that: z.string(),
  else: z.string(),
  after: z.string().optional().describe('a descriptor whose EBADF comes before'),
});
const resultSchema = z.union([z.string(), named(z.union([z.string(), integer]))]);

const meaning = {
  args: named(z.string()).optional().describe('argument: type'),
  checks: z.array(checkSchema).optional().describe('over scalar arguments, in order, before anything else'),
  answers: z
    .array(object({ that: z.string(), else: z.string() }))
    .optional()
    .describe('what must be true of the answer (`result.size <= 0x7fffffff`), or the call fails so'),
  decode: z.array(z.string()).optional().describe('arguments whose errors come first, in this order'),
  call: z.string().optional().describe('Interface.method { neutral: expression, … }'),
  answer: integer.optional().describe('a constant, only where support says what is missing'),
  hook: z.string().optional().describe('a hand-written function in runtime/personality/<p>/hooks/'),
  result: resultSchema.optional(),
  onlyWith: named(z.string())
    .optional()
    .describe('an enumeration or flag set that is looked at only when a pointer is not null'),
  tell: named(z.string()).optional().describe('when a tracer tells an argument: mode of open only with O_CREAT'),
  tooSmall: z.string().optional().describe('the errno when an out string does not fit, or a string[most] is longer'),
  taken: z.string().optional().describe('the method told how far the records went'),
  undo: z.string().optional().describe('the method that takes an answer back which could not be copied out'),
  errors: z.array(z.string()).optional().describe('beyond what the method declares'),
  support: supportSchema.optional(),
  doc: doc.optional(),
  note: z.string().optional(),
};

const variant = { ...meaning, errno: z.string().optional() };

export const variantSchema = object({ ...variant, under: under(object(variant)) });

const choice = {
  select: z.string().optional().describe('the argument whose value chooses the variant'),
  variants: named(variantSchema).optional().describe('of a row that is like another: beside and instead of its own'),
};

export const callSchema = object({
  name: z.string(),
  number: z.union([integer, z.literal('none')]).optional(),
  numbers: named(integer).optional(),
  ...meaning,
  like: z.string().optional().describe('a row whose keys hold where this one has none'),
  with: named(z.string()).optional().describe('structures that stand in place of those of the row it is like'),
  under: under(object({ ...meaning, ...choice })),
  alias: z.array(z.string()).optional().describe('other names of the same call'),
  ...choice,
  since: z.string().optional(),
  until: z.string().optional(),
  groups: z.array(z.string()).optional().describe("strace's classes"),
  c: z.string().optional().describe('the C name of the number, when it differs'),
  probe: z.string().optional().describe('why no probe can look at the number'),
});

export const syscallsSchema = object({
  kind: z.literal('syscalls'),
  personality: z.string(),
  ...provenance,
  calls: z.array(callSchema),
});

export type SyscallsFile = z.infer<typeof syscallsSchema>;
export type CallRow = z.infer<typeof callSchema>;
export type VariantRow = z.infer<typeof variantSchema>;
export type SupportRow = z.infer<typeof supportSchema>;
