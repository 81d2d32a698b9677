/**
 * Runs the maintainer's scripts of unpacked packages where they belong: in a guest whose root is the sysroot, by the guest's own
 * dpkg. Their many short programs are interpreted: compiling them takes three times as long. Services are not started, as in a
 * container; Python's modules are not compiled, which takes the guest minutes.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Output, run } from './process.ts';

/** Names that stand first in the scripts' PATH. */
const STANDINS: Readonly<Record<string, string>> = {
  py3compile: '#!/bin/sh\nexit 0\n',
  pycompile: '#!/bin/sh\nexit 0\n',
};
/** `python3.N .../py_compile.py FILE…` does nothing; everything else is the real one's. */
const PYTHON = '#!/bin/sh\ncase "$*" in *py_compile.py*|*compileall*) exit 0;; esac\nexec /usr/bin/"${0##*/}" "$@"\n';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const PLACE = '/run/k42';

export interface GuestCommand {
  /** Program and first arguments of the k42 command. */
  readonly k42: readonly string[];
  readonly root: string;
  readonly line?: (text: string) => void;
}

/** Runs a program of the sysroot in a guest that may change it. */
export async function inGuest({ k42, root, line }: GuestCommand, words: readonly string[]): Promise<Output> {
  const standins = mkdtempSync(join(tmpdir(), 'k42-standins-'));
  chmodSync(standins, 0o755);
  const put = (name: string, text: string): void => writeFileSync(join(standins, name), text, { mode: 0o755 });
  for (const [name, text] of Object.entries(STANDINS)) put(name, text);
  for (let minor = 8; minor < 20; minor++)
    if (existsSync(join(root, `usr/bin/python3.${minor}`))) put(`python3.${minor}`, PYTHON);
  const policy = join(root, 'usr/sbin/policy-rc.d');
  const mine = !existsSync(policy);
  mkdirSync(join(root, 'usr/sbin'), { recursive: true });
  // Says that no service may be started (invoke-rc.d(8)).
  if (mine) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const variables = {
    PATH: `${PLACE}:${PATH}`,
    HOME: '/root',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
    DEBCONF_NONINTERACTIVE_SEEN: 'true',
    PERL_BADLANG: '0',
    TERM: 'dumb',
  };
  const environment = Object.entries(variables).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
  const binds = ['--bind', `${root}:/`, '--bind', `${standins}:${PLACE}:ro`];
  try {
    return await run(
      [...k42, 'run', '--quiet', '--engine', 'interp', ...binds, '--workdir', '/', ...environment, ...words],
      {
        folder: '/',
        ...(line === undefined ? {} : { line }),
      },
    );
  } finally {
    rmSync(standins, { recursive: true, force: true });
    rmSync(join(root, PLACE), { recursive: true, force: true });
    if (mine) rmSync(policy, { force: true });
  }
}
