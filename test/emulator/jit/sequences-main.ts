/** Looks for programs that compiled code runs otherwise: `sequences-main.ts [count] [seed] [mode] [conditions]`. */
import { setFlagsFromString } from 'node:v8';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { disassemble } from '../../../emulator/disassembler.ts';
import { makeCompiler } from '../../../emulator/jit/compiler.ts';
import { MODES } from './modes.ts';
import { build, CODE, conditionsFor, programs } from './programs.ts';
import { Twins } from './twins.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');
const [count = '200', seed = '1', only = '.', what = 'plain'] = process.argv.slice(2);
for (const [order, bits] of MODES) {
  if (!new RegExp(only).test(`${order}${bits}`)) continue;
  const compiler = makeCompiler();
  const compile = compiler.compile.bind(compiler);
  let log: string[] = [];
  compiler.compile = (roots, ...rest) => {
    const targets: string[] = [];
    const noting = roots.map((root) => ({
      ...root,
      targetsOf: (at: number) => {
        const found = root.targetsOf(at);
        targets.push(`${at.toString(16)}→${found.map((to) => to.toString(16)).join(' ')}`);
        return found;
      },
    }));
    const result = compile(noting, ...rest);
    log.push(
      `compiled ${roots.map(({ address, arrival }) => `${address.toString(16)} (arrival ${arrival})`).join(' ')} ${result.regions.map(String).join(' ')} ${targets.join(', ')}`,
    );
    return result;
  };
  const twins = new Twins(order, bits, compiler);
  const conditions = conditionsFor(what.includes('faults'), what.includes('fuel'));
  let last: string[] = [];
  let code: number[] = [];
  let failing: number[] = [];
  const property = fc.property(programs(), conditions, (drawn, given) => {
    let found: string[];
    try {
      const program = build(drawn, { reservations: !what.includes('fuel') });
      program.words.forEach((word, n) => (code[n] = word));
      found = twins.compare(program, given);
    } catch (error) {
      found = [error instanceof Error ? (error.stack ?? '') : String(error)];
    }
    if (found.length > 0) last = [...found, ...log];
    if (found.length > 0) failing = [...code];
    log = [];
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
    const { words, entry } = build(drawn, { reservations: !what.includes('fuel') });
    writeFileSync('/tmp/counterexample.json', JSON.stringify({ order, bits, drawn, given, code: failing }));
    console.log(JSON.stringify(given), 'shrinks', result.numShrinks);
    words.forEach((word, n) =>
      console.log(
        `${CODE + 4 * n === entry ? '*' : ' '} ${(4 * n).toString(16).padStart(4)} ${disassemble(word, 4 * n)}`,
      ),
    );
    console.log(last.join('\n'));
  }
}
