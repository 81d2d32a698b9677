/** Calls of server objects and messages for each system call of a busybox shell script. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busyboxRoot, haveBusybox, k42, output } from './programs.ts';

const SCRIPT =
  'cd /tmp; for i in 1 2 3 4 5; do echo line $i >> f; done; sort -r f | head -n 2; x=$(wc -l < f); ls -l; mkdir d; mv f d; grep -c line d/f; rm -r d; echo $x';

export function* messages(): Generator<string> {
  if (!haveBusybox()) {
    yield '(no busybox: npm run test:real fetches it)';
    return;
  }
  const file = join(mkdtempSync(join(tmpdir(), 'k42-bench-')), 'stats.json');
  output(k42, ['run', '-q', '--stats', file, '-L', busyboxRoot, '/bin/busybox', 'sh', '-c', SCRIPT]);
  yield* perSystemCall(file);
}

/** From what `k42 run --stats` wrote. */
export function* perSystemCall(file: string): Generator<string> {
  const figures = JSON.parse(readFileSync(file, 'utf8')) as {
    systemCalls: number;
    serverCalls: number;
    messages: number;
  };
  const { systemCalls, serverCalls } = figures;
  yield `${systemCalls} system calls, ${serverCalls} direct calls of server objects (${(serverCalls / systemCalls).toFixed(2)} each)`;
  yield `${figures.messages} messages: ${(figures.messages / systemCalls).toFixed(3)} a system call`;
}
