/**
 * Programs of a Debian ppc64el sysroot as they are, in k42 and under qemu-user by turns: how many times as fast k42 is, by the
 * least time (greatest rate) of --runs. In k42 an earlier run has left what it compiled; under `first` it has not. qemu runs whatever the programs execute by binfmt_misc, in name spaces of its own with the
 * sysroot as root, and its files are in the host's memory.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulated, freePort, inside, type Place, take } from './distribution/places.ts';
import { prepare, type Program, PROGRAMS } from './distribution/programs.ts';
import { haveAb, requests, SERVERS } from './distribution/servers.ts';
import type { Options } from './options.ts';

const LIMIT = 300;
const REQUESTS = 3000;

/** Of one line of the table: by place, the best so far, or what went wrong. */
interface Best {
  value: number;
  processor: number;
  output: string;
  failed?: string;
}

export async function* distribution({ sysroot, runs, only }: Options): AsyncGenerator<string> {
  if (sysroot === undefined) {
    yield '(distribution needs --sysroot DIR, of Debian for ppc64el: k42 sysroot add)';
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'k42-distribution-'));
  const kept = mkdtempSync(join(tmpdir(), 'k42-translations-'));
  try {
    // Servers give up being root.
    chmodSync(folder, 0o755);
    prepare(folder);
    const emulator = emulated(sysroot, folder);
    if (typeof emulator === 'string') yield `(${emulator})`;
    const own = [inside('k42', sysroot, folder, join(kept, 'kept')), inside('first', sysroot, folder, 'none')];
    const places = [...own, ...(typeof emulator === 'string' ? [] : [emulator])];
    const ratios: number[] = [];
    yield `${''.padEnd(36)}${'k42'.padStart(10)}${'first'.padStart(10)}${'qemu'.padStart(10)}   speed  first  processor (k42, first, qemu)`;
    for (const program of PROGRAMS) {
      if (!only.test(program.name)) continue;
      const missing = program.needs.find((path) => !existsSync(join(sysroot, path)));
      if (missing !== undefined) yield `${program.name.padEnd(36)} not there: ${missing}`;
      else yield* programLines(program, places, runs, ratios);
    }
    for (const server of SERVERS) {
      if (!only.test(server.name)) continue;
      const missing = server.needs.find((path) => !existsSync(join(sysroot, path)));
      if (missing !== undefined) yield `${server.name.padEnd(36)} not there: ${missing}`;
      else if (!haveAb()) yield `${server.name.padEnd(36)} not asked: ab (apache2-utils) is not there`;
      else yield* serverLines(server, places, folder, runs, ratios);
    }
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    const slower = ratios.filter((ratio) => ratio < 1).length;
    if (ratios.length > 0) yield `geometric mean ${mean.toFixed(2)}; of ${ratios.length} slower than qemu: ${slower}`;
  } finally {
    for (const path of [folder, kept]) rmSync(path, { recursive: true, force: true });
  }
}

function* programLines(program: Program, places: readonly Place[], runs: number, ratios: number[]): Generator<string> {
  const lines = new Map<string, Map<string, Best>>();
  // For what it leaves.
  for (const place of places) {
    const port = freePort();
    if (place.name === 'k42') take(place, shell(program, port), port, LIMIT);
  }
  for (let run = 0; run < runs; run++) {
    for (const place of places) {
      const port = freePort();
      const taken = take(place, shell(program, port), port, LIMIT);
      const values: [string, number][] = program.rates === undefined ? [['', -taken.seconds]] : rates(taken.output);
      if (values.length === 0) values.push(['', Number.NaN]);
      for (const [part, value] of values) {
        const name = part === '' ? program.name : `${program.name}: ${part}`;
        const output = program.rates === undefined ? taken.output : '';
        keep(lines, name, place.name, { value, processor: taken.processor, output, ...failure(taken.failed) });
      }
    }
  }
  for (const [name, best] of lines) yield line(name, best, program.rates === undefined ? 's' : '', ratios);
}

function shell({ script }: Program, port: number): readonly string[] {
  return ['/bin/sh', '-c', `PORT=${port}; ${script}`];
}

async function* serverLines(
  server: (typeof SERVERS)[number],
  places: readonly Place[],
  folder: string,
  runs: number,
  ratios: number[],
): AsyncGenerator<string> {
  mkdirSync(join(folder, 'www'), { recursive: true });
  writeFileSync(join(folder, 'www/page'), Buffer.alloc(1000, 'page '));
  const lines = new Map<string, Map<string, Best>>();
  for (const place of places) if (place.name === 'k42') await requests(server, place, folder, REQUESTS);
  for (let run = 0; run < runs; run++) {
    for (const place of places) {
      const answers = await requests(server, place, folder, REQUESTS);
      for (const [index, kind] of ['kept', 'new'].entries()) {
        const answer = answers[index] ?? 'nothing';
        const failed = typeof answer === 'string' ? answer : undefined;
        const value = typeof answer === 'string' ? Number.NaN : answer;
        const best = { value, processor: Number.NaN, output: '', ...failure(failed) };
        keep(lines, `${server.name}, requests/s, ${kind}`, place.name, best);
      }
    }
  }
  for (const [name, best] of lines) yield line(name, best, '', ratios);
}

function failure(failed: string | undefined): { failed?: string } {
  return failed === undefined ? {} : { failed };
}

function rates(output: string): [string, number][] {
  return output
    .trim()
    .split('\n')
    .filter((text) => text.includes(' '))
    .map((text) => [text.slice(0, text.indexOf(' ')), Number(text.slice(text.indexOf(' ') + 1))]);
}

/** Keeps the better run; a run that failed stays seen. */
function keep(lines: Map<string, Map<string, Best>>, name: string, place: string, now: Best): void {
  const places = lines.get(name) ?? new Map<string, Best>();
  lines.set(name, places);
  const best = places.get(place);
  if (best === undefined) {
    places.set(place, now);
    return;
  }
  if (best.failed === undefined && now.failed !== undefined) best.failed = now.failed;
  if (now.value > best.value) best.value = now.value;
  if (now.processor < best.processor) best.processor = now.processor;
}

function line(name: string, places: Map<string, Best>, unit: string, ratios: number[]): string {
  const own = places.get('k42');
  const first = places.get('first');
  const other = places.get('qemu');
  const cell = (best: Best | undefined): string => {
    if (best === undefined) return '-';
    return best.value < 0 ? `${(-best.value).toFixed(3)} ${unit}` : best.value.toFixed(0);
  };
  const cells = [name.padEnd(36), ...[own, first, other].map((best) => cell(best).padStart(10))];
  const failed = [...places].filter(([, best]) => best.failed !== undefined);
  if (own !== undefined && other !== undefined && failed.length === 0) {
    const faster = ({ value }: Best): number => (value < 0 ? other.value / value : value / other.value);
    ratios.push(faster(own));
    cells.push(`${faster(own).toFixed(2)}×`.padStart(8));
    if (first !== undefined) {
      cells.push(`${faster(first).toFixed(2)}×`.padStart(7));
      if (own.processor > 0)
        cells.push(`  ${[own, first, other].map(({ processor }) => processor.toFixed(2)).join(' ')}`);
    }
    if (own.output !== other.output || (first !== undefined && first.output !== other.output))
      cells.push('  (not the same output)');
  }
  for (const [place, best] of failed) cells.push(`  ${place}: ${best.failed}`);
  return cells.join('');
}
