/** `k42 syscalls [PATTERN]`: the calls of the tables with numbers, arguments and support. */
import { report, type ReportFormat, type ReportRow } from '../cli/report.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import type { SpecArgument, SpecCall, SpecSupport } from '../../runtime/generated/spec.ts';
import { chosen, noteOf } from './coverage.ts';

export function syscalls(pattern: string | undefined, personality: string | undefined, format: ReportFormat): void {
  const rows: ReportRow[] = chosen(personality).flatMap(({ name, calls }) =>
    calls
      .filter((call) => pattern === undefined || call.name.includes(pattern))
      .flatMap((call) =>
        forms(call).map(({ number, args, support }) => ({
          system: name,
          number,
          call: call.name,
          arguments: args.map((argument) => `${argument.name}: ${argument.type}`).join(', '),
          support: support.level,
          note: noteOf({ support }),
        })),
      ),
  );
  if (rows.length === 0) throw new Failure(`no call has '${pattern}' in its name`, ExitStatus.findings);
  process.stdout.write(report(rows, format));
}

/** A call, and once more for each ABI that takes or supports it otherwise. */
function forms(call: SpecCall): { number: string; args: readonly SpecArgument[]; support: SpecSupport }[] {
  const others = Object.entries(call.otherwise);
  const numbers = Object.entries(call.numbers).filter(([abi]) => !(abi in call.otherwise));
  return [
    { number: numbersText(Object.fromEntries(numbers)), args: call.args, support: call.support },
    ...others.map(([abi, other]) => ({ number: `${abi} ${call.numbers[abi]}`, ...other })),
  ];
}

/** One number when the ABIs agree, as they do on Linux. */
function numbersText(numbers: Readonly<Record<string, number>>): string {
  const different = new Set(Object.values(numbers));
  if (different.size === 1) return String([...different][0]);
  return Object.entries(numbers)
    .map(([abi, number]) => `${abi} ${number}`)
    .join(', ');
}
