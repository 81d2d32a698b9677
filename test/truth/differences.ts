/** Where answers may differ: differences.yaml. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Differences {
  readonly 'left out': readonly {
    readonly call: string;
    readonly argument: string;
    readonly values: readonly string[];
    readonly why: string;
  }[];
  readonly emulator: readonly { readonly line: string; readonly why: string }[];
}

const differences = parse(readFileSync(new URL('differences.yaml', import.meta.url), 'utf8')) as Differences;

/** The flags or values of an argument that a scenario shall not use. */
export function leftOut(call: string, argument: string): ReadonlySet<string> {
  const rows = differences['left out'].filter((one) => one.call === call && one.argument === argument);
  return new Set(rows.flatMap(({ values }) => values));
}

/** Whether the emulator may answer a line differently from the kernel. */
export function emulatorMayDiffer(line: string): boolean {
  return differences.emulator.some((one) => new RegExp(one.line).test(line));
}
