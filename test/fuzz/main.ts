/**
 * `npm run fuzz`: mutated ELF images and random system calls must neither crash nor hang the host. Each batch runs in a
 * process of its own with a time limit, so that even an endless loop of ours is found; a failing batch is named with its
 * seed. `--quick` does a tenth.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Batch {
  readonly kind: 'images' | 'calls';
  readonly seed: number;
  readonly count: number;
}

const quick = process.argv.includes('--quick');
const IMAGES = quick ? 200 : 2000;
const CALLS = quick ? 1000 : 10_000;
const BATCH = { images: 100, calls: 500 } as const;
/** Far above what a batch takes on a busy machine. */
const LIMIT = 120_000;

const batches: Batch[] = [];
for (let seed = 0; seed * BATCH.images < IMAGES; seed++) batches.push({ kind: 'images', seed, count: BATCH.images });
for (let seed = 0; seed * BATCH.calls < CALLS; seed++) batches.push({ kind: 'calls', seed, count: BATCH.calls });

function run({ kind, seed, count }: Batch): Promise<string | undefined> {
  return new Promise((resolve) => {
    const script = fileURLToPath(new URL(`${kind}.ts`, import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, String(seed), String(count)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-4000)));
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(undefined);
      else
        resolve(
          `${kind}, seed ${seed}: ${signal === 'SIGKILL' ? 'did not end' : `ended with ${code ?? signal}`}\n${errors}`,
        );
    });
  });
}

const began = performance.now();
let failed = 0;
const waiting = [...batches];
async function worker(): Promise<void> {
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    const problem = await run(batch);
    if (problem === undefined) continue;
    failed++;
    console.error(problem);
  }
}
await Promise.all([worker(), worker()]);
console.log(
  `${IMAGES} mutated images and ${CALLS} random system calls in ${Math.round((performance.now() - began) / 1000)} s`,
);
console.log(`${batches.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
