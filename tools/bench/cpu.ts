/**
 * The processor beside the host's own and the user-mode emulator: our programs at -O2 on each ABI, each ratio and geometric
 * means by kind. Checksums that differ and failures of k42 are said and make the bench fail; what is missing is said.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ABIS, compiler, type Abi } from './cpu/compile.ts';
import { HEADER, RUNNERS, line, meanLine, means, ratios } from './cpu/figures.ts';
import { measure, type Measured, type Plan } from './cpu/measure.ts';
import { PROGRAMS } from './cpu/programs.ts';
import { ours, qemu } from './cpu/runners.ts';
import type { Options } from './options.ts';
import { median } from './programs.ts';

export function* cpu(options: Options): Generator<string> {
  const kept = mkdtempSync(join(tmpdir(), 'k42-translations-'));
  try {
    yield* measured(options, kept);
  } finally {
    rmSync(kept, { recursive: true });
  }
}

/** `kept`: a folder for what runs leave to the next ones. */
function* measured(options: Options, kept: string): Generator<string> {
  const chosen = PROGRAMS.filter(({ name }) => options.only.test(name));
  const abis = ABIS.filter((abi) => options.abis?.includes(abi) ?? true);
  const unknown = options.abis?.find((abi) => !ABIS.some((known) => known === abi));
  const command = ours(options.engine, kept);
  const first = ours(options.engine, 'none');
  if (chosen.length === 0 || unknown !== undefined || command === undefined || first === undefined) {
    process.exitCode = 2;
    if (chosen.length === 0) yield `no program matches ${options.only}`;
    if (unknown !== undefined) yield `${unknown}: no such ABI; there are ${ABIS.join(', ')}`;
    if (command === undefined) yield 'this k42 has no option --engine: leave it out';
    return;
  }
  const plan: Plan = {
    compile: compiler(),
    runs: options.runs,
    whole: options.whole,
    scale: options.scale,
    k42: command,
    first,
    qemu: (abi) => {
      const found = qemu(abi);
      return 'missing' in found ? found : found.command;
    },
  };
  yield `${cpus()[0]?.model ?? arch()}, node ${process.version}; the least of up to ${options.runs} runs by turns; ×: times native; first: k42/qemu when nothing of an earlier run is kept`;
  const [load = 0] = loadavg();
  if (load > cpus().length) yield `(others are busy here, load ${load.toFixed(1)}: take the times with care)`;
  const rows: Measured[] = [];
  for (const abi of abis) {
    const own: Measured[] = [];
    yield* table(abi, own, chosen, plan);
    rows.push(...own);
  }
  const wrong = rows.filter((row) => row.wrong.length > 0);
  for (const row of wrong) for (const what of row.wrong) yield `WRONG: ${row.program.name} on ${row.abi}: ${what}`;
  yield wrong.length === 0 ? 'all checksums agree' : `WRONG RESULTS: ${wrong.length} of ${rows.length}`;
  if (wrong.length > 0) process.exitCode = 1;
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(asJson(rows, abis, options), undefined, 2)}\n`);
}

function* table(abi: Abi, rows: Measured[], chosen: typeof PROGRAMS, plan: Plan): Generator<string> {
  const emulator = qemu(abi);
  yield '';
  yield `${abi}, ${'missing' in emulator ? emulator.missing : emulator.version}`;
  yield* HEADER;
  for (const program of chosen) {
    const row = measure(program, abi, plan);
    rows.push(row);
    yield line(row);
    for (const what of row.wrong) yield `    WRONG: ${what}`;
  }
  yield 'geometric means';
  for (const mean of means(rows)) yield meanLine(mean);
  yield* missing(rows);
  const starts = RUNNERS.map((name) => {
    const known = rows.flatMap(({ times }) => ('missing' in times[name] ? [] : [times[name].start]));
    return `${name} ${known.length === 0 ? '—' : `${median(known).toFixed(1)} ms`}`;
  });
  yield `start (a run of no rounds, median of the programs): ${starts.join(', ')}`;
  const slower = rows.filter((row) => (ratios(row, 'whole').speed ?? 1) < 1).map(({ program }) => program.name);
  yield `slower than the emulator: ${slower.length === 0 ? 'none' : slower.join(', ')}`;
  if (rows.some(({ scaled }) => scaled)) yield '(~: the emulator did an eighth of the rounds; --whole lets it do all)';
}

/** Once for each reason, with the programs that it keeps away. */
function* missing(rows: readonly Measured[]): Generator<string> {
  for (const name of RUNNERS) {
    const reasons = new Map<string, string[]>();
    for (const { program, times } of rows) {
      const found = times[name];
      if (!('missing' in found)) continue;
      reasons.set(found.missing, [...(reasons.get(found.missing) ?? []), program.name]);
    }
    for (const [reason, programs] of reasons) yield `missing: ${name}: ${reason} (${programs.join(', ')})`;
  }
}

function asJson(rows: readonly Measured[], abis: readonly Abi[], options: Options): unknown {
  return {
    version: 1,
    processor: cpus()[0]?.model,
    node: process.version,
    engine: options.engine ?? 'default',
    runs: options.runs,
    programs: rows.map((row) => ({
      program: row.program.name,
      kind: row.program.kind,
      abi: row.abi,
      rounds: row.rounds,
      milliseconds: row.times,
      scaled: row.scaled,
      whole: ratios(row, 'whole'),
      net: ratios(row, 'net'),
      wrong: row.wrong,
    })),
    means: abis.map((abi) => ({ abi, groups: means(rows.filter((row) => row.abi === abi)) })),
  };
}
