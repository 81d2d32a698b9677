/** Whom getpriority(2) and setpriority(2) mean. */
import { PriorityWho } from '../../generated/enums.ts';
import type { ProcessEntry } from './process-entry.ts';
import type { ProcessTable } from './process-table.ts';

/** The processes of an id; 0 is the caller's own. */
export function priorityTargets(table: ProcessTable, caller: number, who: number, id: number): readonly ProcessEntry[] {
  const self = table.get(caller);
  const all = [...table.all()].filter((entry) => entry !== table.init && entry.ending === undefined);
  switch (who) {
    case PriorityWho.process: {
      const one = table.ofThread(id === 0 ? caller : id);
      return one === undefined ? [] : [one];
    }
    case PriorityWho.group: {
      const group = id === 0 ? self?.group : id;
      return all.filter((entry) => entry.group === group);
    }
    default: {
      const user = id === 0 ? self?.credentials.user : id;
      return all.filter((entry) => entry.credentials.user === user);
    }
  }
}
