import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests that need only npm packages; what needs the distribution's packages is under test/real. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/real/**', 'node_modules/**'],
    setupFiles: ['test/setup.ts'],
    pool: 'threads',
    maxWorkers: 2,
    // No module has state of its own: the files of a worker share them, which spares a third of the time.
    isolate: false,
    testTimeout: 20_000,
  },
});
