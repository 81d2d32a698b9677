/** Checks a source against a schema and words what zod finds for the author of a table. */
import type { z } from 'zod';
import type { Path, Source } from './source.ts';

/** The typed contents, or undefined with the problems in the source. */
export function parseTable<Schema extends z.ZodType>(source: Source, schema: Schema): z.output<Schema> | undefined {
  if (source.data === undefined) return undefined;
  const result = schema.safeParse(source.data, { error: (issue) => word(issue) });
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(source, issue, []);
  return undefined;
}

type Issue = z.core.$ZodIssue;

function reportIssue(source: Source, issue: Issue, above: Path): void {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    issue.keys.forEach((key, index) => source.report('key', [...path, key], lines[index] ?? issue.message, 'key'));
    return;
  }
  if (issue.code === 'invalid_union') {
    // The alternative that got furthest is the one that was meant.
    const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((one) => one.path.length + (one.code === 'unrecognized_keys' ? 1 : 0)));
    const best = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0];
    if (best !== undefined && depth(best) > 0) {
      for (const inner of best) reportIssue(source, inner, path);
      return;
    }
    const expected = issue.errors.flat().map((one) => (one.code === 'invalid_type' ? english(one.expected) : '')).filter((text) => text !== '');
    const value = valueAt(source.data, path);
    source.report('type', path, typeof value === 'bigint' ? tooWide(value) : `expected ${[...new Set(expected)].join(' or ')}, and this is ${describe(value)}`);
    return;
  }
  const code = issue.code === 'invalid_type' ? (issue.message.startsWith('missing') ? 'missing' : issue.message.includes('2^53') ? 'precision' : 'type') : 'value';
  source.report(code, path, issue.message);
}

function word(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return `missing key "${String(issue.path?.at(-1) ?? '')}": expected ${english(issue.expected)}`;
    if (typeof issue.input === 'bigint') return tooWide(issue.input);
    return `expected ${english(issue.expected)}, and this is ${describe(issue.input)}`;
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    if (issue.input === undefined) return `missing key "${String(issue.path?.at(-1) ?? '')}": expected ${known.join(' or ')}`;
    return `expected ${known.join(' or ')}, and this is ${describe(issue.input)}`;
  }
  return undefined;
}

function tooWide(value: bigint): string {
  return `${value} does not fit a number exactly (beyond 2^53) and would lose precision`;
}

function english(type: string): string {
  switch (type) {
    case 'int': return 'a whole number';
    case 'number': return 'a number';
    case 'string': return 'text';
    case 'boolean': return 'true or false';
    case 'array': return 'a list';
    case 'record':
    case 'object': return 'a mapping';
    default: return type;
  }
}

function describe(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the text "${value}"`;
  return `${typeof value === 'boolean' ? '' : 'the number '}${String(value)}`;
}

function valueAt(data: unknown, path: Path): unknown {
  let value: unknown = data;
  for (const part of path) value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined;
  return value;
}
