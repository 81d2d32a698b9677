/** Interfaces of server objects and of the ground under a personality (spec/servers/*.yaml). */
import { z } from 'zod';
import { doc, named, object } from './common.ts';

export const methodSchema = object({
  doc: doc.optional(),
  args: named(z.string()).default({}).describe('argument: type'),
  result: z.string().describe('a type, none, or registers'),
  errors: named(z.string()).default({}).describe('error: the reason for it'),
  wouldBlock: z.string().optional().describe('when a server answers that it would block'),
  blocks: z.literal(true).optional().describe('the caller may be parked; the call is made again when it is woken'),
  servers: z.array(z.string()).default([]).describe('the server methods it may send messages to: Interface.method'),
  asynchronous: z.literal(true).optional().describe('nobody waits for the answer'),
});

export const serverSchema = object({
  kind: z.literal('server'),
  interface: z.string(),
  side: z.enum(['server', 'client']),
  extends: z.string().optional(),
  doc: doc.optional(),
  methods: named(methodSchema),
});

export type ServerFile = z.infer<typeof serverSchema>;
