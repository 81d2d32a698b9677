#!/usr/bin/env node
/**
 * Starts the command's bundle, or as thread.cjs in a worker the JIT's, with the code cache that the build left beside it: compiling the
 * bundle anew would take longer than Node's own start. A cache of another version of Node is ignored by V8. `K42_CODE_CACHE=write`
 * makes it.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const vm = require('node:vm');

// Told by the name: asking node:worker_threads would load it, which a short run has no use for.
const isMainThread = basename(__filename) !== 'thread.cjs';

const { setFlagsFromString } = require('node:v8');
// Compiled guest code counts its own stack and its own turns; V8's checks for the same in every loop cost registers there.
const flags = ['--no-wasm-stack-checks'];
// Node 20 does not turn these on by itself; later releases have the first, and do without the second.
if (Number.parseInt(process.versions.node, 10) < 22) {
  flags.push('--experimental-wasm-relaxed-simd', '--experimental-wasm-branch-hinting');
  // The compiler of guest code is much JavaScript that runs for a short time: optimized as early as V8 would, and with as
  // much inlined, it takes half as long again. Measured with Node 20 only; an engine complains of a flag that it does not know.
  flags.push('--interrupt-budget=300000', '--max-inlined-bytecode-size-cumulative=300');
}
// V8 compares machine code with the options it was compiled under, and those that were ever set count: what the compiling process
// has to set is set here too, and taken back.
flags.push('--no-liftoff', '--no-wasm-lazy-compilation', '--liftoff', '--wasm-lazy-compilation');
if (isMainThread) for (const flag of flags) setFlagsFromString(flag);

const name = isMainThread ? 'main' : 'translator';
const filename = join(__dirname, `${name}.cjs`);
const cache = join(__dirname, `${name}.cache`);
const making = process.env.K42_CODE_CACHE === 'write';

let cachedData;
try {
  if (!making) cachedData = readFileSync(cache);
} catch {
  // Slower, but all the same.
}
const parameters = 'exports, require, module, __filename, __dirname';
const script = new vm.Script(`(function (${parameters}) {${readFileSync(filename, 'latin1')}\n})`, {
  filename,
  cachedData,
});
const write = () => writeFileSync(cache, script.createCachedData());
if (making && isMainThread) process.on('exit', write);
script.runInThisContext()(exports, require, module, filename, __dirname);
// The thread just ends with the process: what it has compiled is written after each of its answers.
if (making && !isMainThread) require('node:worker_threads').parentPort.on('message', write);
