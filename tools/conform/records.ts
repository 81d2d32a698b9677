/** A file of results: JSON lines, written one at a time, so that a run that was cut off can go on. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ExitStatus, Failure } from '../cli/exit.ts';
import type { Result } from './result.ts';

export class Records {
  readonly #path: string | undefined;
  readonly #results = new Map<string, Result>();

  /** Keeps the results in a file too, whose earlier ones stand. */
  constructor(path: string | undefined) {
    this.#path = path;
    if (path === undefined) return;
    try {
      if (existsSync(path)) {
        for (const result of readResults(path)) this.#results.set(keyOf(result), result);
        // The last line may be half a line.
        writeFileSync(path, [...this.#results.values()].map(lineOf).join(''));
      } else writeFileSync(path, '');
    } catch (error) {
      throw error instanceof Failure ? error : new Failure(`${path}: ${(error as Error).message}`, ExitStatus.usage);
    }
  }

  get(test: string, system: string): Result | undefined {
    return this.#results.get(keyOf({ test, system }));
  }

  add(result: Result): void {
    this.#results.set(keyOf(result), result);
    if (this.#path !== undefined) appendFileSync(this.#path, lineOf(result));
  }
}

/** The results of a file; a cut last line is left out, anything else that is no result is a Failure. */
export function readResults(path: string): Result[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(`${path}: ${(error as Error).message}`, ExitStatus.usage);
  }
  const lines = text.split('\n');
  const results: Result[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const result = parse(line);
    if (result !== undefined) results.push(result);
    else if (index < lines.length - 1)
      throw new Failure(`${path}:${index + 1}: not a result of k42 conform (version 1)`, ExitStatus.usage);
  }
  return results;
}

function parse(line: string): Result | undefined {
  try {
    const value = JSON.parse(line) as Partial<Result> | null;
    return value?.version === 1 && typeof value.test === 'string' && typeof value.outcome === 'string'
      ? (value as Result)
      : undefined;
  } catch {
    return undefined;
  }
}

function keyOf({ test, system }: Pick<Result, 'test' | 'system'>): string {
  return `${system} ${test}`;
}

function lineOf(result: Result): string {
  return `${JSON.stringify(result)}\n`;
}
