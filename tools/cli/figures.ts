/** What a run leaves behind beside its effects: figures of the machine, of the JIT, and a profile. */
import { writeFileSync } from 'node:fs';
import type { JitStatistics } from '../../runtime/index.ts';
import { writeProfile } from '../profile/write.ts';
import type { Started } from './machine.ts';
import type { RunValues } from './options.ts';

/** Writes what the options ask for; `begin` is when the command began to make its machine, in seconds of the process. */
export function leaveFigures({ machine, profiler }: Started, values: RunValues, begin: number): void {
  if (values.stats !== undefined) {
    const { calls, messages } = machine.ipc.counters;
    const figures = {
      version: 1,
      systemCalls: machine.calls.count,
      serverCalls: calls,
      messages,
      milliseconds: { nodeAndBundle: begin * 1000, machineAndGuest: (process.uptime() - begin) * 1000 },
      jit: machine.jit,
    };
    writeFileSync(values.stats, `${JSON.stringify(figures)}\n`);
  }
  if (values.profile !== undefined && profiler !== undefined) writeProfile(values.profile, profiler);
  if (values.jitStats === true) process.stderr.write(showJit(machine.jit));
}

/** Three lines for people. */
export function showJit(jit: JitStatistics): string {
  const exits = Object.entries(jit.exits)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`);
  return [
    `${plural(jit.regions, 'region')} in ${plural(jit.modules, 'module')}: ${plural(jit.instructions, 'guest instruction')}, ${plural(jit.wasmBytes, 'byte')} of WebAssembly`,
    `${jit.translating.toFixed(1)} ms translating, ${jit.compiling.toFixed(1)} ms compiling, ${plural(jit.invalidations, 'invalidation')}, ${jit.gathered} gathered, ${jit.kept} of earlier runs`,
    `exits: ${exits.length === 0 ? 'none' : exits.join(', ')}`,
  ]
    .map((line) => `k42: jit: ${line}\n`)
    .join('');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
