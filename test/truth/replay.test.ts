/** k42 answers every recorded scenario as real Linux did. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expected, readRecording, recordingsFolder, REPLAYED, scenariosFolder } from './recording.ts';
import { runAgent } from './run-agent.ts';

const names = readdirSync(recordingsFolder)
  .filter((file) => file.endsWith('.jsonl') && !file.startsWith('random-'))
  .map((file) => basename(file, '.jsonl'));

describe.each(REPLAYED)('recorded Linux, replayed on %s', (abi) => {
  it.each(names)('%s', async (name) => {
    const recording = readRecording(name);
    const text = readFileSync(`${scenariosFolder}${name}.txt`, 'latin1');
    const source = text.split('\n');
    const answers = await runAgent(abi, text);
    const shown = (list: readonly { line: number }[]): string[] =>
      list.map((answer) => `${source[answer.line - 1]} -> ${JSON.stringify(answer)}`);
    expect(shown(answers)).toEqual(shown(recording.answers.map((answer) => expected(answer, abi))));
  });
});
