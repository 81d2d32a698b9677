/** `k42 gen [--check]`: writes everything that follows from spec/, or says what differs. */
import { resolve } from 'node:path';
import { writeDocs } from '../../codegen/commands/docs.ts';
import { generate } from '../../codegen/commands/gen.ts';
import { formatProblem } from '../../codegen/load/problem.ts';

export function gen(values: { readonly check?: boolean; readonly docs?: string; readonly root: string }): void {
  const check = values.check ?? false;
  const result = generate({ root: resolve(values.root), check });
  for (const problem of result.problems) process.stderr.write(`${formatProblem(problem)}\n`);
  for (const path of check ? result.changed : []) process.stderr.write(`${path} differs from what the tables give\n`);
  if (result.code === 0)
    process.stdout.write(
      `${result.files} files from spec/ in ${Math.round(result.milliseconds)} ms, ${check ? 'all as they stand' : `${result.changed.length} changed`}\n`,
    );
  process.exitCode = result.code;
  if (values.docs === undefined || result.code !== 0) return;
  const pages = writeDocs({ root: resolve(values.root), folder: resolve(values.docs) });
  for (const problem of pages.problems) process.stderr.write(`${formatProblem(problem)}\n`);
  for (const page of pages.written) process.stdout.write(`${values.docs}/${page}\n`);
  process.exitCode = pages.code;
}
