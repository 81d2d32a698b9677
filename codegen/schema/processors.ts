/** spec/isa/processors.yaml: the models that `--cpu` chooses. */
import { z } from 'zod';
import { doc, named, object, provenance } from './common.ts';
import { INSTRUCTION_CLASSES, ISA_LEVELS } from './isa.ts';

const capability = object({
  bit: z.int().min(1).max(0xffff_ffff),
  doc,
  withheld: z.string().optional().describe('why no program is told of it, whatever the model has'),
});

const cache = z.tuple([z.int().min(0), z.int().min(0)]).describe('bytes and ways');

export const processorSchema = object({
  name: z.string(),
  aliases: z.array(z.string()).default([]).describe('other names that --cpu takes'),
  title: z.string().describe('as /proc/cpuinfo calls it'),
  pvr: z.int().min(0).max(0xffff_ffff).describe('the processor version register'),
  bits: z.union([z.literal(32), z.literal(64)]),
  level: z.enum(ISA_LEVELS).describe('the newest level whose instructions it executes'),
  classes: z
    .partialRecord(z.enum(INSTRUCTION_CLASSES), z.enum(['none', ...ISA_LEVELS]))
    .default({})
    .describe('classes of which it executes another level, or nothing'),
  lacks: z.array(z.string()).default([]).describe('instructions that it does not have all the same'),
  platform: z.string().describe('AT_PLATFORM and AT_BASE_PLATFORM'),
  hwcap: z.array(z.string()).describe('names of capability bits'),
  hwcap2: z.array(z.string()).default([]),
  caches: object({ l1i: cache, l1d: cache, l2: cache.optional(), l3: cache.optional() }),
});

export const processorFileSchema = object({
  kind: z.literal('processors'),
  ...provenance,
  hwcap: named(capability),
  hwcap2: named(capability),
  everywhere: z.array(z.string()).describe('instructions that act on every processor, whatever their level'),
  doubleword: z.array(z.string()).describe('instructions that 32-bit processors lack'),
  processors: z.array(processorSchema),
});

export type ProcessorRow = z.infer<typeof processorSchema>;
export type ProcessorFile = z.infer<typeof processorFileSchema>;
