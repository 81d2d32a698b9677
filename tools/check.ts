/**
 * Everything cheap, in under a minute: generated files, types, lint, format, dead code, dependency directions, tables.
 * Two checks run at a time. Exit status 1 when one finds something.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const bin = (path: string): string => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

const CHECKS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  {
    name: 'types',
    command: [
      node,
      bin('typescript/bin/tsc'),
      '-p',
      'tsconfig.json',
      '--incremental',
      '--tsBuildInfoFile',
      '.cache/types.json',
    ],
  },
  { name: 'generated', command: [node, '--import', 'tsx', 'codegen/main.ts', '--check'] },
  { name: 'lint', command: [bin('.bin/oxlint'), '--type-aware', '--quiet'] },
  { name: 'format', command: [bin('.bin/biome'), 'format'] },
  { name: 'dead code', command: [bin('.bin/knip'), '--config', '.knip.json'] },
  {
    name: 'dependencies',
    command: [bin('.bin/depcruise'), '--config', '.dependency-cruiser.json', 'codegen', 'emulator', 'runtime', 'tools'],
  },
];

interface Outcome {
  readonly name: string;
  readonly code: number;
  readonly output: string;
  readonly milliseconds: number;
}

function run(name: string, command: readonly string[]): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => resolve({ name, code: code ?? 1, output, milliseconds: performance.now() - start }));
  });
}

const waiting = [...CHECKS];
let failed = 0;
async function worker(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { name, code, output, milliseconds } = await run(next.name, next.command);
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${(milliseconds / 1000).toFixed(1)} s)`);
    if (code === 0) continue;
    failed++;
    console.log(output.trimEnd());
  }
}
await Promise.all([worker(), worker()]);
process.exitCode = failed === 0 ? 0 : 1;
