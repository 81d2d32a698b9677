/** `k42 spec check|fmt|new`: checks the tables, puts them into their usual form, begins new ones. */
import { resolve } from 'node:path';
import { checkSpec } from '../../codegen/commands/check.ts';
import { formatTables } from '../../codegen/commands/format.ts';
import { newCall, newPersonality, type NewResult } from '../../codegen/commands/new.ts';
import { formatProblem, type Problem } from '../../codegen/load/problem.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { whole } from '../cli/values.ts';

const USAGE = `k42 spec check [FILE…]
k42 spec fmt [--check] [FILE…]
k42 spec new personality NAME [TITLE]
k42 spec new call PERSONALITY NAME NUMBER TOPIC`;

export function spec(action: string, args: readonly string[], folder: string): void {
  const root = resolve(folder);
  if (action === 'check') check(root, args);
  else if (action === 'fmt') format(root, args);
  else if (action === 'new') begin(root, args);
  else throw new Failure(`spec ${action}: there is\n${USAGE}`, ExitStatus.usage);
}

function check(root: string, files: readonly string[]): void {
  const result = checkSpec(files.length === 0 ? { root } : { root, files });
  tell(result.problems);
  if (result.code === 0) {
    const shares = [...result.shares].map(([name, { described }]) => `${name} ${described} calls`).join(', ');
    process.stdout.write(`the tables are right: ${shares}, in ${Math.round(result.milliseconds)} ms\n`);
  }
  process.exitCode = result.code;
}

function format(root: string, args: readonly string[]): void {
  const only = args.includes('--check');
  const files = args.filter((arg) => arg !== '--check');
  const result = formatTables(files.length === 0 ? { root, check: only } : { root, check: only, files });
  tell(result.problems);
  for (const file of result.changed)
    process.stdout.write(`${file} ${only ? 'is not in its usual form' : 'formatted'}\n`);
  process.exitCode = result.code;
}

function begin(root: string, [what, ...args]: readonly string[]): void {
  let result: NewResult;
  const [first, second, third, fourth] = args;
  if (what === 'personality' && first !== undefined) {
    result = newPersonality(second === undefined ? { root, name: first } : { root, name: first, title: second });
  } else if (
    what === 'call' &&
    first !== undefined &&
    second !== undefined &&
    third !== undefined &&
    fourth !== undefined
  ) {
    result = newCall({ root, personality: first, name: second, number: whole(third), topic: fourth });
  } else {
    throw new Failure(`spec new ${what ?? ''}: there is\n${USAGE}`, ExitStatus.usage);
  }
  if (result.code !== 0) throw new Failure(result.message, ExitStatus.findings);
  for (const path of result.written) process.stdout.write(`${path}\n`);
}

function tell(problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
}
