/**
 * `npm run bench [-- SECTION…]`: prints the figures that we hold ourselves to, as ratios within this run. Sections:
 * interpreter, calls, start, messages, tables. What a section needs and the machine lacks is said in its place.
 */
import { calls } from './calls.ts';
import { interpreter } from './interpreter.ts';
import { messages } from './messages.ts';
import { start } from './start.ts';
import { tables } from './tables.ts';

const SECTIONS = { interpreter, calls, start, messages, tables } as const;

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in SECTIONS));
if (unknown !== undefined) {
  console.error(`${unknown}: no such section; there are ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}
for (const [name, section] of Object.entries(SECTIONS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  for (const line of section()) console.log(`  ${line}`);
}
