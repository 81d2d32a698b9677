#!/usr/bin/env node
/**
 * Starts the command's bundle, or as thread.cjs in a worker the JIT's. A bundle is packs (tools/packs.ts), which are loaded with the code
 * caches that the build left beside them: compiling them anew would take longer than Node's own start. A cache of another version of
 * Node is ignored by V8. `K42_CODE_CACHE=write` makes those that are not there.
 */
const { existsSync, fstatSync, readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');
const { setFlagsFromString } = require('node:v8');

// Told by the name: asking node:worker_threads would load it, which a short run has no use for.
const isMainThread = !__filename.endsWith('thread.cjs');

// Node's own modules have code caches too, which do not count any more when V8 was given options: those that this run will need come first.
if (isMainThread) for (const descriptor of [0, 1, 2]) loadFor(descriptor);

function loadFor(descriptor) {
  try {
    const status = fstatSync(descriptor);
    if (status.isSocket() || (status.isFIFO() && descriptor === 0)) require('node:net');
    // The major number of /dev/null and its like is 1.
    else if (status.isCharacterDevice() && status.rdev >> 8 !== 1) require('node:tty');
  } catch {
    // It is not open.
  }
}

// Compiled guest code counts its own stack and its own turns; V8's checks for the same in every loop cost registers there.
const flags = ['--no-wasm-stack-checks', '--no-flush-bytecode'];
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

const making = process.env.K42_CODE_CACHE === 'write';
/** What writes the cache of each pack that had none. */
const unwritten = [];
const loaded = new Set();

/** What all packs share: their chunks, and which packs the first one knows for those that are imported later. */
const packs = {
  chunks: Object.create(null),
  index: {},
  /** In the place of performance.now, for which Node loads a large module. */
  now: () => process.uptime() * 1e3,
  folder: __dirname,
};
/** A chunk that is there, or a module of Node's. */
const get = (name) => packs.chunks[name] ?? require(name);
/** What the bundle imports when it needs it: of a pack, or another file (Node 20.19 and later can require modules). */
const later = async (name) => {
  for (const pack of packs.index[name] ?? []) load(pack);
  return get(name);
};

function load(name) {
  if (loaded.has(name)) return;
  loaded.add(name);
  const filename = `${__dirname}/${name}.cjs`;
  const cache = `${__dirname}/${name}.cache`;
  let cachedData;
  try {
    cachedData = readFileSync(cache);
  } catch {
    // Slower, but all the same.
  }
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
  if (making && !existsSync(cache)) unwritten.push(() => writeFileSync(cache, script.createCachedData()));
  script.runInThisContext()(packs, get, later, require);
}

const write = () => {
  for (const one of unwritten) one();
};
if (making && isMainThread) process.on('exit', write);
load(isMainThread ? 'main' : 'translator');
// The thread just ends with the process: what it has compiled is written after each of its answers.
if (making && !isMainThread) require('node:worker_threads').parentPort.on('message', write);
