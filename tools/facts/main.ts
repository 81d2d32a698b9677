/**
 * Checks the facts in spec/personalities/.
 *   node --import tsx tools/facts/main.ts verify [PERSONALITY …]            against the headers installed here
 *   node --import tsx tools/facts/main.ts cross-check PERSONALITY ABI FILE  call numbers against a second source
 * Exit status: 0 all confirmed, 1 differences, 2 usage.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crossCheck } from './cross-check.ts';
import { verify } from './verify.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [command, ...rest] = process.argv.slice(2);

if (command === 'verify') process.exitCode = runVerify(rest.length > 0 ? rest : ['linux', 'freebsd']);
else if (command === 'cross-check' && rest.length === 3)
  process.exitCode = runCrossCheck(rest[0] ?? '', rest[1] ?? '', rest[2] ?? '');
else {
  console.error('usage: main.ts verify [PERSONALITY …] | cross-check PERSONALITY ABI FILE');
  process.exitCode = 2;
}

function runVerify(personalities: readonly string[]): number {
  let differences = 0;
  for (const personality of personalities) {
    const { verdicts, unprobed } = verify(root, personality);
    for (const verdict of verdicts) {
      for (const difference of verdict.differences) console.error(`${verdict.abi}: ${difference}`);
      console.log(
        `${personality} ${verdict.abi}: ${verdict.unavailable ?? `${verdict.confirmed} facts confirmed, ${verdict.differences.length} differ`}`,
      );
      differences += verdict.differences.length;
    }
    console.log(`${personality}: ${unprobed} names that no header has`);
  }
  return differences > 0 ? 1 : 0;
}

function runCrossCheck(personality: string, abi: string, file: string): number {
  const { agreed, differences } = crossCheck(root, personality, abi, readFileSync(file, 'utf8'));
  for (const difference of differences) console.error(difference);
  console.log(
    `${personality} ${abi}: ${agreed} calls agree with ${file.split('/').at(-1)}, ${differences.length} differ`,
  );
  return differences.length > 0 ? 1 : 0;
}
