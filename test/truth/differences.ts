/** What random scenarios leave out, from differences.yaml. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Difference {
  readonly call: string;
  readonly argument: string;
  readonly values: readonly string[];
  readonly why: string;
}

const differences = parse(readFileSync(new URL('differences.yaml', import.meta.url), 'utf8')) as readonly Difference[];

/** The flags or values of an argument that a scenario shall not use. */
export function leftOut(call: string, argument: string): ReadonlySet<string> {
  return new Set(differences.filter((one) => one.call === call && one.argument === argument).flatMap(({ values }) => values));
}
