/** `k42 sysroot add|remove|list|update|path`: the distribution's packages for PowerPC, in a folder for `run --sysroot`. */
import { resolve } from 'node:path';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { StatusLine } from '../cli/status-line.ts';
import { report, type ReportFormat } from '../cli/report.ts';
import { namedSysroot } from '../sysroot/place.ts';
import { type Added, Sysroot } from '../sysroot/sysroot.ts';

export interface SysrootValues {
  readonly dir?: string;
  readonly name: string;
  readonly arch: string;
  readonly mirror?: string;
  readonly suite?: string;
  readonly bare?: boolean;
  readonly scripts: boolean;
}

const ACTIONS = ['add', 'remove', 'list', 'update', 'path'] as const;

export async function sysroot(
  action: string,
  names: readonly string[],
  values: SysrootValues,
  format: ReportFormat,
): Promise<void> {
  const known = ACTIONS.find((one) => one === action);
  if (known === undefined) throw new Failure(`sysroot ${action}: one of ${ACTIONS.join(', ')}`, ExitStatus.usage);
  const needed = known === 'add' || known === 'remove';
  if (needed && names.length === 0)
    throw new Failure(`sysroot ${action}: names of packages are wanted`, ExitStatus.usage);
  const { dir = values.name } = values;
  const folder = dir.includes('/') ? resolve(dir) : namedSysroot(dir);
  const line = new StatusLine();
  const root = new Sysroot({
    folder,
    architecture: values.arch,
    archive: {
      ...(values.mirror === undefined ? {} : { address: values.mirror }),
      ...(values.suite === undefined ? {} : { suite: values.suite }),
    },
    progress: (text) => line.show(text),
    k42: values.scripts ? [process.execPath, process.argv[1] ?? ''] : undefined,
  });
  try {
    if (known === 'path') process.stdout.write(`${folder}\n`);
    else if (known === 'list') process.stdout.write(list(root, format));
    else if (known === 'remove') {
      const gone = await root.remove(names);
      line.clear();
      process.stdout.write(gone.length === 0 ? 'nothing to remove\n' : `removed ${gone.join(' ')}\n`);
    } else {
      const added = known === 'add' ? await root.add(names, values.bare ?? false) : await root.update();
      line.clear();
      tell(added, folder, values);
    }
  } finally {
    line.clear();
  }
}

function tell({ packages, unready, output }: Added, folder: string, { dir, name }: SysrootValues): void {
  const how = dir === undefined ? name : folder;
  process.stdout.write(
    `${packages === 0 ? 'nothing new' : `${packages} packages`} in ${folder}\nk42 run --sysroot ${how} PROGRAM\n`,
  );
  if (unready.length === 0) return;
  if (output !== '') process.stderr.write(output);
  process.stderr.write(`k42: not configured: ${unready.join(' ')}\n`);
}

function list(root: Sysroot, format: ReportFormat): string {
  const rows = root.packages().map(({ name, version, architecture, state, fields }) => ({
    package: name,
    version,
    arch: architecture,
    state,
    description: fields.get('Description')?.split('\n')[0] ?? '',
  }));
  return report(rows, format);
}
