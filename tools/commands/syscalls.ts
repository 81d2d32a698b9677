/** `k42 syscalls [PATTERN]`: the calls of the tables with numbers, arguments and support. */
import { report, type ReportFormat, type ReportRow } from '../cli/report.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { chosen, noteOf } from './coverage.ts';

export function syscalls(pattern: string | undefined, personality: string | undefined, format: ReportFormat): void {
  const rows: ReportRow[] = chosen(personality).flatMap(({ name, calls }) =>
    calls
      .filter((call) => pattern === undefined || call.name.includes(pattern))
      .map((call) => ({
        system: name,
        number: numbersText(call.numbers),
        call: call.name,
        arguments: call.args.map((argument) => `${argument.name}: ${argument.type}`).join(', '),
        support: call.support.level,
        note: noteOf(call),
      })),
  );
  if (rows.length === 0) throw new Failure(`no call has '${pattern}' in its name`, ExitStatus.findings);
  process.stdout.write(report(rows, format));
}

/** One number when the ABIs agree, as they do on Linux. */
function numbersText(numbers: Readonly<Record<string, number>>): string {
  const different = new Set(Object.values(numbers));
  if (different.size === 1) return String([...different][0]);
  return Object.entries(numbers)
    .map(([abi, number]) => `${abi} ${number}`)
    .join(', ');
}
