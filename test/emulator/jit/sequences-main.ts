/** Looks for programs that compiled code runs otherwise: `sequences-main.ts [count] [seed] [mode] [conditions]`. */
import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { disassemble } from '../../../emulator/disassembler.ts';
import { makeCompiler } from '../../../emulator/jit/compiler.ts';
import { MODES } from './modes.ts';
import { build, CODE, programs } from './programs.ts';
import { Twins } from './twins.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');
const [count = '200', seed = '1', only = '.', what = 'plain'] = process.argv.slice(2);
for (const [order, bits] of MODES) {
  if (!new RegExp(only).test(`${order}${bits}`)) continue;
  const twins = new Twins(order, bits, makeCompiler());
  const conditions = fc.record({
    missing: what.includes('faults') ? fc.subarray([0, 1, 2, 3]) : fc.constant([]),
    readOnly: what.includes('faults') ? fc.subarray([0, 1, 2, 3]) : fc.constant([]),
    fuel: what.includes('fuel') ? fc.integer({ min: 1, max: 12 }) : fc.constant(1 << 20),
  });
  let last: string[] = [];
  const property = fc.property(programs(), conditions, (drawn, given) => {
    let found: string[];
    try {
      found = twins.compare(build(drawn), given);
    } catch (error) {
      found = [error instanceof Error ? (error.stack ?? '') : String(error)];
    }
    if (found.length > 0) last = found;
    return found.length === 0;
  });
  const begin = performance.now();
  const result = fc.check(property, { numRuns: Number(count), seed: Number(seed) });
  console.log(order, bits, {
    runs: result.numRuns,
    stops: twins.stops,
    ms: Math.round(performance.now() - begin),
    failed: result.failed,
    regions: twins.statistics.regions,
    translating: Math.round(twins.statistics.translating),
    compiling: Math.round(twins.statistics.compiling),
  });
  if (result.counterexample !== null) {
    const [drawn, given] = result.counterexample;
    const { words, entry } = build(drawn);
    console.log(JSON.stringify(given), 'shrinks', result.numShrinks);
    words.forEach((word, n) =>
      console.log(
        `${CODE + 4 * n === entry ? '*' : ' '} ${(4 * n).toString(16).padStart(4)} ${disassemble(word, 4 * n)}`,
      ),
    );
    console.log(last.join('\n'));
  }
}
