/** .build/schema/<kind>.json: the schemas that the tables' first lines name, so that editors complete and check. */
import { z } from 'zod';
import { errnoSchema } from '../schema/errno.ts';
import { flagsSchema } from '../schema/flags.ts';
import { fieldFileSchema, instructionFileSchema } from '../schema/isa.ts';
import { modelSchema } from '../schema/model.ts';
import { personalitySchema } from '../schema/personality.ts';
import { processorFileSchema } from '../schema/processors.ts';
import { serverSchema } from '../schema/server.ts';
import { signalsSchema } from '../schema/signals.ts';
import { structsSchema } from '../schema/structs.ts';
import { syscallsSchema } from '../schema/syscalls.ts';
import { targetSchema } from '../schema/target.ts';

export const SCHEMAS = {
  model: modelSchema,
  server: serverSchema,
  personality: personalitySchema,
  syscalls: syscallsSchema,
  structs: structsSchema,
  flags: flagsSchema,
  errno: errnoSchema,
  signals: signalsSchema,
  target: targetSchema,
  isa: z.union([instructionFileSchema, fieldFileSchema]),
  processors: processorFileSchema,
} as const;

/** By path from the repository's root. */
export function emitJsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([kind, schema]) => {
      const json = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
        // Values beyond 2^53 are BigInt once read; in YAML they are integers like others.
        override: ({ zodSchema, jsonSchema }) => {
          if (zodSchema._zod.def.type === 'bigint') jsonSchema.type = 'integer';
        },
      });
      return [`.build/schema/${kind}.json`, `${JSON.stringify(json, undefined, 1)}\n`];
    }),
  );
}
