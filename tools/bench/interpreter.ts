/** Guest instructions a second on an integer loop, beside the user-mode emulator. */
import { join } from 'node:path';
import { emulator, guests, k42, median, output } from './programs.ts';

const ROUNDS = '20000000';
const RUNS = 5;

export function* interpreter(): Generator<string> {
  for (const abi of ['ppc64le', 'ppc64'] as const) {
    const program = join(guests, `bin/linux-${abi}/intloop`);
    const qemu = emulator(abi);
    const own: number[] = [];
    const other: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      own.push(rate(output(k42, ['run', program, ROUNDS])));
      if (qemu !== undefined) other.push(rate(output(qemu, [program, ROUNDS])));
    }
    yield `${abi.padEnd(8)} ${median(own).toFixed(0)} million instructions/s`;
    if (qemu === undefined) yield `         (qemu-${abi} is not installed)`;
    else
      yield `         qemu-${abi}: ${median(other).toFixed(0)} million/s; k42 is ${(median(own) / median(other)).toFixed(3)} of it`;
  }
}

/** Million instructions a second, from `instructions nanoseconds checksum`. */
function rate(text: string): number {
  const [instructions = 0, nanoseconds = 1] = text.split(' ').map(Number);
  return (1000 * instructions) / nanoseconds;
}
