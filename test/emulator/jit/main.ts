/** Prints where compiled code differs from the interpreter: `main.ts [cases] [pattern] [seed]`. */
import { setFlagsFromString } from 'node:v8';
import { makeCompiler } from '../../../emulator/jit/compiler.ts';
import { SEMANTICS } from '../../../emulator/semantics/index.ts';
import { COMPARABLE } from '../../isa/cases/case.ts';
import { ComparedMachine } from './forced.ts';
import { compareSingle } from './single.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');
const [cases = '8', pattern = '.', seed = '1'] = process.argv.slice(2);
const rows = COMPARABLE.filter(({ mnemonic }) => mnemonic in SEMANTICS && new RegExp(pattern).test(mnemonic));
const compiler = makeCompiler();
for (const [order, bits] of [
  ['little', 64],
  ['big', 64],
  ['big', 32],
] as const) {
  const machine = new ComparedMachine(order, bits);
  const totals = { rows: 0, runs: 0, agree: 0, interpreted: 0 };
  for (const row of rows) {
    try {
      const verdict = compareSingle(machine, compiler, row, Number(cases), Number(seed));
      totals.rows++;
      totals.runs += verdict.runs;
      totals.agree += verdict.agree;
      totals.interpreted += verdict.interpreted;
      if (verdict.refused.length > 0)
        console.log(`${order}${bits} ${row.mnemonic}: ${verdict.refused.length} refused: ${verdict.refused[0]}`);
      if (verdict.agree < verdict.runs)
        console.log(
          `${order}${bits} ${row.mnemonic}: ${verdict.runs - verdict.agree} of ${verdict.runs} differ\n  ${verdict.examples.join('\n  ')}`,
        );
      if (verdict.interpreted * 3 > verdict.runs * 2 * 0.2)
        console.log(`${order}${bits} ${row.mnemonic}: ${verdict.interpreted} of ${(verdict.runs * 2) / 3} interpreted`);
    } catch (error) {
      console.log(`${order}${bits} ${row.mnemonic}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  console.log(order, bits, totals);
}
