/** Checks a source against a schema and words what zod finds for the author of a table. */
import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import type { Path, Source } from './source.ts';

/** The typed contents, or undefined with the problems in the source. */
export function parseTable<Schema extends z.ZodType>(source: Source, schema: Schema): z.output<Schema> | undefined {
  if (source.data === undefined) return undefined;
  const result = schema.safeParse(source.data, { error: (issue) => word(issue) });
  if (result.success) return result.data;
  reportAll(source, result.error.issues, []);
  return undefined;
}

type Issue = z.core.$ZodIssue;

/** A key that is missing because it is misspelt is told once, at the misspelt one. */
function reportAll(source: Source, issues: readonly Issue[], above: Path): void {
  const place = (path: readonly PropertyKey[]): string => path.map(String).join('/');
  const suggested = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? [...issue.message.matchAll(/did you mean "([^"]+)"/g)].map((match) => place([...issue.path, match[1] ?? '']))
      : [],
  );
  for (const issue of issues) {
    if (issue.code === 'invalid_type' && issue.message.startsWith('missing') && suggested.includes(place(issue.path)))
      continue;
    reportIssue(source, issue, above);
  }
}

function reportIssue(source: Source, issue: Issue, above: Path): void {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    issue.keys.forEach((key, index) => source.report('key', [...path, key], lines[index] ?? issue.message, 'key'));
    return;
  }
  if (issue.code === 'invalid_union') return reportUnion(source, issue.errors, path);
  // What YAML's text already told (octal, lost digits) is not told again.
  if (source.isReported(path)) return;
  const code = issue.message.startsWith('missing')
    ? 'missing'
    : issue.message.includes('2^53')
      ? 'precision'
      : issue.code === 'invalid_type'
        ? 'type'
        : 'value';
  source.report(code, path, issue.message, code === 'missing' ? 'key' : 'value');
}

/** The alternative that got furthest is the one that was meant. */
function reportUnion(source: Source, alternatives: readonly (readonly Issue[])[], path: Path): void {
  const depth = (issues: readonly Issue[]): number =>
    Math.max(...issues.map((one) => one.path.length + (one.code === 'unrecognized_keys' ? 1 : 0)));
  const best = alternatives.toSorted((a, b) => depth(b) - depth(a))[0];
  if (best !== undefined && depth(best) > 0) return reportAll(source, best, path);
  const expected = new Set<string>();
  const words: string[] = [];
  for (const one of alternatives.flat()) {
    if (one.code === 'invalid_type') expected.add(english(one.expected));
    if (one.code === 'invalid_value') {
      words.push(...one.values.map(String));
      expected.add(one.values.map(String).join(' or '));
    }
  }
  const value = valueAt(source.data, path);
  if (typeof value === 'bigint') return source.report('precision', path, tooWide(value));
  const hint = typeof value === 'string' ? (didYouMean(value, words) ?? '') : '';
  source.report('type', path, `expected ${[...expected].join(' or ')}, and this is ${describe(value)}${hint}`);
}

function word(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined)
      return `missing key "${String(issue.path?.at(-1) ?? '')}": expected ${english(issue.expected)}`;
    if (typeof issue.input === 'bigint') return tooWide(issue.input);
    return `expected ${english(issue.expected)}, and this is ${describe(issue.input)}`;
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    if (issue.input === undefined)
      return `missing key "${String(issue.path?.at(-1) ?? '')}": expected ${known.join(' or ')}`;
    const hint = typeof issue.input === 'string' ? (didYouMean(issue.input, known) ?? '') : '';
    return `expected ${known.join(' or ')}, and this is ${describe(issue.input)}${hint}`;
  }
  return undefined;
}

function tooWide(value: bigint): string {
  return `${value} does not fit a number exactly (beyond 2^53) and would lose precision`;
}

function english(type: string): string {
  switch (type) {
    case 'int':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'record':
    case 'object':
      return 'a mapping';
    default:
      return type;
  }
}

function describe(value: unknown): string {
  if (value === null) return 'empty (a comma ends plain text inside { }: put it in quotes)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the text "${value}"`;
  if (typeof value === 'boolean') return String(value);
  return `the number ${String(value as number | bigint)}`;
}

function valueAt(data: unknown, path: Path): unknown {
  let value: unknown = data;
  for (const part of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined;
  return value;
}
