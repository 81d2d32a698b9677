/** Ratios of one program, geometric means over several, and the lines of the table. */
import type { Measured, Times } from './measure.ts';
import type { Missing } from './compile.ts';
import { KINDS } from './programs.ts';
import type { RunnerName } from './runners.ts';

/** How much longer than native, and how many times as fast as the emulator; undefined where one is missing. */
export interface Ratios {
  readonly native: number | undefined;
  readonly qemu: number | undefined;
  readonly k42: number | undefined;
  readonly speed: number | undefined;
  /** The same when k42 has nothing of an earlier run. */
  readonly first: number | undefined;
}

type View = 'whole' | 'net';
export const RUNNERS: readonly RunnerName[] = ['native', 'qemu', 'k42', 'first'];
/** Shorter than a start varies: no ratio is made of it. */
const LEAST_MILLISECONDS = 2;

function milliseconds(times: Times | Missing, view: View): number | undefined {
  if ('missing' in times) return undefined;
  const taken = view === 'whole' ? times.whole : times.whole - times.start;
  return taken >= LEAST_MILLISECONDS ? taken : undefined;
}

export function ratios({ times }: Measured, view: View): Ratios {
  const [native, qemu, k42, first] = RUNNERS.map((name) => milliseconds(times[name], view));
  return { native, qemu: over(qemu, native), k42: over(k42, native), speed: over(qemu, k42), first: over(qemu, first) };
}

function over(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

export function geometricMean(list: readonly (number | undefined)[]): number | undefined {
  const known = list.filter((value) => value !== undefined);
  return known.length === 0
    ? undefined
    : Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length);
}

export interface Mean extends Omit<Ratios, 'native'> {
  readonly group: string;
  readonly programs: number;
  /** Of how many of them k42 is known to be faster or slower than the emulator. */
  readonly compared: number;
  readonly net: Omit<Ratios, 'native'>;
}

/** By kind, then of all but floating point, then of all. */
export function means(rows: readonly Measured[]): readonly Mean[] {
  const groups: { group: string; members: readonly Measured[] }[] = [
    ...KINDS.map((kind) => ({ group: kind, members: rows.filter(({ program }) => program.kind === kind) })),
    { group: 'all but floating', members: rows.filter(({ program }) => program.kind !== 'floating') },
    { group: 'all', members: rows },
  ];
  return groups
    .filter(({ members }) => members.length > 0)
    .map(({ group, members }) => ({
      group,
      programs: members.length,
      compared: members.filter((row) => ratios(row, 'whole').speed !== undefined).length,
      ...mean(members, 'whole'),
      net: mean(members, 'net'),
    }));
}

function mean(rows: readonly Measured[], view: View): Omit<Ratios, 'native'> {
  const all = rows.map((row) => ratios(row, view));
  return {
    qemu: geometricMean(all.map(({ qemu }) => qemu)),
    k42: geometricMean(all.map(({ k42 }) => k42)),
    speed: geometricMean(all.map(({ speed }) => speed)),
    first: geometricMean(all.map(({ first }) => first)),
  };
}

export const HEADER: readonly string[] = [
  `${' '.repeat(28)}|        as the user waits                 |        without the start`,
  `${'program'.padEnd(19)}${'kind'.padEnd(9)}| native ms  qemu ×   k42 ×  k42/qemu first | native ms  qemu ×   k42 ×  k42/qemu first`,
];

export function line(row: Measured): string {
  const cells = (['whole', 'net'] as const).map((view) => {
    const { native, ...rest } = ratios(row, view);
    return `| ${number(native, 9, 1)} ${ratioCells(rest, row.scaled)}`;
  });
  return `${row.program.name.padEnd(19)}${row.program.kind.padEnd(9)}${cells.join(' ')}`;
}

export function meanLine({ group, programs, compared, net, ...whole }: Mean): string {
  const title = `${group}: ${compared} of ${programs}`.padEnd(28);
  return `${title}| ${' '.repeat(9)} ${ratioCells(whole, false)} | ${' '.repeat(9)} ${ratioCells(net, false)}`;
}

function ratioCells({ qemu, k42, speed, first }: Omit<Ratios, 'native'>, scaled: boolean): string {
  const about = scaled && qemu !== undefined ? '~' : ' ';
  return `${about}${number(qemu, 6, 2)}  ${number(k42, 6, 2)}  ${number(speed, 8, 2)} ${number(first, 5, 2)}`;
}

function number(value: number | undefined, width: number, digits: number): string {
  return (value === undefined ? '—' : value.toFixed(digits)).padStart(width);
}
