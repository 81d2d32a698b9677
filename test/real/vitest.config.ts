import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take over a minute: begun last, one of them would run alone at the end. */
const LONG =
  /\/(isa\/sequences|isa\/differential\/differential|distribution\/python|programs\/compiled|programs\/dynamic)\.test\.ts$/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Tests that need the distribution's packages, which tools/real/install.ts installs, and the built command. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/real/**/*.test.ts'],
    exclude: ['node_modules/**'],
    env: { K42_TRANSLATIONS: fileURLToPath(new URL('../../.cache/translations', import.meta.url)) },
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongFirst },
  },
});
