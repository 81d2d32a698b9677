/**
 * Generates everything that follows from spec/: `npm run gen [-- --check]`.
 * Exit status: 0 fine, 1 the tables are wrong or (with --check) what stands on disk differs, 2 usage.
 */
import { fileURLToPath } from 'node:url';
import { generate } from './commands/gen.ts';
import { formatProblem } from './load/problem.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [option, ...more] = process.argv.slice(2);
if (more.length > 0 || (option !== undefined && option !== '--check')) {
  console.error('usage: npm run gen [-- --check]');
  process.exit(2);
}
const check = option === '--check';
const result = generate({ root, check });
for (const problem of result.problems) console.error(formatProblem(problem));
for (const path of check ? result.changed : []) console.error(`${path} differs from what the tables give`);
if (result.code === 0)
  console.log(
    `${result.files} files from spec/ in ${Math.round(result.milliseconds)} ms, ${check ? 'all as they stand' : `${result.changed.length} changed`}`,
  );
for (const [name, { described, full, partial, whole }] of result.shares) {
  console.log(`${name}: ${described} rows described, ${full + partial} supported, ${whole} of them generated whole`);
}
process.exitCode = result.code;
