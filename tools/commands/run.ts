/** `k42 run PROGRAM [ARGS…]`: runs a program; everything after PROGRAM is the guest's. */
import { writeFileSync } from 'node:fs';
import { endAs } from '../cli/end.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { start } from '../cli/machine.ts';
import type { RunValues } from '../cli/options.ts';

export async function run(program: string, args: readonly string[], values: RunValues): Promise<never> {
  const begin = performance.now();
  const { machine, guest, host } = await start(program, args, values);
  const exit = await guest.exit;
  if (values.stats !== undefined) {
    const { calls, messages } = machine.ipc.counters;
    const figures = {
      version: 1,
      systemCalls: machine.calls.count,
      serverCalls: calls,
      messages,
      milliseconds: { nodeAndBundle: begin, machineAndGuest: performance.now() - begin },
    };
    writeFileSync(values.stats, `${JSON.stringify(figures)}\n`);
  }
  if (guest.timedOut) {
    await host.flush(2000);
    host.close();
    throw new Failure(`${program}: timeout, killed`, ExitStatus.timeout);
  }
  return endAs(exit, host);
}
