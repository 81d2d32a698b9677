/** `k42 trace PROGRAM`: runs a program and tells its system calls in strace's format, from the tables. */
import { endAs } from '../cli/end.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { leaveFigures } from '../cli/figures.ts';
import { start } from '../cli/machine.ts';
import type { TraceValues } from '../cli/options.ts';
import { Tracer } from '../trace/tracer.ts';
import { traceOutput } from '../trace/output.ts';
import { loadTraceTables } from '../trace/tables.ts';

export async function trace(program: string, args: readonly string[], values: TraceValues): Promise<never> {
  const begin = process.uptime();
  const output = traceOutput(values.output);
  const tracer = new Tracer(await loadTraceTables(), values, (text) => output.write(text));
  const started = await start(program, args, values, { trace: tracer });
  const { guest, host } = started;
  const exit = await guest.exit;
  tracer.ended(guest.pid, exit);
  output.close();
  leaveFigures(started, values, begin);
  if (guest.timedOut) {
    await host.flush(2000);
    host.close();
    throw new Failure(`${program}: timeout, killed`, ExitStatus.timeout);
  }
  return endAs(exit, host);
}
