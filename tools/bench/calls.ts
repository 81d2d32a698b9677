/**
 * Nanoseconds of a system call in k42, natively, and under the user-mode emulator; on a file of the guest's own tree (the
 * others: of the host), and on one of a bound host folder.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulator, guests, k42, median, native, output } from './programs.ts';

const ROUNDS = '200000';
const RUNS = 5;

export function* calls(): Generator<string> {
  yield* timed("a file of the guest's own", ['/tmp/callbench'], [join(tmpdir(), 'k42-callbench')]);
  yield* timed('a file of a bound host folder', [], []);
}

function* timed(title: string, guestFile: readonly string[], hostFile: readonly string[]): Generator<string> {
  const program = join(guests, 'bin/linux-ppc64le/callbench');
  const host = native('callbench');
  const qemu = emulator('ppc64le');
  const runners: [string, () => string][] = [['k42', () => output(k42, ['run', program, ROUNDS, ...guestFile])]];
  if (host !== undefined) runners.push(['native', () => output(host, [ROUNDS, ...hostFile])]);
  if (qemu !== undefined) runners.push(['qemu-ppc64le', () => output(qemu, [program, ROUNDS, ...hostFile])]);
  yield title;
  const figures = new Map<string, Map<string, number[]>>();
  for (let run = 0; run < RUNS; run++) {
    for (const [name, runner] of runners) {
      for (const line of runner().trim().split('\n')) {
        const [call = '', nanoseconds] = line.split(' ');
        const byRunner = figures.get(call) ?? new Map<string, number[]>();
        figures.set(call, byRunner);
        byRunner.set(name, [...(byRunner.get(name) ?? []), Number(nanoseconds)]);
      }
    }
  }
  if (host === undefined) yield '(no native figures: gcc on x86-64 is needed)';
  if (qemu === undefined) yield '(no emulator figures: qemu-ppc64le is not installed)';
  for (const [call, byRunner] of figures) {
    const own = median(byRunner.get('k42') ?? []);
    const others = [...byRunner]
      .filter(([name]) => name !== 'k42')
      .map(([name, list]) => `${name} ${median(list).toFixed(0)} ns (k42 takes ${(own / median(list)).toFixed(2)}×)`);
    yield [`  ${call.padEnd(8)} ${own.toFixed(0)} ns`, ...others].join('; ');
  }
}
