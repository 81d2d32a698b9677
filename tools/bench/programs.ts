/** What the benchmarks run: our guests, k42's command, the user-mode emulator and the host's compiler where they are there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const guests = join(root, 'test/guests');
export const k42 = join(root, '.build/k42.cjs');
/** Debian's busybox for ppc64el, which `npm run test:real` fetches. */
export const busybox = join(root, '.cache/sysroot/ppc64el/bin/busybox');
export const busyboxRoot = join(root, '.cache/sysroot/ppc64el');

/** The command that runs a little- or big-endian guest under the emulator; undefined without it. */
export function emulator(abi: 'ppc64le' | 'ppc64'): string | undefined {
  const name = `qemu-${abi}`;
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0 ? name : undefined;
}

/** Runs a command to its end and answers what it wrote. */
export function output(command: string, args: readonly string[], cwd = root): string {
  return execFileSync(command, [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Milliseconds of each of two commands, alternating so that noise falls on both; medians. */
export function paired(rounds: number, first: () => void, second: () => void): [first: number, second: number] {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [list, run] of [
      [times[0], first],
      [times[1], second],
    ] as const) {
      const start = performance.now();
      run();
      list.push(performance.now() - start);
    }
  }
  return [median(times[0]), median(times[1])];
}

export function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function haveBusybox(): boolean {
  return existsSync(busybox);
}
