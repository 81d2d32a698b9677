/** /proc/sys: what sysctl(8) shows and sets. Each row of `tunables-table.ts` is a file; this makes a tree of them. */
import { FileType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { TextContent } from '../../../servers/virtual/content.ts';
import type { VirtualDirectory, VirtualEntity, VirtualFile } from '../../../servers/virtual/entity.ts';
import type { MachineView } from './context.ts';
import { LIVE, type Tunable, TUNABLES } from './tunables-table.ts';

type Branch = Map<string, Branch | Tunable>;

export function systemDirectory(machine: MachineView): VirtualDirectory {
  const root: Branch = new Map();
  for (const row of TUNABLES) {
    const parts = row.name.split('/');
    const last = parts.pop() ?? '';
    let at = root;
    for (const part of parts) {
      let below = at.get(part);
      if (!(below instanceof Map)) {
        below = new Map();
        at.set(part, below);
      }
      at = below;
    }
    at.set(last, row);
  }
  return branch(machine, root);
}

function branch(machine: MachineView, entries: Branch): VirtualDirectory {
  return {
    kind: 'directory',
    permissions: 0o555,
    lookup: (name): VirtualEntity | undefined => {
      const found = entries.get(name);
      if (found === undefined) return undefined;
      return found instanceof Map ? branch(machine, found) : tunable(machine, found);
    },
    list: () =>
      [...entries].map(([name, below]) => ({
        name,
        type: below instanceof Map ? FileType.directory : FileType.regular,
      })),
  };
}

/** What was written stays with the machine: its view keeps it. */
function tunable(machine: MachineView, row: Tunable): VirtualFile {
  const permissions = row.write === undefined ? 0o444 : (row.permissions ?? 0o644);
  const live = LIVE[row.name];
  const { settings } = machine;
  const read = (): string => `${live?.read(machine) ?? settings.get(row.name) ?? row.value}\n`;
  const write = (text: string): number => {
    const value = text.replace(/\0.*$/su, '').trim();
    if (live?.write !== undefined) return live.write(machine, value);
    const numbers = value.split(/\s+/u);
    if (row.write === 'text') {
      settings.set(row.name, value);
      return 0;
    }
    const wanted = row.value.split('\t').length;
    if (value === '' || !numbers.every((one) => /^-?[0-9]+$/u.test(one)) || numbers.length > wanted)
      return Errno.EINVAL;
    const [least, most] = row.write === undefined || row.write === 'numbers' ? [] : row.write;
    for (const one of numbers.map(Number)) {
      if ((least !== undefined && one < least) || (most !== undefined && one > most)) return Errno.EINVAL;
    }
    const before = (settings.get(row.name) ?? row.value).split('\t');
    settings.set(row.name, [...numbers, ...before.slice(numbers.length)].join('\t'));
    return 0;
  };
  return {
    kind: 'file',
    permissions,
    strict: true,
    open: () => new TextContent(read, row.write === undefined ? undefined : write),
  };
}
