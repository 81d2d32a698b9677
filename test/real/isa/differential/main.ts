/** Prints which instructions agree with qemu: `main.ts [--order little|big|big32] [--only PATTERN] [--cases N] [--seed N] [--sequences integer|float] [--exact] [--constant] [--json]`. */
import { parseArgs } from 'node:util';
import { disassemble } from '../../../../emulator/disassembler.ts';
import { COMPARABLE } from '../../../isa/cases/case.ts';
import { FLOAT_SEQUENCE, INTEGER_SEQUENCE } from '../../../isa/cases/sequence.ts';
import { Machine } from './machine.ts';
import { compareAll, compareSequences } from './run.ts';
import type { Verdict } from './run.ts';

const { values } = parseArgs({
  options: {
    order: { type: 'string', default: 'little' },
    only: { type: 'string', default: '.' },
    cases: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    sequences: { type: 'string' },
    exact: { type: 'boolean', default: false },
    constant: { type: 'boolean', default: false },
  },
});
if (values.help || !['little', 'big', 'big32'].includes(values.order)) {
  console.log(
    'usage: main.ts [--order little|big|big32] [--only PATTERN] [--cases N] [--seed N] [--sequences integer|float] [--exact] [--constant] [--json]',
  );
  process.exit(values.help ? 0 : 2);
}
const bits = values.order === 'big32' ? 32 : 64;
const order = values.order === 'little' ? 'little' : 'big';
const rows = COMPARABLE.filter(({ mnemonic }) => new RegExp(values.only).test(mnemonic));
const options = {
  order,
  bits,
  cases: Number(values.cases),
  seed: Number(values.seed),
  exact: values.exact,
  constant: values.constant,
} as const;
const machine = new Machine();
const verdicts =
  values.sequences !== undefined
    ? compareSequences(machine, options, { rows: values.sequences === 'float' ? FLOAT_SEQUENCE : INTEGER_SEQUENCE })
    : compareAll(machine, rows, options);
if (values.json) console.log(JSON.stringify(verdicts, null, 1));
else print(verdicts);

function print(verdicts: readonly Verdict[]): void {
  const all = verdicts.filter(({ cases, equal }) => cases === equal);
  const absent = verdicts.filter(({ failures, cases }) => failures.illegal === cases);
  const known = verdicts.filter((verdict) => verdict.known === true);
  const unsupported = verdicts.filter(({ qemu }) => qemu !== undefined);
  for (const verdict of verdicts) {
    if (all.includes(verdict) || absent.includes(verdict) || known.includes(verdict) || unsupported.includes(verdict))
      continue;
    const failures = Object.entries(verdict.failures)
      .map(([name, count]) => ` ${name} ${count}`)
      .join('');
    console.log(`${verdict.mnemonic}: ${verdict.equal} of ${verdict.cases} equal${failures}`);
    for (const example of verdict.examples) console.log(`    ${example}  ${text(example)}`);
  }
  console.log(`qemu stops at: ${unsupported.map(({ mnemonic, qemu }) => `${mnemonic} (${qemu ?? ''})`).join(' ')}`);
  console.log(`qemu is wrong about: ${known.map(({ mnemonic }) => mnemonic).join(' ')}`);
  console.log(`without semantics: ${absent.map(({ mnemonic }) => mnemonic).join(' ')}`);
  console.log(
    `${values.order}: ${all.length} of ${verdicts.length} instructions agree; ${absent.length} without semantics; qemu stops at ${unsupported.length}`,
  );
}

function text(example: string): string {
  const word = /^#\d+ ([0-9a-f]{8})/.exec(example)?.[1];
  return word === undefined ? '' : disassemble(Number.parseInt(word, 16)).replaceAll(/\s+/g, ' ');
}
