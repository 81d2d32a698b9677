/** The commands that run no guest: reports, tools for tables, sysroots. */
import { type Command, Option } from 'commander';
import { ExitStatus, Failure } from './cli/exit.ts';
import { REPORT_FORMATS, type ReportFormat } from './cli/report.ts';
import { assignment, span, whole } from './cli/values.ts';
import type { ConformValues } from './commands/conform.ts';
import type { CpuValues } from './commands/cpu.ts';
import type { SysrootValues } from './commands/sysroot.ts';
import { DEFAULT_NAME, sysrootAt } from './sysroot/place.ts';

export function addCommands(program: Command): void {
  program
    .command('demo')
    .description('programs of three systems, piped into each other, and what the tables cover')
    .action(async () => (await import('./commands/demo.ts')).demo());

  const reportCommand = (name: string, doc: string): Command =>
    program.command(name).description(doc).option('--format <format>', REPORT_FORMATS.join(', '), 'table');
  const format = (value: string): ReportFormat => {
    const found = REPORT_FORMATS.find((one) => one === value);
    if (found === undefined)
      throw new Failure(`--format ${value}: one of ${REPORT_FORMATS.join(', ')}`, ExitStatus.usage);
    return found;
  };

  const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];
  reportCommand('coverage', 'what each personality describes, supports and generates whole')
    .argument('[personality]')
    .option('--calls', 'a row for each call')
    .action(async (name: string | undefined, values: { format: string; calls?: boolean }) =>
      (await import('./commands/coverage.ts')).coverage(name, format(values.format), values.calls ?? false),
    );
  reportCommand('syscalls', 'the calls of a personality with their numbers and support')
    .argument('[pattern]', 'a name, or a part of one')
    .option('-p, --personality <name>', 'only this one')
    .action(async (pattern: string | undefined, values: { format: string; personality?: string }) =>
      (await import('./commands/syscalls.ts')).syscalls(pattern, values.personality, format(values.format)),
    );
  reportCommand('cpu', 'which instructions are implemented, by ISA level and class; what a processor of --cpu is')
    .argument('[model]', 'a processor, such as power9 or 970')
    .option('--list', 'the instructions by name')
    .option('--missing', 'those that are not implemented')
    .option('--json', 'as --format json')
    .action(async (model: string | undefined, values: { format: string; json?: boolean } & CpuValues) =>
      (await import('./commands/cpu.ts')).cpu(model, values, values.json === true ? 'json' : format(values.format)),
    );
  reportCommand(
    'sysroot',
    "the distribution's packages for PowerPC, in a folder for run --sysroot; by apt, without root",
  )
    .argument('<action>', 'add, remove, list, update or path')
    .argument('[packages...]')
    .option('--name <name>', 'which one of the cache; run --sysroot NAME finds it', DEFAULT_NAME)
    .addOption(new Option('--dir <dir>', 'a folder instead of the cache').env('K42_SYSROOT'))
    .option('--arch <name>', "the distribution's name of the architecture", 'ppc64el')
    .option('--mirror <address>', "the archive (default: the machine's own)")
    .option('--suite <name>', "the release (default: the machine's own)")
    .option('--bare', "only these packages and what they depend on, without the distribution's essential ones")
    .option('--no-scripts', 'leave packages unpacked: their scripts are not run in the guest')
    .action(async (action: string, names: string[], values: { format: string } & SysrootValues) =>
      (await import('./commands/sysroot.ts')).sysroot(action, names, values, format(values.format)),
    );
  reportCommand(
    'conform',
    'run a folder of prebuilt self-checking test programs (exit status, TAP, LTP) and say which pass',
  )
    .argument('<dir>', 'the programs; they are found in its folders too')
    .option(
      '--against <what>',
      'qemu, native, native=DIR (the same programs built for this machine), or a file of results',
    )
    .option('--on <system>', 'k42, qemu, native or native=DIR', 'k42')
    .option('--list <file>', 'lines of NAME COMMAND ARGS…, as in the runtest files of the Linux Test Project')
    .option('--filter <pattern>', 'only names with this part, or /regex/; ! before it leaves them out', collect)
    .option('-j, --jobs <n>', 'so many at a time', whole, 2)
    .option('--timeout <span>', 'end each program after this time', span, 60_000)
    .option('-o, --output <file>', 'keep the results as JSON lines; those that it has are not run again')
    .option('--resume <file>', 'go on with a file of results')
    .option('--fresh', 'forget the results that the file has')
    .option('--logs <dir>', "keep each program's output")
    .addOption(new Option('-L, --sysroot <dir>', "the guests' root").env('K42_SYSROOT').argParser(sysrootAt))
    .addOption(
      new Option('-b, --bind <host:guest[:ro]>', 'show a host folder in the guests').env('K42_BIND').argParser(collect),
    )
    .option('-E, --set-env <name=value>', 'set a variable of the programs', (value: string, before: unknown) => [
      ...(Array.isArray(before) ? (before as unknown[]) : []),
      assignment(value),
    ])
    .action(async (folder: string, values: { format: string } & ConformValues) =>
      (await import('./commands/conform.ts')).conform(folder, values, format(values.format)),
    );
  program
    .command('explain')
    .description('a structure, flag set or call in every personality, side by side')
    .argument('<name>', 'such as stat, open_flags, openat')
    .action(async (name: string) => (await import('./commands/explain.ts')).explain(name));
  program
    .command('dis')
    .description('disassemble the code of a PowerPC ELF file')
    .argument('<file>')
    .option('--from <address>', 'first address, such as 0x10000400')
    .option('--count <n>', 'at most so many instructions')
    .action(async (file: string, values: { from?: string; count?: string }) =>
      (await import('./commands/dis.ts')).dis(file, values),
    );
  program
    .command('spec')
    .description('check, format or begin tables')
    .argument('<action>', 'check, fmt or new')
    .argument('[args...]')
    .option('-C, --root <dir>', 'the folder that holds spec/', '.')
    .passThroughOptions()
    .action(async (action: string, args: string[], values: { root: string }) =>
      (await import('./commands/spec.ts')).spec(action, args, values.root),
    );
  program
    .command('gen')
    .description('write everything that follows from the tables')
    .option('--check', 'only compare with what stands on disk')
    .option('--docs <dir>', 'write the reference pages there as well')
    .option('-C, --root <dir>', 'the folder that holds spec/', '.')
    .action(async (values: { check?: boolean; docs?: string; root: string }) =>
      (await import('./commands/gen.ts')).gen(values),
    );

  program
    .command('completion')
    .description('the shell\'s completion: eval "$(k42 completion bash)"')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => (await import('./commands/completion.ts')).completion(program, shell));
}
