/** Which tests there are: the programs of a folder, or the lines of a command list, such as LTP's runtest files. */
import { accessSync, constants, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { imageOf } from './image.ts';

export interface Test {
  readonly name: string;
  /** The program's file, or the shell's name in the guest. */
  readonly program: string;
  readonly args: readonly string[];
  /** A line that only a shell understands. */
  readonly shell: boolean;
}

export interface Found {
  readonly tests: readonly Test[];
  /** Tests of the list whose program is not there. */
  readonly missing: readonly string[];
  /** Folders with programs, for the guest's PATH. */
  readonly folders: readonly string[];
}

/** What a shell has to read. */
const SHELL = /[;|&<>$`*?(){}\\"']/;
const LIBRARY = /\.so(\.[\d.]+)?$/;

/** `list` is the path of a command list; `filters` are parts of names, /regular expressions/, and with ! what is left out. */
export function findTests(folder: string, list: string | undefined, filters: readonly string[]): Found {
  const files = executables(realpathSync(folder));
  const programs = new Map(files.map((path) => [basename(path), path]));
  const folders = [...new Set(files.map((path) => dirname(path)))];
  const chosen = filter(filters);
  const all =
    list === undefined
      ? files
          .filter((path) => imageOf(path) !== undefined && !LIBRARY.test(path))
          .map((path) => ({ name: basename(path), program: path, args: [], shell: false }))
      : commands(list, programs);
  const wanted = all.filter(({ name }) => chosen(name));
  const tests = wanted.filter(({ program }) => program !== '');
  const missing = wanted.filter(({ program }) => program === '').map(({ name }) => name);
  return { tests, missing, folders };
}

/** Files that may be executed, below the folder, by name; the first of two names stands. */
function executables(folder: string): string[] {
  const found: string[] = [];
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(path, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.')) walk(full);
      else if (entry.isFile() && mayExecute(full)) found.push(full);
    }
  };
  walk(folder);
  return found;
}

function mayExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A line is `name command args…`; one that needs a shell has it. A program that is not there is ''. */
function commands(list: string, programs: ReadonlyMap<string, string>): Test[] {
  let text: string;
  try {
    text = readFileSync(list, 'utf8');
  } catch (error) {
    throw new Failure(`--list ${list}: ${(error as Error).message}`, ExitStatus.usage);
  }
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
      const command = rest === '' ? name : rest;
      if (SHELL.test(command)) return { name, program: '/bin/sh', args: ['-c', command], shell: true };
      const [program = '', ...args] = command.split(/\s+/);
      return { name, program: programs.get(basename(program)) ?? '', args, shell: false };
    });
}

function filter(patterns: readonly string[]): (name: string) => boolean {
  const matchers = patterns.map((pattern) => {
    const without = pattern.startsWith('!');
    const body = without ? pattern.slice(1) : pattern;
    const expression = /^\/(.*)\/$/.exec(body)?.[1];
    try {
      const regex = expression === undefined ? undefined : new RegExp(expression);
      return { without, fits: (name: string) => regex?.test(name) ?? name.includes(body) };
    } catch (error) {
      throw new Failure(`--filter ${pattern}: ${(error as Error).message}`, ExitStatus.usage);
    }
  });
  const wanted = matchers.filter(({ without }) => !without);
  const unwanted = matchers.filter(({ without }) => without);
  return (name) =>
    (wanted.length === 0 || wanted.some(({ fits }) => fits(name))) && !unwanted.some(({ fits }) => fits(name));
}
