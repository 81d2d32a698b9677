/** `k42 demo`, which `npm start` runs: programs of three systems on one kernel, and what the tables cover. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { Machine } from '../../runtime/index.ts';
import { NodeHost } from '../../runtime/host/node/index.ts';
import { Failure } from '../cli/exit.ts';
import { installedInterpreter } from '../cli/installed.ts';
import { coverageRows } from './coverage.ts';
import { report } from '../cli/report.ts';

const PROGRAMS = [
  ['primes', 'linux-ppc64', '1000'],
  ['stats', 'freebsd-ppc64'],
  ['frame', 'linux-ppc64le'],
] as const;
const SYSTEMS: Readonly<Record<string, string>> = {
  'linux-ppc64': 'Linux   ppc64    big-endian, ELFv2',
  'linux-ppc64le': 'Linux   ppc64le  little-endian, ELFv2',
  'freebsd-ppc64': 'FreeBSD ppc64    big-endian, ELFv2',
};
const NEXT = [
  ['npx k42 trace test/guests/bin/freebsd-ppc64/primes 20', 'every system call of a program, as strace shows it'],
  ['npx k42 explain stat', 'how each system lays the structure out'],
  ['npx k42 run -L SYSROOT PROGRAM', "a distribution's own programs"],
] as const;

export async function demo(): Promise<never> {
  const folder = ['../test/guests/bin/', '../../test/guests/bin/']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (folder === undefined) throw new Failure('the guest programs of test/guests/bin are missing');
  const out = (text: string): void => void process.stdout.write(text);

  out(`\n${pc.bold('k42')} runs PowerPC programs of several Unix systems on one kernel.\n\n`);
  out(`  ${pc.dim('$')} ${PROGRAMS.map(([name, , ...args]) => pc.bold([name, ...args].join(' '))).join(' | ')}\n\n`);
  for (const [name, system] of PROGRAMS) out(`    ${name.padEnd(8)}${SYSTEMS[system]}\n`);
  out('\n');

  const host = new NodeHost();
  const chunks: Uint8Array[] = [];
  const machine = new Machine({
    host,
    interpreter: installedInterpreter,
    binds: [{ host: folder, guest: '/guests', readOnly: true }],
    stdio: { stdin: null, stdout: (bytes) => chunks.push(bytes.slice()) },
  });
  const begin = performance.now();
  const words = PROGRAMS.flatMap(([name, system, ...args]) => ['|', `/guests/${system}/${name}`, ...args]).slice(1);
  const guest = await machine.run('/guests/linux-ppc64le/pipeline', words);
  const exit = await guest.exit;
  const milliseconds = performance.now() - begin;
  const text = Buffer.concat(chunks).toString();
  out(text.replace(/^/gm, '    ').trimEnd());
  if (!('code' in exit) || exit.code !== 0) throw new Failure(`the demonstration ended with ${JSON.stringify(exit)}`);

  const { calls, messages } = machine.ipc.counters;
  out(
    `\n\n  ${machine.calls.count} system calls translated in the programs' own address spaces, ${calls} direct calls of server\n`,
  );
  out(
    `  objects, ${messages} messages, ${Math.round(milliseconds)} ms. The servers do not know which system asks them.\n\n`,
  );
  out(`${report(coverageRows(), 'table').replace(/^/gm, '  ')}\n`);
  for (const [command, what] of NEXT) out(`  ${pc.bold(command.padEnd(58))} ${what}\n`);
  out('\n');
  host.close();
  process.exit(0);
}
