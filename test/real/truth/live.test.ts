/**
 * k42 does what this machine's Linux does: scenarios drawn afresh, run natively and in the machine. A failure shrinks and
 * shows its scenario, which can be put into test/truth/scenarios as it is; K42_SEED draws the same ones again, K42_RUNS more.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario, together } from '../../truth/arbitrary-scenario.ts';
import { buildNativeAgent, runScenario } from '../../truth/record.ts';
import { byScenario, REPLAYED } from '../../truth/recording.ts';
import { runAgent } from '../../truth/run-agent.ts';

const RUNS = Number(process.env['K42_RUNS'] ?? 200);
/** Most scenarios in one run of the agent: starting a machine costs more than a scenario. */
const TOGETHER = 10;

describe('random scenarios', () => {
  let folder = '';
  let native = '';
  beforeAll(() => {
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new Error('this test compares with the Linux it runs on: it needs one on x86-64');
    folder = mkdtempSync(join(tmpdir(), 'k42-live-'));
    native = buildNativeAgent(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const user = { user: process.getuid?.() ?? 0, group: process.getgid?.() ?? 0, groups: process.getgroups?.() ?? [] };

  it.each(REPLAYED)('end on %s as on this Linux', { timeout: 300_000 }, async (abi) => {
    // What CI says of a change must not hang on the draw; by hand every run looks elsewhere.
    const fresh = process.env['CI'] === undefined ? Date.now() % 0x7fff_ffff : 42;
    const seed = Number(process.env['K42_SEED'] ?? fresh);
    console.log(`${abi}: K42_SEED=${seed}`);
    let count = 0;
    const several = fc.array(scenario, { minLength: 1, maxLength: TOGETHER, size: 'max' });
    const agree = async (scenarios: readonly string[]): Promise<void> => {
      count += scenarios.length;
      const text = together(scenarios);
      const file = join(folder, 'scenario');
      writeFileSync(file, text, 'latin1');
      const linux = byScenario(text, runScenario([native], file, folder));
      const own = byScenario(text, await runAgent(abi, text, { deterministic: true, user }));
      linux.forEach((lines, index) => expect(own[index], `\n${scenarios[index]}`).toEqual(lines));
    };
    const options = { seed, numRuns: Math.ceil(RUNS / 4), interruptAfterTimeLimit: 200_000 };
    await fc.assert(fc.asyncProperty(several, agree), options);
    expect(count).toBeGreaterThanOrEqual(RUNS);
  });
});
