/** Makes a machine and finds its program from the options of the command. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import {
  type CallTracer,
  type Guest,
  Machine,
  type MachineOptions,
  type RunOptions,
  type Unsupported,
} from '../../runtime/index.ts';
import { NodeHost } from '../../runtime/host/node/index.ts';
import { Profiler } from '../../runtime/profile/profiler.ts';
import { ExitStatus, Failure } from './exit.ts';
import { installedInterpreter, installedVdso } from './installed.ts';
import { installedTranslations, installedTranslator } from './translator.ts';
import type { RunValues } from './options.ts';

/** Where programs without a slash are looked for when the environment has no PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Extras {
  readonly trace?: CallTracer;
  readonly unsupported?: (what: Unsupported) => void;
}

export interface Started {
  readonly machine: Machine;
  readonly guest: Guest;
  readonly host: NodeHost;
  /** With --profile. */
  readonly profiler: Profiler | undefined;
}

/**
 * Starts PROGRAM. The current folder is shown in the guest under its own name, writable; with a sysroot, programs come from
 * there first. A program elsewhere on the host has its folder shown read-only.
 */
export async function start(
  program: string,
  args: readonly string[],
  values: RunValues,
  extras: Extras = {},
): Promise<Started> {
  if (values.sysroot !== undefined) mustBeFolder('sysroot', values.sysroot, " (--sysroot names the guest's root)");
  for (const { host } of values.bind ?? []) mustBeFolder('bind', host);
  if (values.profile !== undefined) mustBeWritable('profile', values.profile);
  if (values.stats !== undefined) mustBeWritable('stats', values.stats);
  const environment = environmentOf(values);
  const candidates = candidatesOf(program, values, environment['PATH'] ?? DEFAULT_PATH);
  const current = process.cwd();
  const binds = [...(values.bind ?? [])];
  if (current !== '/' && !binds.some(({ guest }) => guest === current))
    binds.push({ host: current, guest: current, readOnly: false });
  for (const folder of hostFolders(candidates, values, binds))
    binds.push({ host: folder, guest: folder, readOnly: true });

  const host = new NodeHost();
  const profiler = values.profile === undefined ? undefined : new Profiler();
  const options: MachineOptions = {
    host,
    interpreter: installedInterpreter,
    vdso: installedVdso,
    translator: installedTranslator,
    translations: (processor) => installedTranslations(values.translations, processor),
    environment,
    binds,
    forwardSignals: true,
    workingDirectory: values.workdir ?? (current === '/' ? '/' : current),
    ...(values.sysroot === undefined ? {} : { sysroot: values.sysroot }),
    ...(values.user === undefined ? {} : { user: values.user }),
    ...(values.hostname === undefined ? {} : { hostname: values.hostname }),
    ...networkOf(values),
    ...(values.memory === undefined ? {} : { memory: values.memory }),
    ...(values.timeout === undefined ? {} : { timeout: values.timeout }),
    ...(values.cpu === undefined ? {} : { cpu: values.cpu }),
    ...(values.engine === undefined ? {} : { engine: values.engine }),
    ...(profiler === undefined ? {} : { sampler: profiler }),
    ...(values.deterministic === true || values.seed !== undefined
      ? { deterministic: true, seed: values.seed ?? 0 }
      : {}),
    ...(values.quiet === true
      ? { unsupported: () => {} }
      : extras.unsupported === undefined
        ? {}
        : { unsupported: extras.unsupported }),
    ...(extras.trace === undefined ? {} : { trace: extras.trace }),
  };
  const machine = new Machine(options);
  if (profiler !== undefined) profiler.compiling = () => machine.jit.translating + machine.jit.compiling;
  const run: RunOptions = values.argv0 === undefined ? { argument0: program } : { argument0: values.argv0 };
  let failure: unknown;
  for (const candidate of candidates) {
    try {
      return { machine, guest: await machine.run(candidate, args, run), host, profiler };
    } catch (error) {
      if ((error as { code?: string }).code !== 'not-found') throw error;
      failure ??= error;
    }
  }
  throw failure instanceof Error && program.includes('/')
    ? failure
    : new Failure(`${program}: not found`, ExitStatus.notFound);
}

/** --connect alone asks for the host's loopback; with another --network it is a mistake. */
function networkOf({ publish, network, connect }: RunValues): Partial<MachineOptions> {
  if (connect !== undefined && network !== undefined && network !== 'host-loopback')
    throw new Failure(`--connect: not with --network ${network}`, ExitStatus.usage);
  if (publish !== undefined && network === 'none')
    throw new Failure('--publish: not with --network none', ExitStatus.usage);
  return {
    ...(publish === undefined ? {} : { publish }),
    ...(connect === undefined ? {} : { connect, network: 'host-loopback' as const }),
    ...(network === undefined ? {} : { network }),
  };
}

/** The guest names under which the program may stand, the likeliest first. */
function candidatesOf(program: string, values: RunValues, path: string): string[] {
  const here = resolve(program);
  if (program.includes('/'))
    return isAbsolute(program) ? [program] : [values.workdir === undefined ? here : join(values.workdir, program)];
  const found = path.split(':').map((folder) => join(folder === '' ? '.' : folder, program));
  return hasRoot(values) ? [...found, here] : [here];
}

/** Folders of the host that hold a candidate which nothing shown so far does. */
function hostFolders(candidates: readonly string[], values: RunValues, binds: readonly { guest: string }[]): string[] {
  const shown = (path: string): boolean => binds.some(({ guest }) => path === guest || path.startsWith(`${guest}/`));
  const folders = candidates
    .filter((path) => !shown(path))
    .filter((path) => values.sysroot === undefined || !existsSync(join(values.sysroot, path)))
    .filter((path) => existsSync(path) && !hasRoot(values))
    .map((path) => dirname(path))
    .filter((folder) => folder !== '/');
  return [...new Set(folders)];
}

/** Whether the guest has a root of its own, of which programs come first. */
function hasRoot({ sysroot, bind }: RunValues): boolean {
  return sysroot !== undefined || (bind ?? []).some(({ guest }) => guest === '/');
}

function environmentOf(values: RunValues): Record<string, string> {
  const environment: Record<string, string> = {};
  const left = new Set(values.unsetEnv);
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && !left.has(name) && !name.startsWith('K42_')) environment[name] = value;
  for (const [name, value] of values.setEnv ?? []) environment[name] = value;
  return environment;
}

/** Throws a Failure that says what a folder lacks. */
function mustBeFolder(what: string, path: string, hint = ''): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new Failure(`${what} ${path}: there is no such folder${hint}`);
    accessSync(path, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${what} ${path}: the folder may not be read`);
  }
}

/** Makes the file now: nobody wants to hear after a long run that it cannot be. */
function mustBeWritable(what: string, path: string): void {
  try {
    writeFileSync(path, '');
  } catch (error) {
    throw new Failure(`${what} ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
