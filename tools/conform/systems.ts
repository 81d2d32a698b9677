/** What test programs run on: k42, the user-mode emulator, or this machine itself; and the command that runs one there. */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { imageOf } from './image.ts';
import type { Test } from './tests.ts';

export interface Place {
  /** The folder of the programs. */
  readonly folder: string;
  readonly sysroot: string | undefined;
  /** Further folders of the host for k42's guests, as HOST:GUEST. */
  readonly binds: readonly string[];
  readonly timeout: number;
  /** Program and first arguments of the k42 command. */
  readonly k42: readonly string[];
}

export interface System {
  readonly name: string;
  /** The host's folder that a test has for itself is its /tmp there too; k42 has one in its own memory. */
  readonly hostFolder: boolean;
  /** `own` is the test's folder on the host. */
  words(test: Test, own: string): readonly string[];
}

/** How long after the runner should have killed it a guest ends by itself, should the runner be no more. */
const AFTER_MS = 10_000;

export function k42System({ folder, sysroot, binds, timeout, k42 }: Place): System {
  const root = sysroot === undefined ? [] : ['--sysroot', sysroot];
  const shown = [`${folder}:${folder}:ro`, ...binds].flatMap((bind) => ['--bind', bind]);
  const options = [...shown, '--workdir', '/tmp', '--timeout', `${timeout + AFTER_MS}ms`];
  return {
    name: 'k42',
    hostFolder: false,
    words: ({ program, args }) => [...k42, 'run', ...root, ...options, program, ...args],
  };
}

export function qemuSystem({ sysroot }: Place): System {
  const around = container();
  return {
    name: 'qemu',
    hostFolder: true,
    words: ({ program, args, shell }) => {
      const file = shell ? join(sysroot ?? '/', program) : program;
      const architecture = imageOf(file)?.architecture ?? 'ppc64le';
      const root = sysroot === undefined ? [] : ['-L', sysroot];
      return [...around, `qemu-${architecture}`, ...root, file, ...args];
    },
  };
}

/** `other` is a folder with the same programs, built for this machine. */
export function nativeSystem({ folder }: Place, other: string | undefined): System {
  const around = container();
  const moved = (path: string): string =>
    other === undefined || !path.startsWith(`${folder}/`) ? path : other + path.slice(folder.length);
  return {
    name: 'native',
    hostFolder: true,
    words: ({ program, args }) => [...around, moved(program), ...args],
  };
}

/** Throws a Failure when the emulator is not there. */
export function needEmulator(): void {
  if (spawnSync('qemu-ppc64le', ['--version'], { stdio: 'ignore' }).error !== undefined)
    throw new Failure('qemu-ppc64le is not installed (Debian: qemu-user)', ExitStatus.notFound);
}

const INSIDE = ['--pid', '--fork', '--kill-child', '--mount-proc', '--ipc', '--uts', '--'];

/**
 * Name spaces of its own for a program that runs on the host's kernel: it can signal nobody but itself, and what it leaves
 * running ends with it. A shell stands between, for process 1 is special. Empty where the host does not allow it.
 */
function container(): readonly string[] {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user'];
  const words = ['unshare', ...user, ...INSIDE];
  const shell = ['/bin/sh', '-c', '"$@"; exit $?', 'sh'];
  const { status } = spawnSync(words[0] ?? '', [...words.slice(1), ...shell, 'true'], { stdio: 'ignore' });
  return status === 0 ? [...words, ...shell] : [];
}

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [128 + number, name]));

/** Above 128 stands a signal: so shells say it, and k42 of a signal that Node cannot die of. */
export function withSignal(status: number | string): number | string {
  return typeof status === 'number' ? (SIGNALS.get(status) ?? status) : status;
}
