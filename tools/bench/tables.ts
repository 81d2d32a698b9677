/** Rows described, supported and generated whole, and how long generating takes. */
import { fileURLToPath } from 'node:url';
import { generate } from '../../codegen/commands/gen.ts';
import { report } from '../cli/report.ts';
import { coverageRows } from '../commands/coverage.ts';

export function* tables(): Generator<string> {
  yield* report(coverageRows(), 'table').trimEnd().split('\n');
  const { files, milliseconds } = generate({ root: fileURLToPath(new URL('../..', import.meta.url)), check: true });
  yield `${files} files generated in ${(milliseconds / 1000).toFixed(2)} s`;
}
