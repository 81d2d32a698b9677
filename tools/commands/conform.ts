/**
 * `k42 conform DIR`: runs a folder of prebuilt self-checking programs, each in a guest of its own, and says which pass; compares
 * with another run of them. Exit status 0 when all is well, or no worse than in the other run; 1 with findings.
 */
import { existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { ExitStatus, Failure } from '../cli/exit.ts';
import type { ReportFormat } from '../cli/report.ts';
import { compare } from '../conform/compare.ts';
import { Executor } from '../conform/execute.ts';
import { Progress } from '../conform/progress.ts';
import { readResults, Records } from '../conform/records.ts';
import type { Result } from '../conform/result.ts';
import { runTests } from '../conform/run.ts';
import { isBad, showDifferences, showResults } from '../conform/show.ts';
import { k42System, nativeSystem, needEmulator, type Place, qemuSystem, type System } from '../conform/systems.ts';
import { findTests } from '../conform/tests.ts';

export interface ConformValues {
  readonly against?: string;
  readonly on: string;
  readonly list?: string;
  readonly filter?: readonly string[];
  readonly jobs: number;
  readonly timeout: number;
  readonly output?: string;
  readonly resume?: string;
  readonly fresh?: boolean;
  readonly logs?: string;
  readonly sysroot?: string;
  readonly bind?: readonly string[];
  readonly setEnv?: readonly (readonly [string, string])[];
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function conform(path: string, values: ConformValues, format: ReportFormat): Promise<never> {
  const folder = folderOf(path);
  const found = findTests(folder, values.list, values.filter ?? []);
  if (found.missing.length > 0) process.stderr.write(`k42: not in ${path}, left out: ${short(found.missing)}\n`);
  if (found.tests.length === 0) throw new Failure(`${path}: no test programs for PowerPC are there`, ExitStatus.usage);
  const environment = environmentOf(folder, found.folders, values);
  const place: Place = {
    folder,
    sysroot: values.sysroot === undefined ? undefined : resolve(values.sysroot),
    binds: values.bind ?? [],
    timeout: values.timeout,
    k42: [process.execPath, process.argv[1] ?? ''],
  };
  const other = values.against === undefined ? undefined : systemNamed(values.against, place);
  // Read now: a run takes long.
  const earlier = values.against === undefined || other !== undefined ? [] : readResults(values.against);
  const systems = [systemNamed(values.on, place) ?? wrongSystem(values.on), ...(other === undefined ? [] : [other])];

  const file = outputOf(values);
  const records = new Records(file);
  const executor = new Executor();
  const abort = new AbortController();
  const jobs = systems.map((system) => ({
    system,
    tests: found.tests.filter(({ name }) => records.get(name, system.name) === undefined),
  }));
  const left = jobs.reduce((sum, { tests }) => sum + tests.length, 0);
  const all = systems.length * found.tests.length;
  if (left < all) process.stderr.write(`k42: ${all - left} of ${all} results are in ${file}\n`);
  const progress = new Progress(left);
  const stop = (name: NodeJS.Signals): void => {
    abort.abort();
    executor.end();
    progress.clear();
    if (file !== undefined) process.stderr.write(`k42: the results so far are in ${file}; --resume ${file} goes on\n`);
    process.exit(name === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop).once('SIGHUP', stop);
  for (const { system, tests } of jobs)
    await runTests(tests, system, {
      jobs: values.jobs,
      timeout: values.timeout,
      logs: values.logs,
      environment,
      executor,
      progress,
      records,
      signal: abort.signal,
    });
  progress.clear();

  const [ours = [], theirs = earlier] = systems.map(({ name }) =>
    found.tests.flatMap((test): readonly Result[] => {
      const result = records.get(test.name, name);
      return result === undefined ? [] : [result];
    }),
  );
  if (values.against === undefined) {
    await write(showResults(ours, format));
    process.exit(ours.some(isBad) ? ExitStatus.findings : ExitStatus.fine);
  }
  const differences = compare(ours, sameSystem(theirs, ours[0]?.system));
  await write(showDifferences(differences, format));
  process.exit(differences.some(({ change }) => change === 'worse') ? ExitStatus.findings : ExitStatus.fine);
}

/** A file may hold the results of several systems: ours, or else the first. */
function sameSystem(results: readonly Result[], ours: string | undefined): readonly Result[] {
  const wanted = results.some(({ system }) => system === ours) ? ours : results[0]?.system;
  return results.filter(({ system }) => system === wanted);
}

/** Where results are kept; what stands there goes on, unless all begins anew. */
function outputOf({ output, resume, fresh }: ConformValues): string | undefined {
  if (resume !== undefined && !existsSync(resume))
    throw new Failure(`--resume ${resume}: there is no such file (--output begins one)`, ExitStatus.usage);
  const file = resume ?? output;
  if (file !== undefined && fresh === true) rmSync(file, { force: true });
  return file;
}

/** Undefined for what is the name of a file. */
function systemNamed(name: string, place: Place): System | undefined {
  if (name === 'k42') return k42System(place);
  if (name === 'qemu') {
    needEmulator();
    return qemuSystem(place);
  }
  const [, folder] = /^native(?:=(.+))?$/.exec(name) ?? ['', ''];
  return folder === '' ? undefined : nativeSystem(place, folder === undefined ? undefined : folderOf(folder));
}

function wrongSystem(name: string): never {
  throw new Failure(`--on ${name}: k42, qemu, native or native=DIR`, ExitStatus.usage);
}

/** The same on every system: nothing of the caller's but what -E says. */
function environmentOf(folder: string, folders: readonly string[], values: ConformValues): Record<string, string> {
  const seconds = Math.max(1, Math.ceil(values.timeout / 1000));
  const own = Object.entries(process.env).filter(([name]) => name.startsWith('K42_'));
  return {
    ...Object.fromEntries(own.map(([name, value]) => [name, value ?? ''])),
    PATH: [...folders, DEFAULT_PATH].join(delimiter),
    HOME: '/root',
    LC_ALL: 'C',
    TERM: 'dumb',
    LTPROOT: folder,
    // Tests have their own watch; ours comes first.
    LTP_TIMEOUT_MUL: String(Math.max(1, Math.ceil(seconds / 30))),
    LTP_COLORIZE_OUTPUT: 'n',
    ...Object.fromEntries(values.setEnv ?? []),
  };
}

function folderOf(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Failure(`${path}: there is no such folder`, ExitStatus.usage);
  return realpathSync(path);
}

function short(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(' ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

/** Reports can be larger than a pipe. */
function write(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(text, () => done()));
}
