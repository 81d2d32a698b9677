/** Runs tests on a system, several at a time, each with a folder of its own. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor } from './execute.ts';
import { ResultLines } from './lines.ts';
import type { Progress } from './progress.ts';
import type { Records } from './records.ts';
import type { Result } from './result.ts';
import { type System, withSignal } from './systems.ts';
import type { Test } from './tests.ts';
import { verdict } from './verdict.ts';

export interface RunOptions {
  readonly jobs: number;
  readonly timeout: number;
  /** Where each test's output is kept, as NAME.log. */
  readonly logs: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly executor: Executor;
  readonly progress: Progress;
  /** Told of each end; nothing more is begun when it is aborted. */
  readonly records: Records;
  readonly signal: AbortSignal;
}

const LOG_LIMIT = 2 ** 20;
/** What k42 says of a call: `k42: linux NAME: OPTION is not supported (WHY); …`. */
const UNSUPPORTED = /^k42: (.+?) is not supported/;
/** k42's own failure. */
const FAULT = 125;
const OWN_FAILURES: ReadonlySet<number | string> = new Set([FAULT, 126, 127]);

export async function runTests(tests: readonly Test[], system: System, options: RunOptions): Promise<void> {
  const waiting = [...tests];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !options.signal.aborted; next = waiting.shift()) {
      options.progress.start(next.name);
      const result = await runOne(next, system, options);
      // What was cut off is no result.
      if (options.signal.aborted) return;
      options.records.add(result);
      options.progress.end(next.name, result);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
}

async function runOne(test: Test, system: System, options: RunOptions): Promise<Result> {
  const own = mkdtempSync(join(tmpdir(), 'k42-conform-'));
  const temporary = system.hostFolder ? own : '/tmp';
  const lines = new ResultLines();
  const unsupported = new Set<string>();
  const log = logOf(test, system, options.logs);
  let fault: string | undefined;
  try {
    const ended = await options.executor.execute({
      words: system.words(test, own),
      folder: system.hostFolder ? own : '/',
      environment: { ...options.environment, TMPDIR: temporary },
      timeout: options.timeout,
      line: (text, error) => {
        log(text);
        if (!error || !text.startsWith('k42: ')) return lines.add(text);
        const what = UNSUPPORTED.exec(text)?.[1];
        if (what === undefined) fault ??= text;
        else unsupported.add(what);
      },
    });
    const status = withSignal(ended.status);
    const failed = OWN_FAILURES.has(status) ? fault : undefined;
    const outcome = verdict(lines, { status, killed: ended.killed, fault: failed });
    const line = failed ?? lines.reason();
    return {
      version: 1,
      test: test.name,
      program: test.program,
      args: test.args,
      system: system.name,
      outcome,
      status,
      counts: lines.counts(),
      ...(outcome === 'pass' || line === undefined ? {} : { line }),
      ...(unsupported.size === 0 ? {} : { unsupported: [...unsupported] }),
      milliseconds: ended.milliseconds,
    };
  } finally {
    try {
      rmSync(own, { recursive: true, force: true });
    } catch {
      // A test may leave what nobody can remove; the next one has another folder.
    }
  }
}

function logOf({ name }: Test, system: System, folder: string | undefined): (text: string) => void {
  if (folder === undefined) return () => {};
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name.replaceAll('/', '_')}.${system.name}.log`);
  writeFileSync(path, '');
  let left = LOG_LIMIT;
  return (text) => {
    left -= text.length + 1;
    if (left > 0) appendFileSync(path, `${text}\n`, 'latin1');
  };
}
