/** What lists of processes show of one. */
import { WaitKind } from '../../generated/enums.ts';
import type { ProcessDescription } from '../../generated/structs.ts';
import type { ProcessEntry } from './process-entry.ts';

export function description(entry: ProcessEntry): ProcessDescription {
  const { pid, parent, group, session, nice, name, started, exitSignal, ending, usage, childrenUsage } = entry;
  return {
    pid,
    parent: parent?.pid ?? 0,
    group,
    session,
    nice,
    name,
    started,
    threads: entry.threads.size + 1,
    exitSignal,
    ended: ending !== undefined,
    kind: ending?.kind ?? WaitKind.exited,
    code: ending?.code ?? 0,
    usage,
    childrenUsage,
    credentials: entry.credentials,
  };
}
