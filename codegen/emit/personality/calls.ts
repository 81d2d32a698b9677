/** runtime/generated/<p>/<abi>/calls/<topic>.ts: a function for each call of a table. */
import type { NeutralModel } from '../../load/neutral.ts';
import type { Abi, Personality, SystemCall } from '../../load/personality.ts';
import { RUNTIME } from '../paths.ts';
import { TypeScriptFile } from '../typescript-file.ts';
import { emitCall } from './call.ts';
import { pathsOf } from './paths.ts';
import { emitUnsupportedRows, UnsupportedRows } from './unsupported.ts';

/** The calls of a personality that an ABI has, by topic. */
export function callsByTopic(personality: Personality, abi: Abi): ReadonlyMap<string, readonly SystemCall[]> {
  const topics = new Map<string, SystemCall[]>();
  for (const call of personality.calls.values()) {
    if (!call.numbers.has(abi.name)) continue;
    topics.set(call.topic, [...(topics.get(call.topic) ?? []), call]);
  }
  return topics;
}

export function emitCalls(neutral: NeutralModel, personality: Personality, abi: Abi): TypeScriptFile[] {
  return [...callsByTopic(personality, abi)].map(([topic, calls]) => {
    const sources = [...new Set(calls.map(({ place }) => place.source.file))];
    const file = new TypeScriptFile(pathsOf(personality.name).calls(abi.name, topic), {
      purpose: `System calls of ${personality.row.title} under ${abi.name}: ${topic}.`,
      sources,
    });
    file.type('Call', RUNTIME.call);
    const unsupported = new UnsupportedRows();
    for (const call of calls) emitCall({ file, neutral, personality, abi, call, meaning: call.meaning, unsupported });
    emitUnsupportedRows(file, personality.name, unsupported);
    return file;
  });
}
