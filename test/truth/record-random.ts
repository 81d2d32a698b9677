/**
 * Records random scenarios on this machine's Linux: `node --import tsx test/truth/record-random.ts`. Needs gcc, qemu-ppc64 and
 * qemu-ppc64le. The seeds are fixed, so a change of the tables' types changes what is drawn: record again then.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { scenario, together } from './arbitrary-scenario.ts';
import { buildNativeAgent, record } from './record.ts';
import { recordingsFolder } from './recording.ts';

const BATCHES = 12;
const SCENARIOS = 10;

const folder = mkdtempSync(join(tmpdir(), 'k42-record-'));
try {
  const native = buildNativeAgent(folder);
  for (const file of readdirSync(recordingsFolder))
    if (file.startsWith('random-')) rmSync(join(recordingsFolder, file));
  for (let seed = 1; seed <= BATCHES; seed++) {
    const name = `random-${String(seed).padStart(2, '0')}`;
    const text = together(fc.sample(scenario, { numRuns: SCENARIOS, seed }));
    const file = join(folder, 'scenario');
    writeFileSync(file, text, 'latin1');
    writeFileSync(join(recordingsFolder, `${name}.jsonl`), record(name, file, native, folder, { seed, text }));
    console.log(`recorded ${name}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
