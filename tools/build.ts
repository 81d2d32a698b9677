/**
 * Builds what `npm install` leaves behind: the generated layer, the interpreter's modules, and the command as a bundle
 * in packs with code caches (tools/packs.ts; other commands are modules of their own). `npm run build` does it again
 * after an edit; `--library` adds the library with its type declarations, as the package carries it.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { generate } from '../codegen/commands/gen.ts';
import { formatProblem } from '../codegen/load/problem.ts';
import { buildPacks } from './packs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const library = process.argv.includes('--library');

const generated = generate({ root });
for (const problem of generated.problems) console.error(formatProblem(problem));
if (generated.code !== 0) process.exit(1);

// Imported only now: it needs the decoder that was just generated.
const { buildInterpreter } = await import('../emulator/interpreter/build.ts');
const modules = new Map<string, Uint8Array>();
// 32-bit programs are all big-endian.
const modes = [
  { name: 'interpreter-little.wasm', order: 'little', bits: 64 },
  { name: 'interpreter-big.wasm', order: 'big', bits: 64 },
  { name: 'interpreter-big32.wasm', order: 'big', bits: 32 },
] as const;
for (const { name, order, bits } of modes) {
  const path = join(root, 'emulator/generated', name);
  mkdirSync(dirname(path), { recursive: true });
  const module = buildInterpreter(order, bits);
  writeFileSync(path, module);
  modules.set(name, module);
}

const { vdsoImage } = await import('../runtime/personality/vdso/vdso-image.ts');
const { ABI_SOURCES } = await import('../runtime/generated/abis.ts');
for (const { personality, name, figures } of ABI_SOURCES)
  if (personality === 'linux') modules.set(`vdso-${name}`, vdsoImage(figures));

// Built beside what stands and put in its place at the end: a running command keeps its files, a failed build changes nothing.
const place = join(root, '.build');
const output = join(root, '.build.new');
rmSync(output, { recursive: true, force: true });
mkdirSync(output);
const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  charset: 'ascii',
  sourcemap: 'linked',
  sourcesContent: false,
  external: ['ts-morph', 'yaml', 'zod', 'esbuild'],
  logLevel: 'warning',
};
/** What `k42 run` needs are packs with code caches; the other commands are modules that are loaded when asked for. */
const otherCommands: Plugin = {
  name: 'other commands',
  setup(plugins) {
    plugins.onResolve({ filter: /^\.\/commands\/.*\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: path.replace(/\.ts$/, '.mjs'), external: true } : undefined,
    );
  },
};
/** The parser of options knows commands that are programs of their own; we have none, and the module takes long to load. */
const noChildren: Plugin = {
  name: 'no children',
  setup(plugins) {
    plugins.onResolve({ filter: /^node:child_process$/ }, () => ({ path: 'none', namespace: 'none' }));
    plugins.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: '', loader: 'js' }));
  },
};
await buildPacks('main', join(root, 'tools/k42.ts'), output, { ...common, plugins: [otherCommands, noChildren] });
// The thread that compiles hot code.
await buildPacks('translator', join(root, 'runtime/host/node/translator-thread.ts'), output, common);
const commands = readdirSync(join(root, 'tools/commands')).filter((file) => file !== 'run.ts');
await build({
  ...common,
  entryPoints: commands.map((file) => join(root, 'tools/commands', file)),
  outdir: join(output, 'commands'),
  outExtension: { '.js': '.mjs' },
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
});
for (const [name, module] of modules) writeFileSync(join(output, name), module);
const command = join(output, 'k42.cjs');
copyFileSync(join(root, 'tools/launch.cjs'), command);
copyFileSync(join(root, 'tools/launch.cjs'), join(output, 'thread.cjs'));
chmodSync(command, 0o755);
const guest = (name: string): string => join(root, 'test/guests/bin', name);
const make = (what: 'write' | 'modules' | 'nothing', ...words: string[]): void =>
  void execFileSync(process.execPath, [command, 'run', ...words], {
    stdio: 'ignore',
    env: { ...process.env, K42_CODE_CACHE: what, K42_TRANSLATIONS: 'none' },
  });
// The caches are made by runs. Without our guests there are none, and starting takes longer.
if (existsSync(guest('linux-ppc64le/everyday'))) {
  // Machine code of the interpreters. A Node that cannot make it, or cannot run what it made, does without.
  for (const abi of ['linux-ppc64le', 'linux-ppc64', 'linux-ppc32']) {
    try {
      make('modules', guest(`${abi}/hello`));
      make('nothing', guest(`${abi}/hello`));
    } catch {
      for (const file of readdirSync(output)) if (file.endsWith('.code')) rmSync(join(output, file));
      console.error('(this Node does not keep compiled modules: programs will start more slowly)');
      break;
    }
  }
  // The cache holds what a run compiles, this one the JIT too: cold, it would take a short program's time to be compiled itself.
  const kept = join(output, 'translations');
  make('write', '--sysroot', guest('linux-ppc64le'), '--translations', kept, '/everyday', '/callbench');
  rmSync(kept, { recursive: true, force: true });
  // Then what the other systems need beside it.
  for (const abi of ['linux-ppc64', 'linux-ppc32', 'freebsd-ppc64']) make('write', guest(`${abi}/hello`));
}

if (library) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', 'false', '--outDir', join(output, 'lib'), '--declaration', '--rootDir', root];
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tools/tsconfig.library.json'), ...options], {
    stdio: 'inherit',
    cwd: root,
  });
}

// Generating wrote the tables' schemas there.
renameSync(join(place, 'schema'), join(output, 'schema'));
rmSync(place, { recursive: true, force: true });
renameSync(output, place);

// npm does not link the bins of the package that it is run in; `npx k42` in a checkout shall work without a network.
const link = join(root, 'node_modules/.bin/k42');
if (existsSync(dirname(link)) && process.platform !== 'win32') {
  rmSync(link, { force: true });
  symlinkSync('../../.build/k42.cjs', link);
}
console.log(`built from ${generated.files} generated files in ${Math.round(performance.now())} ms`);
