/**
 * One program on one ABI: the host, the emulator and k42 by turns, so that noise falls on all alike; the least time of each.
 * Every checksum must be the same. A start is a run of no rounds.
 */
import type { Compiler } from './compile.ts';
import type { Abi, Missing } from './compile.ts';
import type { Program } from './programs.ts';
import { native, timed, type Command, type RunnerName } from './runners.ts';

/** Who has needed this long for a program is not asked again: there noise matters little. */
const ENOUGH_MILLISECONDS = 2000;
/** The emulator does this part of a floating-point program's rounds, and its time is scaled: it is some 100 times slower. */
const PART = 8;

export interface Times {
  /** A run of no rounds. */
  readonly start: number;
  /** A run of all rounds. */
  readonly whole: number;
}

export interface Measured {
  readonly program: Program;
  readonly abi: Abi;
  readonly rounds: number;
  readonly times: Readonly<Record<RunnerName, Times | Missing>>;
  /** The emulator's time was scaled from a part of the rounds. */
  readonly scaled: boolean;
  /** What is wrong: checksums that differ, or k42 failing. */
  readonly wrong: readonly string[];
}

export interface Plan {
  readonly compile: Compiler;
  readonly runs: number;
  /** The emulator does all rounds too. */
  readonly whole: boolean;
  readonly scale: number;
  readonly k42: Command;
  readonly first: Command;
  readonly qemu: (abi: Abi) => Command | Missing;
}

interface Lane {
  readonly name: RunnerName;
  readonly command: Command;
  readonly path: string;
  readonly rounds: number;
  start: number;
  work: number;
  spent: number;
  failure?: string;
}

export function measure(program: Program, abi: Abi, plan: Plan): Measured {
  const share = program.kind === 'floating' && !plan.whole ? PART : 1;
  const part = Math.max(1, Math.round((program.rounds * plan.scale) / share));
  const rounds = part * share;
  const missing = new Map<RunnerName, string>();
  const lanes: Lane[] = [];
  const enter = (name: RunnerName, command: Command | Missing, target: Abi | 'native', count: number): void => {
    const path = plan.compile(program, target);
    if (typeof path !== 'string') missing.set(name, path.missing);
    else if (typeof command !== 'function') missing.set(name, command.missing);
    else lanes.push({ name, command, path, rounds: count, start: Infinity, work: Infinity, spent: 0 });
  };
  enter('native', native, 'native', rounds);
  enter('qemu', plan.qemu(abi), abi, part);
  enter('k42', plan.k42, abi, rounds);
  enter('first', plan.first, abi, rounds);

  const sums = new Map<number, Map<string, RunnerName[]>>();
  // For what it leaves.
  for (const lane of lanes) if (lane.name === 'k42') once(lane, lane.rounds, sums);
  for (let run = 0; run < plan.runs; run++) for (const lane of lanes) turn(lane, sums);
  if (share > 1)
    for (const lane of lanes) if (lane.name !== 'qemu' && lane.failure === undefined) once(lane, part, sums);

  const wrong = [...sums].flatMap(([count, found]) =>
    found.size < 2
      ? []
      : [
          `checksums of ${count} rounds differ: ${[...found].map(([sum, names]) => `${sum} (${[...new Set(names)].join(', ')})`).join(', ')}`,
        ],
  );
  for (const { name, failure } of lanes) {
    if (failure === undefined) continue;
    missing.set(name, failure);
    // Status 126 is k42 saying that it does not run this kind of program.
    if ((name === 'k42' || name === 'first') && !failure.startsWith('exit status 126'))
      wrong.push(`k42 fails: ${failure}`);
  }
  const times = (name: RunnerName): Times | Missing => {
    const lane = lanes.find((one) => one.name === name);
    const reason = missing.get(name);
    if (lane === undefined || reason !== undefined) return { missing: reason ?? 'not run' };
    return { start: lane.start, whole: lane.start + Math.max(0, lane.work - lane.start) * (rounds / lane.rounds) };
  };
  return {
    program,
    abi,
    rounds,
    times: { native: times('native'), qemu: times('qemu'), k42: times('k42'), first: times('first') },
    scaled: share > 1,
    wrong,
  };
}

type Sums = Map<number, Map<string, RunnerName[]>>;

/** A start and a whole run, unless this lane has failed or has run long enough. */
function turn(lane: Lane, sums: Sums): void {
  if (lane.failure !== undefined || lane.spent > ENOUGH_MILLISECONDS) return;
  lane.start = Math.min(lane.start, once(lane, 0, sums));
  const work = once(lane, lane.rounds, sums);
  lane.work = Math.min(lane.work, work);
  lane.spent += work;
}

function once(lane: Lane, rounds: number, sums: Sums): number {
  if (lane.failure !== undefined) return Infinity;
  const outcome = timed(lane.command(lane.path, rounds));
  if ('failure' in outcome) {
    lane.failure = outcome.failure;
    return Infinity;
  }
  const found = sums.get(rounds) ?? new Map<string, RunnerName[]>();
  sums.set(rounds, found);
  found.set(outcome.checksum, [...(found.get(outcome.checksum) ?? []), lane.name]);
  return outcome.milliseconds;
}
