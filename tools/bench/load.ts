/**
 * A mixed load in one run of k42: nginx asked by the host, pipes through gzip, two writers of one sqlite database, an echo between
 * Python's threads, storms of small programs. Every byte is checked by a sum. Says memory and processor time as the run goes on;
 * then, all idle but nginx, the processor time of twenty seconds. Asked for by name only: it takes its minutes.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, serving } from './load/client.ts';
import { prepare } from './load/files.ts';
import { machine, type Machine } from './load/machine.ts';
import { Tally } from './load/tally.ts';
import { memory, processor } from './load/usage.ts';
import { perSystemCall } from './messages.ts';
import type { Options } from './options.ts';

const PROGRAMS = ['bash', 'sh', 'cat', 'gzip', 'gunzip', 'sha256sum', 'sqlite3', 'python3', 'tr', 'cut', 'expr'];
const EVERY = 10_000;
const IDLE = 20_000;

interface Sample {
  readonly seconds: number;
  readonly resident: number;
  readonly anonymous: number;
  readonly processor: number;
  readonly done: number;
  readonly bytes: number;
  readonly wrong: number;
}

export async function* load({ sysroot, minutes, json }: Options): AsyncGenerator<string> {
  const missing = lacks(sysroot);
  if (sysroot === undefined || missing !== undefined) {
    yield `(${missing})`;
    return;
  }
  const { folder, files } = prepare();
  const [smallest] = files;
  if (smallest === undefined) return;
  const stats = join(folder, 'stats.json');
  const tally = new Tally();
  const samples: Sample[] = [];
  const guest = await machine(folder, sysroot, minutes * 60, stats, tally);
  const begin = performance.now();
  try {
    await Promise.race([serving(guest.port, smallest), guest.over]);
    const asked = ask(guest.port, files, begin + minutes * 60_000, tally);
    let busy = true;
    const over = Promise.all([guest.over, asked]).then(() => (busy = false));
    for (;;) {
      await Promise.race([pause(EVERY), over]);
      if (!busy) break;
      const now = sample(guest, begin, tally);
      samples.push(now);
      yield text(now);
    }
    yield* jobs(tally);
    await pause(EVERY);
    const before = processor(guest.pid);
    await pause(IDLE);
    const idle = processor(guest.pid) - before;
    const rest = sample(guest, begin, tally);
    yield text(rest);
    yield `idle: ${idle.toFixed(2)} s of processor time in ${IDLE / 1000} s`;
    guest.stop();
    const end = await guest.ended;
    if (end !== 'status 0' && end !== 'status 143') tally.wrong('k42', end);
    if (existsSync(stats)) yield* perSystemCall(stats);
    yield `wrong or lost: ${tally.total.wrong}`;
    if (json !== undefined) {
      const lines = [...samples, { ...rest, idle, jobs: Object.fromEntries(tally.jobs), texts: tally.texts }];
      writeFileSync(json, lines.map((line) => `${JSON.stringify({ version: 1, ...line })}\n`).join(''));
    }
  } finally {
    guest.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function lacks(sysroot: string | undefined): string | undefined {
  if (sysroot === undefined) return 'load needs --sysroot DIR, of Debian with nginx-light, sqlite3, python3 and gzip';
  const paths = ['usr/sbin/nginx', ...PROGRAMS.map((name) => `bin/${name}`)];
  const missing = paths.filter((path) => !existsSync(join(sysroot, path)) && !existsSync(join(sysroot, 'usr', path)));
  return missing.length === 0 ? undefined : `${sysroot} lacks ${missing.join(', ')}`;
}

function sample({ pid }: Machine, begin: number, tally: Tally): Sample {
  const seconds = Math.round((performance.now() - begin) / 1000);
  return { seconds, ...memory(pid), processor: processor(pid), ...tally.total };
}

function text({ seconds, resident, anonymous, processor: used, done, bytes, wrong }: Sample): string {
  const memoryUsed = `${resident.toFixed(0).padStart(5)} MB resident (${anonymous.toFixed(0)} anonymous)`;
  const work = `${done} done, ${(bytes / 1e6).toFixed(0)} MB, ${wrong} wrong`;
  return `${String(seconds).padStart(5)} s  ${memoryUsed}  ${used.toFixed(0).padStart(5)} s of processor  ${work}`;
}

function* jobs(tally: Tally): Generator<string> {
  for (const [name, { done, bytes, wrong }] of tally.jobs) {
    yield `${name}: ${done} done, ${(bytes / 1e6).toFixed(1)} MB, ${wrong} wrong`;
  }
  for (const line of tally.texts) yield `! ${line}`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
