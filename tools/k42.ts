/**
 * The k42 command. Commands that run a guest are here; the others, and what they need, are loaded when something else is asked for.
 */
import { Command } from 'commander';
import { ExitStatus } from './cli/exit.ts';
import { optionsFor, type RunValues, type TraceValues } from './cli/options.ts';
import { run } from './commands/run.ts';

const VERSION = '0.1.0';

const program = new Command('k42')
  .description(
    'Runs unmodified PowerPC programs of Linux and FreeBSD on one kernel, from tables that say what each system call means.',
  )
  .version(VERSION)
  .enablePositionalOptions()
  .showHelpAfterError('(k42 --help lists the commands)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : ExitStatus.usage));

const SIGNALS = `
Signals to k42 go to the program (SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT, SIGWINCH and others), and k42
ends as the program does. One that ignores them all ends with SIGKILL, or after --timeout.`;

const guestCommand = (name: 'run' | 'trace', doc: string): Command => {
  const command = program
    .command(name)
    .description(doc)
    .argument('<program>')
    .argument('[args...]')
    .passThroughOptions();
  for (const option of optionsFor(name)) command.addOption(option);
  return command.addHelpText('after', SIGNALS);
};

guestCommand('run', 'run a program; everything after PROGRAM is its own').action(
  (path: string, args: string[], values: RunValues) => run(path, args, values),
);
guestCommand('trace', "run a program and show its system calls in strace's format").action(
  async (path: string, args: string[], values: TraceValues) =>
    (await import('./commands/trace.ts')).trace(path, args, values),
);
async function main(): Promise<void> {
  if (process.argv[2] !== 'run') (await import('./commands.ts')).addCommands(program);
  await program.parseAsync();
}

main().catch((error: unknown) => {
  const known = error as { message?: string; status?: number };
  process.stderr.write(`k42: ${typeof known.status === 'number' ? known.message : (error as Error).stack}\n`);
  process.exit(known.status ?? ExitStatus.fault);
});
