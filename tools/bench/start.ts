/** From shell prompt to prompt: hello and `busybox sh -c true` against `node -e 0`, and where the time goes. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busyboxRoot, guests, haveBusybox, k42, output, paired } from './programs.ts';

const ROUNDS = 15;

export function* start(): Generator<string> {
  const hello = join(guests, 'bin/linux-ppc64le/hello');
  yield* against('hello', ['run', hello]);
  if (!haveBusybox()) {
    yield '(no busybox: npm run test:real fetches it)';
    return;
  }
  yield* against('busybox sh -c true', ['run', '-q', '-L', busyboxRoot, '/bin/busybox', 'sh', '-c', 'true']);
}

function* against(name: string, args: readonly string[]): Generator<string> {
  const run = (): void => void output(k42, args);
  run();
  const [own, node] = paired(ROUNDS, run, () => void output(process.execPath, ['-e', '0']));
  yield `${name}: ${own.toFixed(0)} ms; node -e 0: ${node.toFixed(0)} ms; ratio ${(own / node).toFixed(2)}`;
  const file = join(mkdtempSync(join(tmpdir(), 'k42-bench-')), 'stats.json');
  output(k42, ['run', '--stats', file, ...args.slice(1)]);
  const { milliseconds } = JSON.parse(readFileSync(file, 'utf8')) as { milliseconds: Record<string, number> };
  const parts = Object.entries(milliseconds).map(([part, time]) => `${part} ${time.toFixed(1)} ms`);
  yield `  of one run: ${parts.join(', ')}`;
}
