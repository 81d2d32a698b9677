/** The generated trace tables of every ABI. */
import { ABI_SOURCES } from '../../runtime/generated/abis.ts';
import type { TraceTable } from '../../runtime/trace/types.ts';

/** By personality and ABI: `linux ppc64le`. */
export type TraceTables = ReadonlyMap<string, TraceTable>;

export async function loadTraceTables(): Promise<TraceTables> {
  const tables = await Promise.all(
    ABI_SOURCES.map(async ({ personality, name, trace }) => [`${personality} ${name}`, (await trace()).trace] as const),
  );
  return new Map(tables);
}
