/**
 * `npm run bench [-- SECTION…]`: prints the figures that we hold ourselves to, as ratios within this run. Sections:
 * interpreter, kernel, start, messages, tables, cpu, distribution and load (which take options; the last two only when named). What a
 * section needs and the machine lacks is said in its place.
 */
import { cpu } from './cpu.ts';
import { distribution } from './distribution.ts';
import { interpreter } from './interpreter.ts';
import { kernel } from './kernel.ts';
import { load } from './load.ts';
import { messages } from './messages.ts';
import { options, type Options } from './options.ts';
import { start } from './start.ts';
import { tables } from './tables.ts';

type Section = (asked: Options) => Iterable<string> | AsyncIterable<string>;
const SECTIONS: Readonly<Record<string, Section>> = {
  interpreter,
  kernel,
  start,
  messages,
  tables,
  cpu,
  distribution,
  load,
};
/** Not run unless asked for. */
const LONG: readonly string[] = ['distribution', 'load'];

async function main(args: readonly string[]): Promise<void> {
  const asked = options(args);
  const unknown = asked.sections.find((name) => !(name in SECTIONS));
  if (unknown !== undefined) {
    throw new Error(`${unknown}: no such section; there are ${Object.keys(SECTIONS).join(', ')}`);
  }
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (asked.sections.length > 0 ? !asked.sections.includes(name) : LONG.includes(name)) continue;
    console.log(`\n${name}`);
    for await (const line of section(asked)) console.log(line === '' ? '' : `  ${line}`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
