/** `k42 run PROGRAM [ARGS…]`: runs a program; everything after PROGRAM is the guest's. */
import { endAs } from '../cli/end.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { leaveFigures } from '../cli/figures.ts';
import { start } from '../cli/machine.ts';
import type { RunValues } from '../cli/options.ts';

export async function run(program: string, args: readonly string[], values: RunValues): Promise<never> {
  const begin = process.uptime();
  const started = await start(program, args, values);
  const { guest, host } = started;
  const exit = await guest.exit;
  leaveFigures(started, values, begin);
  if (guest.timedOut) {
    await host.flush(2000);
    host.close();
    throw new Failure(`${program}: timeout, killed`, ExitStatus.timeout);
  }
  return endAs(exit, host);
}
