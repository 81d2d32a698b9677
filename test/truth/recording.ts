/**
 * Recordings of scenarios: what real Linux answered, line by line, natively and through the user-mode emulator for each
 * PowerPC ABI. `test/recordings/NAME.jsonl` begins with a header; each further line is one call of the scenario. An ABI's
 * answer stands only where it differs from the native one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The PowerPC ABIs that a scenario is recorded for. */
export const ABIS = ['ppc64le', 'ppc64'] as const;
export type Abi = (typeof ABIS)[number];

/** ABIs that answer as the native recording; 32-bit programs make the calls that carry 64-bit numbers. */
export const REPLAYED = [...ABIS, 'ppc32'] as const;
export type Replayed = (typeof REPLAYED)[number];

/** One reported call; `errno` or `result`, and what the output arguments held. */
export type Answer = Readonly<Record<string, unknown>> & { readonly line: number; readonly call: string };

export interface Header {
  readonly version: 1;
  readonly scenario: string;
  /** Release of the kernel that answered. */
  readonly kernel: string;
  readonly emulator: string;
  /** Of random scenarios: where they came from, and their text. */
  readonly drawn?: { readonly seed: number; readonly text: string };
}

export interface Recorded {
  readonly native: Answer;
  readonly ppc64le?: Answer;
  readonly ppc64?: Answer;
}

export interface Recording {
  readonly header: Header;
  readonly answers: readonly Recorded[];
}

export const recordingsFolder = fileURLToPath(new URL('../recordings/', import.meta.url));
export const scenariosFolder = fileURLToPath(new URL('scenarios/', import.meta.url));

/** The agent's output as answers. */
export function parseAnswers(output: string): Answer[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
}

export function readRecording(name: string): Recording {
  const [header, ...answers] = readFileSync(`${recordingsFolder}${name}.jsonl`, 'utf8').trimEnd().split('\n');
  return {
    header: JSON.parse(header ?? '{}') as Header,
    answers: answers.map((line) => JSON.parse(line) as Recorded),
  };
}

/** The random recordings. */
export function randomNames(): string[] {
  return readdirSync(recordingsFolder)
    .filter((file) => file.startsWith('random-'))
    .map((file) => basename(file, '.jsonl'));
}

/** Answers with their source lines, by scenario: what a test compares and shows. */
export function byScenario(text: string, answers: readonly Answer[]): string[][] {
  const source = text.split('\n');
  const scenarios: string[][] = [];
  let first = 0;
  for (const answer of answers.toSorted((a, b) => a.line - b.line)) {
    if (answer.call === 'scenario') {
      scenarios.push([`ends with status ${String(answer['status'])}`]);
      first = answer.line;
    } else {
      const { line, ...rest } = answer;
      scenarios.at(-1)?.push(`${line - first}: ${source[line - 1]?.trim()} -> ${JSON.stringify(rest)}`);
    }
  }
  return scenarios;
}

/** What an ABI shall answer. */
export function expected(recorded: Recorded, abi: Replayed): Answer {
  return (abi === 'ppc32' ? undefined : recorded[abi]) ?? recorded.native;
}
