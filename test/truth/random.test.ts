/** k42 answers recorded random scenarios as real Linux did: fixed draws from the tables' own types. */
import { describe, expect, it } from 'vitest';
import { drawnCalls } from './arbitrary-scenario.ts';
import { emulatorMayDiffer } from './differences.ts';
import { ABIS, byScenario, expected, randomNames, readRecording, REPLAYED } from './recording.ts';
import { runAgent } from './run-agent.ts';

const recordings = randomNames().map((name) => ({ name, ...readRecording(name) }));

describe.each(REPLAYED)('random scenarios recorded on Linux, replayed on %s', (abi) => {
  it.each(recordings)('$name', async ({ header, answers }) => {
    const text = header.drawn?.text ?? '';
    const own = byScenario(text, await runAgent(abi, text, { deterministic: true }));
    expect(own).toEqual(
      byScenario(
        text,
        answers.map(({ native }) => native),
      ),
    );
  });
});

describe('random scenarios', () => {
  it('are recorded in number, over many calls', () => {
    const texts = recordings.map(({ header }) => header.drawn?.text ?? '');
    expect(texts.join('').match(/^scenario /gm)?.length).toBeGreaterThanOrEqual(100);
    const used = drawnCalls.filter((call) => texts.some((text) => new RegExp(`\\b${call}\\b`).test(text)));
    expect(used).toEqual(drawnCalls);
    expect(drawnCalls.length).toBeGreaterThanOrEqual(25);
  });

  it.each(ABIS)('part under the %s emulator only where that is known to be wrong', (abi) => {
    for (const { header, answers } of recordings) {
      const text = header.drawn?.text ?? '';
      const native = byScenario(
        text,
        answers.map((answer) => answer.native),
      );
      const emulated = byScenario(
        text,
        answers.map((answer) => expected(answer, abi)),
      );
      native.forEach((lines, index) => {
        const at = lines.findIndex((line, place) => place > 0 && line !== emulated[index]?.[place]);
        if (at >= 0)
          expect(lines.slice(1, at + 1).some(emulatorMayDiffer), `${lines[at]}\n${emulated[index]?.[at]}`).toBe(true);
      });
    }
  });
});
